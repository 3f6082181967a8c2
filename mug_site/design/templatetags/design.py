"""What the components need and a template cannot say: time twice, who sees it, a field's control."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils import formats, timezone
from django.utils.safestring import SafeString
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, npgettext_lazy

register = template.Library()

MEANING_OF_LEVEL = {"success": "positive", "warning": "attention", "error": "refused"}

RINGS = {"nobody": 0, "organisation": 1, "board": 1, "members": 2, "partners": 3}
LEVELS = {
    "nobody": (gettext_lazy("Only you"), gettext_lazy("Nobody else sees this on the site.")),
    "organisation": (
        gettext_lazy("My organisation"),
        gettext_lazy("Members of your own organisation see this. Nobody else does."),
    ),
    "members": (
        gettext_lazy("Members"),
        gettext_lazy("Members in good standing see this. Partners, the vendor's people and visitors do not."),
    ),
    "partners": (
        gettext_lazy("Members and partners"),
        gettext_lazy("Members, partners and the vendor's people among the members see this. Visitors do not."),
    ),
    "board": (
        gettext_lazy("The board"),
        gettext_lazy("Directors see this when their task needs it, and it is logged."),
    ),
}

# Django's own units stand alone: „3 Tage“, where here it is „vor 3 Tagen“. Longer distances are shown as a date.
UNITS: dict[str, Any] = {
    "month": npgettext_lazy("in … or … ago", "%(num)d month", "%(num)d months", "num"),
    "week": npgettext_lazy("in … or … ago", "%(num)d week", "%(num)d weeks", "num"),
    "day": npgettext_lazy("in … or … ago", "%(num)d day", "%(num)d days", "num"),
    "hour": npgettext_lazy("in … or … ago", "%(num)d hour", "%(num)d hours", "num"),
    "minute": npgettext_lazy("in … or … ago", "%(num)d minute", "%(num)d minutes", "num"),
}

DATE_TYPES: dict[type[forms.Widget], tuple[str, str]] = {
    forms.DateInput: ("date", "%Y-%m-%d"),
    forms.TimeInput: ("time", "%H:%M"),
    forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"),
}


@register.filter
def meaning(level_tag: str) -> str:
    """The notice that a message of this level is shown as."""
    return MEANING_OF_LEVEL.get(level_tag, "info")


@register.filter
def within(path: str, url: str) -> bool:
    """Whether the page at `path` lies at or under `url`, so that the menu can say where I am."""
    return path == url or (url != "/" and path.startswith(url))


@register.inclusion_tag("components/time.html")
def when(at: datetime | date) -> dict[str, object]:
    """The same as including components/time.html."""
    return {"at": at}


@register.filter
def relative(at: datetime | date | None) -> str:
    """How long ago, or how long until: "3 hours ago", "in 2 days", "just now"."""
    if at is None:
        return ""
    if not isinstance(at, datetime):
        return formats.date_format(at, _("j F Y"))
    distance = at - timezone.now()
    if abs(distance) < timedelta(minutes=1):
        return _("just now")
    if abs(distance) > timedelta(days=30):
        return formats.date_format(timezone.localtime(at), _("j M Y"))
    if distance > timedelta(0):
        return _("in %(time)s") % {"time": timeuntil(at, depth=1, time_strings=UNITS)}
    return _("%(time)s ago") % {"time": timesince(at, depth=1, time_strings=UNITS)}


@register.filter
def exact(at: datetime | date | None) -> str:
    """The full date, the time and its zone, as the reader's clock has it."""
    if at is None:
        return ""
    if not isinstance(at, datetime):
        return formats.date_format(at, _("l, j F Y"))
    local = timezone.localtime(at)
    return f"{formats.date_format(local, _('l, j F Y, H:i'))} {local.tzname()}"


@register.simple_tag
def who_sees(level: str) -> dict[str, object]:
    """The name, explanation and rings of a visibility level."""
    name, explanation = LEVELS[level]
    return {"level": level, "name": name, "explanation": explanation, "rings": RINGS[level]}


@register.filter
def shortened(digest: str) -> str:
    """The first and last characters of a digest: enough to compare by eye."""
    return digest if len(digest) <= 16 else f"{digest[:8]}…{digest[-6:]}"


@register.filter
def target(field: BoundField) -> str:
    """The id that a link to this field leads to: its control, or the first of its choices."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def control_kind(field: BoundField) -> str:
    """How the field is laid out: "checkbox" stands beside its label, a "group" in a fieldset, the rest below."""
    if field.field.widget.use_fieldset:
        return "group"
    return "checkbox" if isinstance(field.field.widget, forms.CheckboxInput) else "control"


@register.filter
def limit(field: BoundField) -> int | None:
    """The length after which a text is refused, where it is long enough that counting helps."""
    length: Any = getattr(field.field, "max_length", None)
    return length if length and isinstance(field.field.widget, forms.Textarea) else None


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The field's control; dates and times as the browser's own pickers."""
    attrs: dict[str, str | bool] = {}
    widget: Any = field.field.widget
    if type(widget) in DATE_TYPES and widget.input_type == "text":
        widget.input_type, widget.format = DATE_TYPES[type(widget)]
    if isinstance(widget, forms.PasswordInput):
        attrs |= {"data-show": _("Show"), "data-hide": _("Hide")}
    return field.as_widget(attrs=attrs)
