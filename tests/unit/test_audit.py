"""What is recorded, and what cannot be."""

from contextlib import closing
from datetime import date

import pytest
from django.db import connection, transaction

from members.audit.actions import record, seal
from members.audit.verify import verify
from members.models import Event, EventLink, PendingEvent, User


def test_record_tells_who_did_what_to_whom(ada, dee):
    event = record("people:membership:admitted", by=ada, about=dee, on=dee.membership, domain=7)
    event.refresh_from_db()
    assert (event.actor, event.about, event.subject_type, event.subject_id) == (
        ada,
        dee,
        "members.membership",
        str(dee.membership.pk),
    )
    assert event.payload == (
        f'{{"about":{dee.pk},"by":{ada.pk},"details":{{"domain":7}},"name":"people:membership:admitted",'
        f'"on":{{"id":"{dee.membership.pk}","type":"members.membership"}}}}'
    )
    assert len(bytes(event.salt)) == 32
    assert len(bytes(event.digest)) == 32


def test_what_the_site_does_by_itself_has_no_actor(db):
    assert record("rights:retention:ran", by=None).actor is None


@pytest.mark.django_db(transaction=True)
def test_record_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError, match="in the same transaction as what it tells"):
        record("people:membership:admitted", by=None)


@pytest.mark.parametrize(
    "name",
    [
        "admitted",
        "people:admitted",
        "people:Membership:admitted",
        "people:membership:admitted\n",
        "a:b:c:d",
        "::",
        "1:b:c",
    ],
)
def test_an_event_is_named_source_subject_action(db, name):
    with pytest.raises(ValueError, match="source:subject:action"):
        record(name, by=None)


@pytest.mark.parametrize(
    ("details", "why"),
    [
        ({"on_day": date(2026, 11, 22)}, "not JSON"),
        ({"large": 2**53}, "not JSON"),
        ({"odd": float("nan")}, "not JSON"),
        ({"broken": "\ud800"}, "not JSON"),
        ({"note": "a\0b"}, "NUL"),
        ({"note": "write to dee@example.org"}, "e-mail address"),
        ({"nested": [{"to": "dee@example.org"}]}, "e-mail address"),
    ],
)
def test_details_that_cannot_be_told_are_refused(db, details, why):
    with pytest.raises(ValueError, match=why):
        record("people:membership:admitted", by=None, **details)
    assert Event.objects.count() == 0


def test_an_unsaved_thing_is_no_subject(db):
    with pytest.raises(ValueError, match="unsaved"):
        record("people:membership:admitted", by=None, on=User())


def test_a_recorded_event_waits_until_it_is_sealed(db):
    events = [record("people:membership:admitted", by=None) for _ in range(3)]
    assert PendingEvent.objects.count() == 3
    assert seal() == 3
    assert list(EventLink.objects.order_by("position").values_list("position", "event_id")) == [
        (place, event.pk) for place, event in enumerate(events, start=1)
    ]
    assert PendingEvent.objects.count() == 0
    assert seal() == 0


def test_an_event_that_is_rolled_back_leaves_no_gap(db):
    record("people:membership:admitted", by=None)
    with transaction.atomic():
        record("people:membership:admitted", by=None)
        transaction.set_rollback(True)
    record("people:membership:admitted", by=None)
    seal()
    assert list(EventLink.objects.order_by("position").values_list("position", flat=True)) == [1, 2]


def test_an_event_outlives_the_person_it_is_about(dee):
    event = record("people:membership:admitted", by=dee, about=dee)
    person = dee.pk
    dee.delete()
    event.refresh_from_db()
    assert (event.actor_id, event.about_id) == (person, person)


@pytest.mark.django_db(transaction=True)
def test_writers_do_not_wait_for_one_another_and_order_is_that_of_sealing():
    other = connection.get_new_connection(connection.get_connection_params())
    with closing(other), other.cursor() as slow:
        slow.execute("SET lock_timeout = '5s'")
        payload = '{"about":null,"by":null,"details":{},"name":"a:b:slow","on":null}'
        slow.execute(
            "INSERT INTO members_event (name, payload, salt) VALUES ('a:b:slow', %s, %s) RETURNING id",
            [payload, bytes(32)],
        )
        (slow_id,) = slow.fetchone()
        with transaction.atomic():
            quick = record("a:b:quick", by=None)
        assert seal() == 1
        other.commit()
    assert slow_id < quick.pk
    assert seal() == 1
    assert list(EventLink.objects.order_by("position").values_list("event_id", flat=True)) == [quick.pk, slow_id]
    assert verify().misfit == ""
