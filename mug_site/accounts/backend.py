"""Finds the person of a session, with all that a request asks about them in one query."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from members.people.models import User
from members.people.offices import with_offices
from members.people.second_factor import with_rights


class PersonBackend(AuthenticationBackend):
    """Signs in by address and password. Gives no permission to anybody who is not allowed to sign in."""

    def get_user(self, user_id: Any) -> User | None:
        person = with_rights(with_offices(User.objects.all())).filter(pk=user_id).first()
        return person if person and self.user_can_authenticate(person) else None
