"""Calendar files (RFC 5545), small: one event, its times in UTC, which every calendar shows in its owner's zone."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from mug_site.pages.events import EventPage

LINE_OCTETS = 75
"""The longest line, without its end (RFC 5545, 3.1)."""

CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


def escaped(text: str) -> str:
    """Text as a value of type TEXT (RFC 5545, 3.3.11)."""
    text = CONTROLS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    return re.sub(r"([\\;,])", r"\\\1", text).replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, never cut inside a character."""
    piece, room = "", LINE_OCTETS
    for character in line:
        octets = len(character.encode())
        if octets > room:
            yield piece
            piece, room = " ", LINE_OCTETS - 1
        piece += character
        room -= octets
    yield piece


def in_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def when(event: EventPage) -> list[str]:
    """Whole days as dates, the day after the last as the end; else moments. No end given means no DTEND."""
    if event.start is None or event.start_date is None or event.last_day is None:
        raise ValueError("An event without a date has no calendar file.")
    if event.all_day:
        after = event.last_day + timedelta(days=1)
        return [f"DTSTART;VALUE=DATE:{event.start_date:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]
    lines = [f"DTSTART:{in_utc(event.start)}"]
    if event.end and event.end > event.start:
        lines.append(f"DTEND:{in_utc(event.end)}")
    return lines


def calendar_file(event: EventPage, *, url: str) -> bytes:
    """The event as an .ics file."""
    changed = event.last_published_at or timezone.now()
    where = " · ".join(filter(None, [event.place, event.link]))
    host = url.split("://", 1)[-1].split("/", 1)[0]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//mug-site//events//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:event-{event.pk}@{host}",
        f"DTSTAMP:{in_utc(changed)}",
        f"LAST-MODIFIED:{in_utc(changed)}",
        *when(event),
        f"SUMMARY:{escaped(event.title)}",
        *([f"DESCRIPTION:{escaped(event.lead)}"] if event.lead else []),
        *([f"LOCATION:{escaped(where)}"] if where else []),
        f"URL:{url}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{piece}\r\n" for line in lines for piece in folded(line)).encode()
