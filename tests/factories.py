"""Makes the people and things that tests need, each valid on its own."""

from datetime import date

import factory
from allauth.account.models import EmailAddress
from django.utils import timezone

from members.models import Affiliation, Membership, Organisation, Seat, User

PASSWORD = "correct horse battery staple"


class PersonFactory(factory.django.DjangoModelFactory):
    """An account without a membership: registered, its address not yet verified."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    full_name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.LazyAttribute(lambda person: f"{person.full_name.lower().replace(' ', '.')}@example.org")
    password = factory.django.Password(PASSWORD)


class MembershipFactory(factory.django.DjangoModelFactory):
    """An admitted member in good standing."""

    class Meta:
        model = Membership

    person = factory.SubFactory(PersonFactory)
    standing = Membership.Standing.MEMBER
    admitted_at = factory.LazyFunction(timezone.now)
    reason = factory.LazyAttribute(
        lambda membership: "Because." if membership.standing in {"refused", "suspended", "terminated"} else ""
    )


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Organisation {n}")
    kind = Organisation.Kind.USER


class AffiliationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Affiliation

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    started_on = date(2020, 1, 1)


class SeatFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Seat

    person = factory.SubFactory(PersonFactory)
    started_on = date(2020, 1, 1)


def member(full_name: str, **fields: object) -> User:
    """A person admitted to the group."""
    person = PersonFactory(full_name=full_name, email_verified_at=timezone.now(), **fields)
    MembershipFactory(person=person)
    return User.objects.get(pk=person.pk)


def verified(person: User) -> User:
    """The person, with an address that they confirmed as allauth knows it."""
    EmailAddress.objects.get_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})
    return person
