"""The index of the membership's tables: each chapter's models, gathered for Django."""

from members.audit.models import Event, EventLink, PendingEvent
from members.board.models import Seat
from members.notices.models import InboxNotice, NoticeChoice, OutboxMessage
from members.people.models import (
    Affiliation,
    Membership,
    Organisation,
    OrganisationDomain,
    Product,
    Profile,
    User,
)

__all__ = [
    "Affiliation",
    "Event",
    "EventLink",
    "InboxNotice",
    "Membership",
    "NoticeChoice",
    "Organisation",
    "OrganisationDomain",
    "OutboxMessage",
    "PendingEvent",
    "Product",
    "Profile",
    "Seat",
    "User",
]
