"""An office is held for the days of its seat, by a member in good standing, and gives no rights beside them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from members.models import Seat, User
from members.people.offices import holders_of, holds, offices_of, with_offices
from members.people.second_factor import needs_second_factor, with_rights
from tests.factories import SeatFactory, member

TODAY = datetime.now(UTC).date()
DAY = timedelta(days=1)


@pytest.mark.promise("P25")
@pytest.mark.parametrize(
    ("started_on", "ended_on", "held"),
    [
        (TODAY - DAY, None, True),
        (TODAY, TODAY, True),
        (TODAY - DAY, TODAY - DAY, False),
        (TODAY + DAY, None, False),
    ],
)
def test_an_office_is_held_on_the_days_of_its_seat(dee, started_on, ended_on, held):
    SeatFactory(person=dee, office="treasurer", started_on=started_on, ended_on=ended_on)
    assert holds(dee, "treasurer") is held
    assert set(holders_of("treasurer")) == ({dee} if held else set())


@pytest.mark.promise("P25")
def test_an_office_rests_while_its_holder_is_suspended(ada):
    ada.membership.standing, ada.membership.reason = "suspended", "Unpaid."
    ada.membership.save()
    assert offices_of(ada) == set()
    assert not holders_of("treasurer").exists()


def test_a_superuser_holds_no_office(root):
    assert offices_of(root) == set()


def test_offices_and_rights_come_along_in_one_query(ada, dee, django_assert_num_queries):
    with django_assert_num_queries(1):
        people = {person.full_name: person for person in with_rights(with_offices(User.objects.all()))}
        assert offices_of(people["Ada"]) == {"treasurer"}
        assert offices_of(people["Dee"]) == set()
        assert needs_second_factor(people["Ada"]) is True
        assert needs_second_factor(people["Dee"]) is False


@pytest.mark.promise("P11")
def test_everyone_with_more_rights_than_a_member_needs_a_second_factor(ada, bea, cem, dee, eve, vic, mo, root):
    people = [ada, bea, cem, dee, eve, vic, mo, root]
    assert [needs_second_factor(person) for person in people] == [True, True, True, False, False, False, True, True]


def test_nobody_has_two_seats_at_once(ada):
    with pytest.raises(IntegrityError, match="one_seat_a_person_at_a_time"), transaction.atomic():
        SeatFactory(person=ada, started_on=date(2022, 1, 1))


def test_an_office_has_one_holder_at_a_time(ada):
    other = member("Other")
    with pytest.raises(IntegrityError, match="one_holder_of_an_office_at_a_time"), transaction.atomic():
        SeatFactory(person=other, office=Seat.Office.TREASURER)


def test_an_office_passes_on_the_day_after(ada):
    Seat.objects.filter(person=ada).update(ended_on=TODAY - DAY)
    other = member("Other")
    SeatFactory(person=other, office=Seat.Office.TREASURER, started_on=TODAY)
    assert list(holders_of("treasurer")) == [other]


def test_signing_in_gives_people_with_rights_a_session_that_passed(sign_in, ada, dee):
    assert sign_in(None, ada).session["account_authentication_methods"][0]["method"] == "mfa"
    assert "account_authentication_methods" not in sign_in(None, dee).session
