"""Which offices a person holds now. The board chapter keeps the seats; it stands above this one and registers them."""

from collections.abc import Callable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from members.people.models import User

_current_seats: list[Callable[[], QuerySet]] = []


def register_seats(current_seats: Callable[[], QuerySet]) -> None:
    """Takes a function that answers the seats held today: rows with a `person` and an `office`."""
    _current_seats.append(current_seats)


def current_seats() -> QuerySet:
    """The seats held today."""
    (seats,) = _current_seats
    return seats()


def with_offices(people: QuerySet[User]) -> QuerySet[User]:
    """Brings each person's offices along in the same query."""
    seats = current_seats().filter(person=OuterRef("pk")).order_by("office").values("office")
    return people.annotate(current_offices=ArraySubquery(seats))


def offices_of(person: User) -> set[str]:
    """The offices `person` holds now; only a member in good standing holds any (P25)."""
    if not person.is_member:
        return set()
    brought_along = getattr(person, "current_offices", None)
    if brought_along is not None:
        return set(brought_along)
    return set(current_seats().filter(person=person).values_list("office", flat=True))


def holds(person: User, office: str) -> bool:
    """Whether `person` holds `office` now. Being staff or a superuser has no part in the answer."""
    return office in offices_of(person)


def holders_of(office: str) -> QuerySet[User]:
    """Everybody in good standing who holds `office` now."""
    return User.objects.filter(
        pk__in=current_seats().filter(office=office).values("person"),
        membership__standing="member",
        is_active=True,
    )
