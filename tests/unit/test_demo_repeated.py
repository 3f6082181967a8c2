"""Seeding an empty site: the same day makes the same demo, and where it may not be, it says so."""

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from forums.forum_conversation.models import Post, Topic
from forums.forum_tracking.models import ForumReadTrack, TopicReadTrack
from members.models import Event, Profile, User
from mug_site.demo.seed import seed
from mug_site.pages.models import EventPage, NewsPage

pytestmark = pytest.mark.django_db


def seeded(on: date) -> list[list[Any]]:
    """What the demo consists of when it is seeded for that day; nothing stays."""
    with transaction.atomic():
        seed(on)
        found = [
            User.objects.order_by("email").values_list("email", "full_name", "registered_at", "time_zone"),
            Profile.objects.order_by("person__email", "products__name").values_list(
                "about", "phone", "city", "products__name"
            ),
            Topic.objects.order_by("created", "pk").values_list(
                "subject", "slug", "views_count", "posts_count", "type"
            ),
            Post.objects.order_by("pk").values_list("created", "poster__email", "_content_rendered"),
            ForumReadTrack.objects.order_by("pk").values_list("user__email", "forum__name", "mark_time"),
            TopicReadTrack.objects.order_by("user__email", "topic__subject").values_list("topic__subject", "mark_time"),
            NewsPage.objects.order_by("path").values_list("title", "published_on", "lead"),
            EventPage.objects.order_by("path").values_list("title", "starts_at", "ends_at"),
        ]
        rows = [list(rows) for rows in found]
        transaction.set_rollback(True)
    return rows


def test_the_same_day_makes_the_same_demo():
    assert seeded(date(2026, 6, 1)) == seeded(date(2026, 6, 1))


def test_the_demo_may_lie_in_any_year():
    *_, news, events = seeded(date(2023, 12, 31))

    assert {published.year for _, published, _ in news} == {2023}
    assert {starts.year for _, starts, _ in events} == {2023, 2024}


def test_members_who_are_there_already_keep_the_demo_away(dee):
    said = io.StringIO()
    call_command("seed_demo", stdout=said)

    assert said.getvalue() == "People in this database already: 1. The demo is only seeded into an empty one.\n"
    assert not Event.objects.filter(name="demo:group:seeded").exists()


def test_a_day_that_is_still_to_come_is_refused():
    with pytest.raises(CommandError, match="2999-01-01 is still to come"):
        call_command("seed_demo", "--on", "2999-01-01")


def test_production_is_never_seeded(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="This site runs in production mode"):
        call_command("seed_demo")


def test_what_was_begun_is_undone_when_it_fails(monkeypatch):
    monkeypatch.setattr("mug_site.demo.seed.SEEDED", "not a name of an event")

    with pytest.raises(ValueError, match="An event is named"), transaction.atomic():
        seed(datetime.now(UTC).date())

    assert not User.objects.exists()
