"""Makes the demo's people: organisations, accounts, standings, the Board, and what they tell about themselves.

Most have been members for years, before this site kept a log. What happens on the day of seeding (applications,
admissions, a suspension) goes through the actions, and is in the log as on any site.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from forums.setup import MODERATORS
from members.board.models import Seat
from members.models import Affiliation, Membership, Organisation, OrganisationDomain, Profile, User
from members.people import actions
from mug_site.demo import content
from mug_site.demo.accounts import PASSWORD, has_second_factor, totp_secret
from mug_site.demo.products import ensure_products

EDITORS = "Editors"
NEWCOMERS = {"applicant", "refused", "admitted today"}
LANGUAGES = {"DE": "de", "AT": "de", "CH": "de"}
PREFIXES = {"US": "+1", "CA": "+1", "GB": "+44", "DE": "+49", "NO": "+47", "SE": "+46", "NZ": "+64", "ZA": "+27"}
REASONS = {
    "refused": "The group is for people who run the systems, and you write that you sell them.",
    "suspended": "Repeated advertising in the forums. The Board hears you at its next meeting.",
    "terminated": "You have left the organisation, and the membership year has ended.",
}
ABOUT = [
    "Looks after {phones} phones on {sites} sites, together with one and a half colleagues.",
    "Came to telephony from the network side, and stayed.",
    "Has soldered frames, and now writes tickets about certificates.",
    "{phones} extensions, {sites} buildings, one lift that always rings.",
    "Happy to talk about migrations, good and bad ones.",
    "On call every third week. Please be kind on Mondays.",
    "Started with a screwdriver and a butt set, {sites} releases ago.",
]


@dataclass(frozen=True)
class People:
    """Everybody, by what stands before the @ of their address."""

    by_handle: dict[str, User]
    rows: dict[str, content.PersonRow]

    def with_part(self, part: str) -> list[User]:
        return [self.by_handle[handle] for handle, row in self.rows.items() if row.part == part]

    def with_standing(self, standing: str) -> list[User]:
        return [self.by_handle[handle] for handle, row in self.rows.items() if row.standing == standing]


def fill(on: date, random: Random) -> People:
    """Makes everybody, with their organisations and offices. All former members still are members here."""
    organisations = _make_organisations(on)
    people = _make_accounts(on, random, organisations)
    _make_memberships(people, organisations)
    _make_profiles(people, organisations, random)
    _give_offices(people, on)
    return people


def _make_organisations(on: date) -> dict[str, Organisation]:
    """By domain."""
    rows = content.organisations()
    founded = datetime.combine(on - timedelta(days=13 * 365), time(12), UTC)
    made = Organisation.objects.bulk_create(
        Organisation(
            name=row.name.format(vendor=settings.VENDOR_NAME), kind=row.kind, country=row.country, created_at=founded
        )
        for row in rows
    )
    by_domain = {row.domain: organisation for row, organisation in zip(rows, made, strict=True)}
    OrganisationDomain.objects.bulk_create(
        OrganisationDomain(
            organisation=by_domain[row.domain], domain=row.domain, verified_at=founded if row.verified else None
        )
        for row in rows
    )
    return by_domain


def _make_accounts(on: date, random: Random, organisations: dict[str, Organisation]) -> People:
    password = make_password(PASSWORD)
    zones = {row.domain: row.time_zone for row in content.organisations()}
    midnight = datetime.combine(on, time(), UTC)
    rows = {row.handle: row for row in content.people()}
    accounts = []
    for row in rows.values():
        days = random.randint(400, 4_300) if row.standing not in NEWCOMERS else random.randint(1, 12)
        registered = midnight - timedelta(days=days, minutes=random.randint(1, 1_439))
        country = organisations[row.domain].country if row.domain in organisations else ""
        accounts.append(
            User(
                email=row.email,
                full_name=row.full_name,
                display_name=row.display_name,
                password=password,
                language=LANGUAGES.get(country, "en"),
                time_zone=zones.get(row.domain, "UTC"),
                registered_at=registered,
                email_verified_at=registered + timedelta(minutes=7),
                is_staff=row.part == "superuser",
                is_superuser=row.part == "superuser",
            )
        )
    made = User.objects.bulk_create(accounts)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in made
    )
    return People(dict(zip(rows, made, strict=True)), rows)


def _make_memberships(people: People, organisations: dict[str, Organisation]) -> None:
    """The first person listed for an organisation is the one who votes for it."""
    treasurer = people.with_part("treasurer")[0]
    voting: set[str] = set()
    memberships, affiliations = [], []
    for handle, row in people.rows.items():
        person = people.by_handle[handle]
        if row.part == "superuser" or row.standing in NEWCOMERS:
            continue
        admitted = person.registered_at + timedelta(days=1, hours=3)
        memberships.append(
            Membership(
                person=person,
                standing=Membership.Standing.MEMBER,
                standing_since=admitted,
                applied_at=person.registered_at,
                admitted_at=admitted,
                admitted_by=treasurer if person != treasurer else None,
            )
        )
        role = Affiliation.Role.ADD_ON_MEMBER if row.domain in voting else Affiliation.Role.USER_MEMBER
        voting.add(row.domain)
        affiliations.append(
            Affiliation(person=person, organisation=organisations[row.domain], role=role, started_on=admitted.date())
        )
    Membership.objects.bulk_create(memberships)
    Affiliation.objects.bulk_create(affiliations)


def _make_profiles(people: People, organisations: dict[str, Organisation], random: Random) -> None:
    """Partly filled, as profiles are."""
    products = ensure_products()
    profiles, runs = [], []
    for handle, row in people.rows.items():
        organisation = organisations.get(row.domain)
        country = organisation.country if organisation else ""
        phone = (
            f"{PREFIXES[country]} 555 {random.randint(100, 999)} {random.randint(1000, 9999)}"[:40]
            if country in PREFIXES
            else ""
        )
        about = random.choice(ABOUT).format(phones=random.randint(4, 90) * 50, sites=random.randint(2, 40))
        profiles.append(
            Profile(
                person=people.by_handle[handle],
                works_for=organisation.name if organisation else "",
                job_title=row.job_title,
                city=row.town if random.random() < 0.8 else "",
                country=country,
                phone=phone if random.random() < 0.4 else "",
                about=about if random.random() < 0.5 else "",
            )
        )
    for profile in Profile.objects.bulk_create(profiles):
        chosen = random.sample(products, random.choice([0, 1, 2, 2, 3, 4]))
        runs += [Profile.products.through(profile=profile, product=product) for product in chosen]
    Profile.products.through.objects.bulk_create(runs)


def _give_offices(people: People, on: date) -> None:
    for office in Seat.Office:
        for number, person in enumerate(people.with_part(office)):
            Seat.objects.create(person=person, office=office, started_on=on - timedelta(days=148 + 365 * (number % 2)))
    for person in people.with_part("former director"):
        Seat.objects.create(person=person, started_on=on - timedelta(days=1_600), ended_on=on - timedelta(days=149))
    for part, name in (("moderator", MODERATORS), ("editor", EDITORS)):
        Group.objects.get_or_create(name=name)[0].user_set.add(*people.with_part(part))
    for handle, row in people.rows.items():
        if has_second_factor(row):
            TOTP.activate(people.by_handle[handle], totp_secret(row.email))
            RecoveryCodes.activate(people.by_handle[handle])


def live_a_day(people: People) -> None:
    """What happens on the day of seeding: newcomers apply, officers decide, two people take a break."""
    treasurer, president = people.with_part("treasurer")[0], people.with_part("president")[0]
    for standing in sorted(NEWCOMERS):
        for person in people.with_standing(standing):
            membership = actions.apply(by=person)
            if standing == "refused":
                actions.refuse(by=treasurer, on=membership, reason=REASONS[standing])
            elif standing == "admitted today" and membership.standing == Membership.Standing.APPLICANT:
                actions.admit(by=treasurer, on=membership)
    for person in people.with_standing("suspended"):
        actions.suspend(by=president, on=person.membership, reason=REASONS["suspended"])
    for person in people.with_standing("terminated"):
        actions.terminate(by=president, on=person.membership, reason=REASONS["terminated"])
    for person in people.with_standing("deactivated"):
        actions.deactivate(by=person, on=person.membership)
