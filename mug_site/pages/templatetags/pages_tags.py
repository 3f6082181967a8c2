"""An event's times in its own zone and the reader's, links that leave the site, and labelled table cells."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mug_site.pages.events import EventPage
from mug_site.pages.links import opening_tag

register = template.Library()


@register.inclusion_tag("pages/event_span.html")
def span(event: EventPage, zone: ZoneInfo) -> dict[str, Any]:
    """From when to when, on the clock of this zone."""

    def local(moment: datetime | None) -> datetime | None:
        return moment.astimezone(zone) if moment else None

    return {"start": local(event.start), "end": local(event.end), "zone": zone.key.replace("_", " ")}


@register.simple_tag(takes_context=True)
def reader_zone(context: Context, event: EventPage) -> ZoneInfo | None:
    """The zone of the person who reads, where its clock shows something else than the event's."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated or user.time_zone not in available_timezones() or event.start is None:
        return None
    zone = ZoneInfo(user.time_zone)
    return None if event.start.utcoffset() == event.start.astimezone(zone).utcoffset() else zone


@register.simple_tag
def link_out(address: str, label: str = "", css_class: str = "") -> SafeString:
    """A link that editors gave as an address; marked where it leaves the site."""
    return format_html("{}{}</a>", opening_tag(address, css_class), label or address)


@register.filter
def under(cells: Iterable[Any], columns: list[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Each cell with the heading of its column."""
    return zip((column["heading"] for column in columns), cells, strict=False)
