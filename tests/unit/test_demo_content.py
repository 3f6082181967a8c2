"""The files that the demo is made of: they fit together, and nobody in them is real."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from forums import markup
from mug_site.demo import content
from mug_site.demo.accounts import TRIED_AS, demo_accounts
from mug_site.demo.screenshots import draw

TOPICS = [topic for forum in content.forums() for topic in forum.topics]
HANDLES = {person.handle for person in content.people()}
ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")
FOR_DOCUMENTATION = ("192.0.2.", "198.51.100.", "203.0.113.")
PRIVATE = ("10.", "0.", "239.")
HOST = re.compile(r"@[\w.-]+\.[a-z]{2,}\b|https?://[\w.-]+")


def test_the_demo_is_as_large_as_a_believable_group():
    assert len(content.forums()) == 6
    assert len(TOPICS) >= 60
    assert len(content.people()) == 200
    assert 45 <= len(content.organisations()) <= 55
    assert len({row.country for row in content.organisations()}) > 20


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_a_topic_is_answered_by_people_who_exist_in_the_order_of_time(topic):
    assert topic.subject
    assert 2 <= len(topic.answers) <= 8
    assert {written.by for written in (topic.question, *topic.answers)} <= HANDLES
    delays = [answer.after for answer in topic.answers]
    assert delays == sorted(delays)
    assert delays[-1] <= topic.question.after - timedelta(days=1)
    assert sum(answer.solves for answer in topic.answers) <= 1


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_a_topic_can_be_rendered_and_names_no_address_of_anybody(topic):
    for written in (topic.question, *topic.answers):
        assert written.text
        assert not content.SIGNATURE.search(written.text)
        markup.render(written.text)
        for address in ADDRESS.findall(written.text):
            assert address.startswith(FOR_DOCUMENTATION + PRIVATE), address
        for host in HOST.findall(written.text):
            assert host.endswith((".example", ".example.org")) or ADDRESS.search(written.text), host


def test_some_questions_wait_and_most_are_solved():
    solved = sum(any(answer.solves for answer in topic.answers) for topic in TOPICS)

    assert 40 < solved < len(TOPICS) - 10


def test_many_different_people_write():
    written = Counter(written.by for topic in TOPICS for written in (topic.question, *topic.answers))

    assert len(written) > 100
    assert max(written.values()) < 12


def test_people_have_addresses_of_their_own_under_domains_that_cannot_exist():
    addresses = [person.email for person in content.people()]

    assert len({address.lower() for address in addresses}) == len(HANDLES) == len(addresses)
    assert all(address.endswith(".example") for address in addresses)


def test_everybody_works_for_an_organisation_or_writes_from_a_private_mailbox():
    known = {row.domain for row in content.organisations()} | {"mailbox.example", "mug.example"}

    assert {person.domain for person in content.people()} <= known


def test_offices_are_filled():
    parts = Counter(person.part for person in content.people())

    assert [parts[office] for office in ("president", "treasurer", "secretary", "director")] == [1, 1, 1, 4]
    assert [parts[part] for part in ("moderator", "editor", "vendor contact", "superuser")] == [3, 2, 1, 1]


def test_standings_are_mixed():
    standings = Counter(person.standing for person in content.people())

    assert standings["applicant"] == 12
    assert all(standings[other] for other in ("refused", "suspended", "terminated", "deactivated", "admitted today"))


def test_names_are_as_varied_as_names_are():
    names = [person.full_name for person in content.people()]

    assert "A" in names
    assert any("'" in name for name in names)
    assert max(map(len, names)) > 60
    assert sum(not name.isascii() for name in names) > 40


@pytest.mark.parametrize("on", [date(2025, 1, 1), date(2027, 3, 28), date(2032, 2, 29)])
def test_events_fall_on_their_weekday_some_before_and_some_after(on):
    days = [content.day_of(event, on) for event in content.events()]

    assert [day.strftime("%A") for day in days] == [event["weekday"] for event in content.events()]
    assert min(days) < on < max(days)
    assert len({event["time_zone"] for event in content.events()}) >= 6


def test_every_picture_that_is_attached_can_be_drawn_and_is_always_the_same():
    names = [written.picture for topic in TOPICS for written in (topic.question, *topic.answers) if written.picture]

    assert len(names) >= 2
    for name in names:
        assert draw(content.screen(name)).startswith(b"\x89PNG")
        assert draw(content.screen(name)) == draw(content.screen(name))


def test_pages_that_visitors_read_name_no_member():
    open_files = [page for page in content.pages() if page.slug != "members-area"]
    texts = [str(page) for page in (*open_files, *content.pages("news"), content.home(), *content.events())]

    for person in content.people():
        if len(person.full_name) > 1:
            assert not any(person.full_name in text for text in texts), person.full_name


def test_who_may_do_more_than_a_member_has_a_second_factor():
    rows = {row["role"]: row for row in demo_accounts()}

    assert list(rows) == [role for role, _ in TRIED_AS]
    with_seed = {role for role, row in rows.items() if row["totp_secret"]}
    assert with_seed == {"president", "treasurer", "secretary", "director", "moderator", "editor", "site operator"}
    assert len({row["totp_secret"] for row in rows.values()}) == len(with_seed) + 1
