"""An event's times: entered on the clock of its place, refused where they make no sense, handed over as a calendar file."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from mug_site.pages.calendar import calendar_file, escaped, folded
from mug_site.pages.events import known_zone, zone_names
from mug_site.pages.models import EventPage
from tests.factories_pages import event


def made(**fields) -> EventPage:
    fields = {"start_date": date(2026, 6, 1), "time_zone": "Europe/Oslo", "place": "Oslo", **fields}
    return EventPage(title="Meeting", slug="meeting", **fields)


def refusal(page: EventPage) -> dict[str, list[str]]:
    """What the editor reads, by field; the slug's check needs a tree, which these events are not in."""
    errors = page._objections_to_times() if page.start_time or not page.end_time else {}
    return {field: [message] if isinstance(message, str) else list(message) for field, message in errors.items()}


def test_times_are_those_of_the_place():
    page = made(start_time=time(16), end_time=time(18, 30))
    assert page.start.astimezone(UTC) == datetime(2026, 6, 1, 14, tzinfo=UTC)
    assert page.end.astimezone(UTC) == datetime(2026, 6, 1, 16, 30, tzinfo=UTC)


def test_an_event_over_the_change_of_clocks_has_its_true_length():
    page = made(start_date=date(2026, 10, 24), start_time=time(22), end_date=date(2026, 10, 25), end_time=time(6))
    assert (page.end.astimezone(UTC) - page.start.astimezone(UTC)).total_seconds() == 9 * 3600


def test_a_time_that_the_clocks_jump_over_is_refused():
    assert refusal(made(start_date=date(2026, 3, 29), start_time=time(2, 30))) == {
        "start_time": [
            "On 2026-03-29 the clocks in Europe/Oslo go forward, and 02:30 does not exist. Choose another time."
        ]
    }


def test_a_time_that_comes_twice_is_the_first():
    page = made(start_date=date(2026, 10, 25), start_time=time(2, 30))
    assert page.start.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_day_without_midnight_begins_when_it_begins():
    page = made(start_date=date(2026, 9, 6), time_zone="America/Santiago")  # the clocks jump from 0:00 to 1:00
    assert page.start.astimezone(UTC) == datetime(2026, 9, 6, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "fields",
    [
        {"start_time": time(16), "end_time": time(15, 59)},
        {"end_date": date(2026, 5, 31)},
        {"start_time": time(16), "end_date": date(2026, 5, 31), "end_time": time(18)},
    ],
)
def test_an_end_before_the_start_is_refused(fields):
    assert refusal(made(**fields)) == {"end_date": ["The event ends before it starts. Check both dates and times."]}


def test_a_date_at_the_end_of_time_is_refused():
    assert list(refusal(made(start_date=date.max))) == ["start_time"] or list(refusal(made(start_date=date.max))) == [
        "end_time"
    ]


@pytest.mark.django_db
def test_the_database_refuses_an_event_that_ends_before_it_starts():
    page = event()
    with pytest.raises(IntegrityError, match="event_ends_after_it_starts"), transaction.atomic():
        EventPage.objects.filter(pk=page.pk).update(ends_at=datetime(2000, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"start_time": None, "end_time": time(18)}, "Give the time at which it starts, or leave both times empty."),
        ({"end_date": date(2099, 6, 2), "end_time": None}, "Give the time at which it ends on the last day."),
        ({"place": "", "link": ""}, "Say where it is: a place, or a link for an event that is held online."),
        ({"time_zone": "Mars/Olympus"}, "“Mars/Olympus” is not a time zone. Choose one from the list."),
        ({"start_date": None}, "This field cannot be blank."),
    ],
)
@pytest.mark.django_db
def test_what_is_missing_is_said_in_a_sentence(fields, sentence):
    page = event()
    for name, value in fields.items():
        setattr(page, name, value)
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert sentence in refused.value.messages


def test_zones_are_places_and_utc():
    names = [name for name, _ in zone_names()]
    assert names[0] == "UTC"
    assert "Europe/Oslo" in names
    assert not [name for name in names if name.startswith("Etc/")]
    for name in names:
        known_zone(name)


@pytest.mark.django_db
def test_an_event_comes_until_it_is_over():
    page = event(start_date=date(2026, 6, 1))  # 16 to 18 in Oslo
    with time_machine.travel(datetime(2026, 6, 1, 15, 59, tzinfo=UTC)):
        assert page.is_over is False
    with time_machine.travel(datetime(2026, 6, 1, 16, 1, tzinfo=UTC)):
        assert page.is_over is True


def lines(page: EventPage) -> list[str]:
    return calendar_file(page, url="https://mug.example/events/meeting/").decode().split("\r\n")


def test_a_calendar_file_says_the_times_in_utc():
    page = made(start_time=time(16), end_time=time(18), lead="Two hours; bring a question, or two.\nCoffee \\ tea")
    found = lines(page)
    assert found[0] == "BEGIN:VCALENDAR"
    assert found[-2:] == ["END:VCALENDAR", ""]
    for expected in (
        "DTSTART:20260601T140000Z",
        "DTEND:20260601T160000Z",
        "SUMMARY:Meeting",
        "LOCATION:Oslo",
        "URL:https://mug.example/events/meeting/",
    ):
        assert expected in found
    assert r"DESCRIPTION:Two hours\; bring a question\, or two.\nCoffee \\ tea" in found


def test_whole_days_are_dates_and_the_end_is_the_day_after():
    found = lines(made(end_date=date(2026, 6, 3)))
    assert "DTSTART;VALUE=DATE:20260601" in found
    assert "DTEND;VALUE=DATE:20260604" in found


def test_an_event_without_an_end_has_none_in_its_calendar_file():
    assert not [line for line in lines(made(start_time=time(16))) if line.startswith("DTEND")]


def test_a_title_cannot_write_a_line_of_its_own():
    page = made(start_time=time(16))
    page.title = "Meeting\r\nATTENDEE:mailto:evil@example.org\x00"
    assert not [line for line in lines(page) if line.startswith("ATTENDEE")]


@given(st.text())
def test_a_folded_line_is_short_and_whole_again_when_unfolded(text):
    line = f"SUMMARY:{escaped(text)}"
    pieces = list(folded(line))
    assert all(len(piece.encode("utf-8", "surrogatepass")) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert "\n" not in line
