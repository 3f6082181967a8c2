"""The cast: the same people play the same parts in every test."""

import pytest
from django.contrib.auth.models import Group

from members.models import Membership, Organisation, Seat, User
from tests.factories import (
    AffiliationFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    SeatFactory,
    member,
)


@pytest.fixture
def ada(db) -> User:
    """Treasurer; moves motions."""
    person = member("Ada")
    SeatFactory(person=person, office=Seat.Office.TREASURER)
    return person


@pytest.fixture
def bea(db) -> User:
    """Director and president."""
    person = member("Bea")
    SeatFactory(person=person, office=Seat.Office.PRESIDENT)
    return person


@pytest.fixture
def cem(db) -> User:
    """Director."""
    person = member("Cem")
    SeatFactory(person=person)
    return person


@pytest.fixture
def dee(db) -> User:
    """Member, nothing more."""
    return member("Dee")


@pytest.fixture
def eve(db) -> User:
    """Outsider: an applicant who is not admitted."""
    person = PersonFactory(full_name="Eve")
    MembershipFactory(person=person, standing=Membership.Standing.APPLICANT, admitted_at=None)
    return User.objects.get(pk=person.pk)


@pytest.fixture
def vic(db) -> User:
    """Member who works for the vendor."""
    person = member("Vic")
    vendor = OrganisationFactory(name="The Vendor", kind=Organisation.Kind.VENDOR)
    AffiliationFactory(person=person, organisation=vendor)
    return person


@pytest.fixture
def mo(db) -> User:
    """Member who keeps the forums."""
    person = member("Mo")
    person.groups.add(Group.objects.get_or_create(name="Forum moderators")[0])
    return person


@pytest.fixture
def root(db) -> User:
    """Superuser with no seat and no membership."""
    return PersonFactory(full_name="Root", is_staff=True, is_superuser=True)
