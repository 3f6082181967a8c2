"""The pages that axe walks through, in light and dark, on a phone and on a desktop. Add yours with who looks at it.

They are read in the demo's content, where lists are long and texts are real.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.urls import reverse
from machina.core.db.models import get_model

from members.models import Membership

Who = Literal["visitor", "dee", "eve", "mo", "treasurer"]
"""The cast, but for the treasurer, whose office is held by the demo's own."""


@dataclass(frozen=True)
class Look:
    """A page and the person of the cast who opens it. An address that the demo decides is asked for when it is there."""

    address: str | Callable[[], str]
    who: Who = "visitor"
    status: int = 200

    def __str__(self) -> str:
        named = self.address if isinstance(self.address, str) else self.address.__name__
        return f"{self.who}:{named}"


def longest_topic() -> tuple[str, int, str, int]:
    """The arguments of the addresses of the topic with the most posts."""
    topic = get_model("forum_conversation", "Topic").objects.order_by("-posts_count", "pk").select_related("forum")[0]
    return topic.forum.slug, topic.forum_id, topic.slug, topic.pk


def forum() -> str:
    return reverse("forum:forum", args=longest_topic()[:2])


def topic() -> str:
    return reverse("forum_conversation:topic", args=longest_topic())


def ask() -> str:
    return reverse("forum_conversation:topic_create", args=longest_topic()[:2])


def application() -> str:
    waiting = Membership.objects.filter(standing=Membership.Standing.APPLICANT).order_by("pk")
    return reverse("people:application", args=[waiting[0].pk])


PAGES = [
    Look("/"),
    Look("/about/"),
    Look("/privacy/"),
    Look("/news/"),
    Look("/news/second-factor/"),
    Look("/events/"),
    Look("/events/conference/"),
    Look("/accounts/login/"),
    Look("/accounts/signup/"),
    Look("/accounts/password/reset/"),
    Look("/demo/design/"),
    Look("/demo/outbox/"),
    Look("/nothing/", status=404),
    Look("/", who="dee"),
    Look("/members-area/", who="dee"),
    Look("/forums/", who="dee"),
    Look(forum, who="dee"),
    Look(topic, who="dee"),
    Look(ask, who="dee"),
    Look("/forums/tracking/unread-topics/", who="dee"),
    Look(topic, who="mo"),
    Look("/membership/", who="dee"),
    Look("/membership/profile/", who="dee"),
    Look("/membership/leave/", who="dee"),
    Look("/membership/", who="eve"),
    Look("/membership/queue/", who="treasurer"),
    Look(application, who="treasurer"),
    Look("/inbox/", who="dee"),
    Look("/accounts/email/", who="dee"),
    Look("/accounts/password/change/", who="dee"),
    Look("/accounts/sessions/", who="dee"),
    Look("/accounts/2fa/", who="dee"),
]
