"""The pages that axe walks through, in light and dark, on a phone and on a desktop. Add yours with who looks at it."""

from dataclasses import dataclass
from typing import Literal

Who = Literal["visitor", "dee", "ada", "eve"]


@dataclass(frozen=True)
class Look:
    """A page and the person of the cast who opens it."""

    address: str
    who: Who = "visitor"
    status: int = 200


PAGES = [
    Look("/"),
    Look("/accounts/login/"),
    Look("/accounts/signup/"),
    Look("/accounts/password/reset/"),
    Look("/demo/design/"),
    Look("/demo/outbox/"),
    Look("/nothing/", status=404),
    Look("/", who="dee"),
    Look("/nothing/", who="dee", status=404),
    Look("/membership/", who="dee"),
    Look("/membership/profile/", who="dee"),
    Look("/membership/leave/", who="dee"),
    Look("/inbox/", who="dee"),
    Look("/accounts/email/", who="dee"),
    Look("/accounts/password/change/", who="dee"),
    Look("/accounts/sessions/", who="dee"),
    Look("/accounts/2fa/", who="dee"),
    Look("/membership/", who="eve"),
    Look("/membership/queue/", who="ada"),
    Look("/accounts/confirm-email/"),
    Look("/accounts/confirm-email/gone/"),
]
