"""The cast: the same people play the same parts in every test."""

import time
from collections.abc import Callable

import pytest
from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from members.models import Membership, Organisation, Seat, User
from members.people.second_factor import needs_second_factor
from tests.factories import (
    AffiliationFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    SeatFactory,
    member,
    verified,
)

TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


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
    person = PersonFactory(full_name="Eve", email_verified_at=timezone.now())
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


SignIn = Callable[[Client | None, User], Client]


@pytest.fixture
def sign_in(db) -> SignIn:
    """`sign_in(client or None, person)` answers a client in which the person is signed in.

    Whoever may do more than a member has a second factor, and the session passed it just now.
    """

    def signed_in(client: Client | None, person: User) -> Client:
        client = client or Client()
        client.force_login(verified(person))
        trace(client, person)
        if needs_second_factor(User.objects.get(pk=person.pk)):
            pass_second_factor(client, person)
        return client

    return signed_in


def trace(client: Client, person: User) -> None:
    """The row that stands in the list of sessions, written at sign-in, so that no later request has to."""
    session = client.session
    UserSession.objects.create(user=person, ip="127.0.0.1", session_key=session.session_key, user_agent="test")
    session["trace"] = ["127.0.0.1", int(time.time())]
    session.save()


def pass_second_factor(client: Client, person: User, *, seconds_ago: float = 0) -> None:
    """Makes the client's session one that passed the person's authenticator app, which they get if they had none."""
    totp = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    if totp is None:
        totp = TOTP.activate(person, TOTP_SECRET).instance
        RecoveryCodes.activate(person)
    session = client.session
    session["account_authentication_methods_user"] = user_id_to_str(person)
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "id": totp.pk, "at": time.time() - seconds_ago, "reauthenticated": True}
    ]
    session.save()
