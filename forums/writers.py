"""Who wrote what stands on a page, with their badges, in one query."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from forums.setup import MODERATORS
from members.models import Affiliation, Organisation, User
from members.people.offices import with_offices


def writers_of(person_ids: Iterable[int | None]) -> dict[int, User]:
    """The people of these ids, each with `badges` for components/person.html."""
    current = Affiliation.objects.filter(person=OuterRef("pk"), ended_on=None)
    moderators = User.groups.through.objects.filter(user=OuterRef("pk"), group__name=MODERATORS)
    people = with_offices(User.objects.filter(pk__in={pk for pk in person_ids if pk})).annotate(
        of_vendor=Exists(current.filter(organisation__kind=Organisation.Kind.VENDOR)),
        of_partner=Exists(current.filter(organisation__kind=Organisation.Kind.PARTNER)),
        moderates=Exists(moderators),
    )
    found: dict[int, User] = {person.pk: person for person in people}
    for person in found.values():
        person.badges = _badges(person)  # type: ignore[attr-defined]
    return found


def _badges(person: Any) -> list[dict[str, str]]:
    """What other members should know when they read this person; only of a member who still is one."""
    badges = []
    if person.of_vendor:
        badges.append({"kind": "vendor", "label": _("vendor")})
    if person.of_partner:
        badges.append({"kind": "partner", "label": _("partner")})
    if person.is_member and person.moderates:
        badges.append({"kind": "moderator", "label": _("moderator")})
    if person.is_member and person.current_offices:
        badges.append({"kind": "director", "label": _("director")})
    return badges
