"""What the log of events tells people about themselves: who looked at their application, when they signed in."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from members.audit.models import Event
from members.people.models import Membership, User


@dataclass(frozen=True)
class SignIn:
    """One sign-in of a person."""

    at: datetime
    with_second_factor: bool


def last_look_at(membership: Membership) -> datetime | None:
    """When somebody acting for the group last read this application (P25)."""
    looks = Event.objects.filter(about=membership.person_id, name="people:application:viewed")
    return looks.order_by("-id").values_list("recorded_at", flat=True).first()


def sign_ins_of(person: User, last: int = 10) -> list[SignIn]:
    """The last sign-ins, newest first (P28)."""
    events = Event.objects.filter(about=person, name="people:session:started").order_by("-id")[:last]
    return [SignIn(event.recorded_at, _details(event).get("second_factor", False)) for event in events]


def _details(event: Event) -> dict[str, Any]:
    """What an event tells beside its name; nothing where its payload has been destroyed."""
    details: dict[str, Any] = json.loads(event.payload or "{}").get("details", {})
    return details
