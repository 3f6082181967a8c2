"""Events: entered in the zone where they take place, shown there and in the reader's own."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from mug_site.pages.blocks import BodyBlock
from mug_site.pages.gate import open_to
from mug_site.pages.site_page import SitePage

COMING_EVENTS = 50
PAST_EVENTS_ON_A_PAGE = 20


def zone_names() -> list[tuple[str, str]]:
    """Every zone with a place in its name, and UTC; not the historical aliases."""
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    return [(name, name.replace("_", " ")) for name in ["UTC", *names]]


def known_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("“%(name)s” is not a time zone. Choose one from the list.") % {"name": name})


def moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """This local time as a moment; raises ValidationError for one that the clocks jump over."""
    local = datetime.combine(day, clock, tzinfo=zone)
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValidationError(
            _("On %(day)s the clocks in %(zone)s go forward, and %(time)s does not exist. Choose another time.")
            % {"day": day.isoformat(), "zone": zone.key, "time": clock.strftime("%H:%M")}
        )
    return local


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When this day begins; where the clocks jump over midnight, the first moment after."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC).astimezone(zone)


class EventQuerySet(PageQuerySet):
    def coming(self) -> "EventQuerySet":
        """Events that are not over, the next one first."""
        return self.filter(ends_at__gte=Now()).order_by("starts_at", "pk")

    def past(self) -> "EventQuerySet":
        return self.filter(ends_at__lt=Now()).order_by("-starts_at", "-pk")


class EventPage(SitePage):
    """One event. Its dates and times are those on the clock where it takes place."""

    start_date = models.DateField(gettext_lazy("starts on"), null=True)
    start_time = models.TimeField(
        gettext_lazy("at"), null=True, blank=True, help_text=gettext_lazy("Leave empty for whole days.")
    )
    end_date = models.DateField(
        gettext_lazy("ends on"), null=True, blank=True, help_text=gettext_lazy("Empty: on the same day.")
    )
    end_time = models.TimeField(gettext_lazy("at"), null=True, blank=True)
    time_zone = models.CharField(gettext_lazy("time zone"), max_length=64, default="UTC", validators=[known_zone])
    starts_at = models.DateTimeField(editable=False, null=True, db_index=True)
    ends_at = models.DateTimeField(editable=False, null=True, db_index=True)
    place = models.CharField(gettext_lazy("place"), max_length=200, blank=True)
    link = models.URLField(
        gettext_lazy("link"), blank=True, help_text=gettext_lazy("For an event that is held online.")
    )
    lead = models.TextField(gettext_lazy("lead"), max_length=400, blank=True)
    body = StreamField(BodyBlock(), verbose_name=gettext_lazy("text"), blank=True)

    objects = PageManager.from_queryset(EventQuerySet)()

    template = "pages/event.html"
    parent_page_types = ["pages.EventIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *SitePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("start_date"), FieldPanel("start_time")]),
                FieldRowPanel([FieldPanel("end_date"), FieldPanel("end_time")]),
                FieldPanel("time_zone", widget=forms.Select(choices=zone_names())),
            ],
            heading=gettext_lazy("When, on the clock of the place"),
        ),
        MultiFieldPanel([FieldPanel("place"), FieldPanel("link")], heading=gettext_lazy("Where")),
        FieldPanel("lead"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = gettext_lazy("event")
        verbose_name_plural = gettext_lazy("events")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="event_ends_after_it_starts"),
        ]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def all_day(self) -> bool:
        return self.start_time is None

    @property
    def last_day(self) -> date | None:
        return self.end_date or self.start_date

    @property
    def start(self) -> datetime | None:
        """When it starts, in its own zone. Whole days start with the first one."""
        if self.start_date is None:
            return None
        if self.start_time is None:
            return midnight(self.start_date, self.zone)
        return moment(self.start_date, self.start_time, self.zone)

    @property
    def end(self) -> datetime | None:
        """When it ends, in its own zone; the same as `start` where no end is given."""
        if self.start_date is None or self.last_day is None:
            return None
        if self.start_time is None:
            return midnight(self.last_day + timedelta(days=1), self.zone)
        return moment(self.last_day, self.end_time, self.zone) if self.end_time else self.start

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = {}
        if self.end_time and not self.start_time:
            errors["start_time"] = _("Give the time at which it starts, or leave both times empty.")
        elif self.start_time and self.end_date and not self.end_time:
            errors["end_time"] = _("Give the time at which it ends on the last day.")
        else:
            errors = self._objections_to_times()
        if not (self.place or self.link):
            errors["place"] = _("Say where it is: a place, or a link for an event that is held online.")
        if errors:
            raise ValidationError(errors)

    def _objections_to_times(self) -> dict[str, Any]:
        if self.time_zone not in available_timezones():
            return {}  # the field's own validator says so
        moments = {}
        for name, field in (("start", "start_time"), ("end", "end_time")):
            try:
                moments[name] = getattr(self, name)
            except (ValidationError, OverflowError) as objection:
                return {field: getattr(objection, "messages", _("This date is too far away."))}
        days_backwards = self.start_date and self.end_date and self.end_date < self.start_date
        if days_backwards or (moments["start"] and moments["end"] < moments["start"]):
            return {"end_date": _("The event ends before it starts. Check both dates and times.")}
        return {}

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.starts_at, self.ends_at = self.start, self.end
        super().save(*args, **kwargs)

    @property
    def is_over(self) -> bool:
        return self.ends_at is not None and self.ends_at < timezone.now()

    @property
    def calendar_url(self) -> str:
        return reverse("pages:calendar", args=[self.pk])


class EventIndexPage(SitePage):
    """What is coming, and what has been."""

    lead = models.TextField(gettext_lazy("lead"), max_length=400, blank=True)

    template = "pages/event_index.html"
    parent_page_types = ["pages.HomePage", "pages.MembersIndexPage"]
    subpage_types = ["pages.EventPage"]
    content_panels = [*SitePage.content_panels, FieldPanel("lead")]

    class Meta:
        verbose_name = gettext_lazy("events section")
        verbose_name_plural = gettext_lazy("events sections")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        events = open_to(request.user, EventPage.objects.child_of(self))
        past = Paginator(events.past(), PAST_EVENTS_ON_A_PAGE).get_page(request.GET.get("page"))
        return {
            **super().get_context(request, *args, **kwargs),
            "coming": events.coming()[:COMING_EVENTS],
            "past": past,
        }
