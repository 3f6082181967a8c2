"""What the account menu offers to the person who is signed in."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from members.people.models import User
from members.people.offices import holds


def account_links(request: HttpRequest) -> dict[str, Any]:
    """Links of the account menu; asks the database nothing."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {}
    links = [
        (_("My membership"), "people:welcome"),
        (_("E-mail address"), "account_email"),
        (_("Password"), "account_change_password"),
        (_("Second factor"), "mfa_index"),
        (_("Where I am signed in"), "usersessions_list"),
    ]
    if holds(user, "treasurer"):
        links.insert(1, (_("Applications"), "people:queue"))
    return {"account_links": [{"title": title, "url": reverse(name)} for title, name in links]}
