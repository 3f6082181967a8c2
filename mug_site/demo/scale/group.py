"""A group of any size: organisations, people, their standing, and what they tell about themselves."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from random import Random
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Model

from members.models import Affiliation, Membership, Organisation, OrganisationDomain, Profile, User
from mug_site.demo import content
from mug_site.demo.products import ensure_products
from mug_site.demo.scale.copying import copy_rows, next_key

PEOPLE_PER_ORGANISATION = 9
YEARS = 10
APPLICANTS = 0.03
"""The share of the newest who wait for admission; everybody before them has been admitted once."""

TABLES: list[type[Model]] = [
    Organisation, OrganisationDomain, User, EmailAddress, Membership, Affiliation, Profile, Profile.products.through,
]  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Whose keys follow one another: the people in the order in which they registered."""

    first_person: int
    admitted: int
    opened: datetime
    until: datetime

    def poster(self, at: float, random: Random) -> int:
        """Who wrote something at a moment (seconds since the epoch): few write much, and none before registering."""
        share = (at - self.opened.timestamp()) / (self.until - self.opened).total_seconds()
        return self.first_person + int(random.random() ** 2 * max(1, min(1.0, share) * self.admitted))


def fill(members: int, *, on: date, seed: int, password: str) -> Group:
    """Adds `members` people; `password` is the hash that all of them sign in with."""
    random = Random(f"{seed} people")  # noqa: S311 - names, not secrets
    until = datetime.combine(on, datetime.min.time(), UTC)
    group = Group(
        first_person=next_key(User),
        admitted=members - int(members * APPLICANTS),
        opened=until - timedelta(days=365 * YEARS),
        until=until,
    )
    places = [(row.country, row.time_zone) for row in content.organisations()]
    first, size = next_key(Organisation), max(1, members // PEOPLE_PER_ORGANISATION)
    names = _organisation_names(size, random)
    homes = [random.choice(places) for _ in names]
    domains = [f"{_ascii(name)}-{first + number}.example" for number, name in enumerate(names)]

    copy_rows(
        Organisation,
        ["id", "name", "kind", "country", "created_at"],
        (
            (first + number, name, "partner" if number % 20 == 7 else "user", homes[number][0], group.opened)
            for number, name in enumerate(names)
        ),
    )
    copy_rows(
        OrganisationDomain,
        ["id", "organisation_id", "domain", "verified_at"],
        (
            (key, first + number, domain, group.opened if number % 5 else None)
            for number, (key, domain) in enumerate(zip(_keys(OrganisationDomain), domains, strict=False))
        ),
    )
    works_at = [int(random.random() ** 1.3 * size) for _ in range(members)]
    _copy_people(group, members, password, random, [(domains[at], *homes[at]) for at in works_at])
    _copy_standings(group, members, random)
    _copy_affiliations(group, [first + at for at in works_at])
    return group


def _keys(model: type[Model]) -> Iterator[int]:
    """Keys that are free, asked for now: nothing can be asked while COPY runs."""
    return count(next_key(model))


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "x"


def _organisation_names(size: int, random: Random) -> list[str]:
    words = content.vocabulary()["organisations"]
    names = [f"{place}{end} {kind}" for place in words["places"] for end in words["endings"] for kind in words["kinds"]]
    random.shuffle(names)
    already = set(Organisation.objects.values_list("name", flat=True))
    every = (f"{name} {turn}" if turn else name for turn in count() for name in names)
    return list(islice((name for name in every if name not in already), size))


def _copy_people(group: Group, members: int, password: str, random: Random, homes: list[tuple[str, str, str]]) -> None:
    """People with their addresses and profiles. `homes` holds the domain, country and time zone of each."""
    listed = [row.full_name.split() for row in content.people() if " " in row.full_name]
    given, family = [words[0] for words in listed], [words[-1] for words in listed]
    titles = [row.job_title for row in content.people() if row.job_title]
    towns = [row.town for row in content.people() if row.town]
    step = (group.until - group.opened) / members
    names = [(random.choice(given), random.choice(family)) for _ in range(members)]
    addresses = [
        f"{_ascii(first)}.{_ascii(last)}.{number}@{homes[number][0]}" for number, (first, last) in enumerate(names)
    ]

    def rows() -> Iterator[tuple[Any, ...]]:
        for number, (first, last) in enumerate(names):
            registered = group.opened + step * number
            yield (
                group.first_person + number,
                addresses[number],
                f"{first} {last}",
                f"{first.lower()}{number}" if number % 7 == 3 else "",
                homes[number][2],
                registered,
                registered,
                password,
            )

    columns = [
        "id",
        "email",
        "full_name",
        "display_name",
        "time_zone",
        "registered_at",
        "email_verified_at",
        "password",
    ]
    copy_rows(User, columns, rows())
    copy_rows(
        EmailAddress,
        ["id", "user_id", "email", "verified", "primary"],
        (
            (key, group.first_person + number, address, True, True)
            for number, (key, address) in enumerate(zip(_keys(EmailAddress), addresses, strict=False))
        ),
    )
    profiles = next_key(Profile)
    copy_rows(
        Profile,
        ["id", "person_id", "job_title", "city", "country"],
        (
            (
                profiles + number,
                group.first_person + number,
                random.choice(titles) if random.random() < 0.7 else "",
                random.choice(towns) if random.random() < 0.5 else "",
                homes[number][1],
            )
            for number in range(members)
        ),
    )
    products = [product.pk for product in ensure_products()]
    runs = Profile.products.through
    chosen = (
        (profiles + number, product)
        for number in range(members)
        for product in sorted(random.sample(products, min(len(products), int(random.random() * 4))))
    )
    copy_rows(
        runs, ["id", "profile_id", "product_id"], ((key, *pair) for key, pair in zip(_keys(runs), chosen, strict=False))
    )


def _copy_standings(group: Group, members: int, random: Random) -> None:
    standing = Membership.Standing
    step = (group.until - group.opened) / members

    def rows() -> Iterator[tuple[Any, ...]]:
        for number in range(members):
            registered = group.opened + step * number
            admitted: datetime | None = registered + timedelta(days=1)
            now, before, reason = standing.MEMBER, "", ""
            if number >= group.admitted:
                now, admitted = standing.APPLICANT, None
            elif (drawn := random.random()) < 0.01:
                now, before = standing.DEACTIVATED, standing.MEMBER
            elif drawn < 0.03:
                now, reason = standing.TERMINATED, "No longer eligible."
            elif drawn < 0.035:
                now, reason = standing.SUSPENDED, "The Board is looking into it."
            yield group.first_person + number, now.value, before, reason, registered, registered, admitted

    columns = [
        "id",
        "person_id",
        "standing",
        "standing_before",
        "reason",
        "standing_since",
        "applied_at",
        "admitted_at",
    ]
    copy_rows(Membership, columns, ((key, *row) for key, row in zip(_keys(Membership), rows(), strict=False)))


def _copy_affiliations(group: Group, organisations: list[int]) -> None:
    """The first person of an organisation votes for it, the others are add-on members."""
    voting: set[int] = set()
    day = group.opened.date()

    def rows() -> Iterator[tuple[Any, ...]]:
        for number, organisation in enumerate(organisations):
            role = Affiliation.Role.ADD_ON_MEMBER if organisation in voting else Affiliation.Role.USER_MEMBER
            voting.add(organisation)
            yield group.first_person + number, organisation, role.value, day

    columns = ["id", "person_id", "organisation_id", "role", "started_on"]
    copy_rows(Affiliation, columns, ((key, *row) for key, row in zip(_keys(Affiliation), rows(), strict=False)))
