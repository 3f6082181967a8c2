"""Who sits on the Board, with which office, and when."""

from datetime import UTC, date, datetime

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _


class SeatQuerySet(models.QuerySet["Seat"]):
    def current(self, on: date | None = None) -> "SeatQuerySet":
        """The seats held on a day, today where none is given. A day is a day in UTC, for everybody."""
        on = on or datetime.now(UTC).date()
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=on), started_on__lte=on)


def days(start: str, end: str) -> Func:
    """The days from `start` to `end` as a range, both included."""
    return Func(
        F(start),
        F(end),
        RangeBoundary(inclusive_lower=True, inclusive_upper=True),
        function="daterange",
        output_field=DateRangeField(),
    )


class Seat(models.Model):
    """A seat on the Board: a person, an office, a start and an end. Rights follow the dates (P25)."""

    class Office(models.TextChoices):
        PRESIDENT = "president", _("president")
        TREASURER = "treasurer", _("treasurer")
        SECRETARY = "secretary", _("secretary")
        DIRECTOR = "director", _("director")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    office = models.CharField(_("office"), max_length=10, choices=Office.choices, default=Office.DIRECTOR)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat on the Board")
        verbose_name_plural = _("seats on the Board")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")), name="seat_ends_after_it_starts"
            ),
            ExclusionConstraint(
                name="one_seat_a_person_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (days("started_on", "ended_on"), RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="one_holder_of_an_office_at_a_time",
                expressions=[
                    ("office", RangeOperators.EQUAL),
                    (days("started_on", "ended_on"), RangeOperators.OVERLAPS),
                ],
                condition=~Q(office="director"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_office_display()}, person {self.person_id}"
