"""What this chapter tells people. The notices chapter stands above this one and registers the way there."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from members.people.models import User


class Message(NamedTuple):
    """A message this chapter sends. Its texts are `templates/emails/<name>.*`; it is essential to the membership."""

    name: str
    purpose: Any


MESSAGES = [
    Message("membership_applied", _("your application for membership")),
    Message("membership_waiting", _("applications that wait for the treasurer")),
    Message("membership_admitted", _("your application for membership")),
    Message("membership_refused", _("your application for membership")),
    Message("membership_suspended", _("your standing as a member")),
    Message("membership_reinstated", _("your standing as a member")),
    Message("membership_terminated", _("your standing as a member")),
    Message("membership_deactivated", _("your standing as a member")),
    Message("membership_reactivated", _("your standing as a member")),
]

_ways: list[Callable[..., Any]] = []


def register_way(send: Callable[..., Any]) -> None:
    """Takes the function that queues a notice: `send(name, to=…, key=…, context=…, url=…)`."""
    _ways.append(send)


def tell(name: str, *, to: User, key: str, url: str = "", **context: Any) -> None:
    """Queues message `name` to a person in the caller's transaction; the same `key` is never sent twice."""
    (send,) = _ways
    send(name, to=to, key=key, context=context, url=url)
