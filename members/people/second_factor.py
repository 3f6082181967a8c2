"""Who must sign in with a second factor, whether this session did, and how fresh that is (P11)."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from members.people.models import User
from members.people.offices import current_seats

View = Callable[..., HttpResponseBase]
_more_rights: list[Callable[[], Q | Exists]] = []


def register_rights(condition: Callable[[], Q | Exists]) -> None:
    """Adds a condition, on a person's row, under which they may do more than a member."""
    _more_rights.append(condition)


def _has_more_rights() -> Q:
    """Staff, superusers, whoever is in a group or holds a permission, and whoever has a seat on the Board."""
    condition = (
        Q(is_staff=True)
        | Q(is_superuser=True)
        | Q(Exists(User.groups.through.objects.filter(user=OuterRef("pk"))))
        | Q(Exists(User.user_permissions.through.objects.filter(user=OuterRef("pk"))))
        | Q(Exists(current_seats().filter(person=OuterRef("pk"))))
    )
    for further in _more_rights:
        condition |= Q(further())
    return condition


def with_rights(people: QuerySet[User]) -> QuerySet[User]:
    """Brings along, in the same query, whether each person may do more than a member."""
    return people.annotate(has_more_rights=_has_more_rights())


def needs_second_factor(user: User | AnonymousUser) -> bool:
    """Whether `user` may do more than a member, and therefore must have a second factor."""
    if not isinstance(user, User):
        return False
    brought_along = getattr(user, "has_more_rights", None)
    if brought_along is not None:
        return bool(brought_along)
    return User.objects.filter(_has_more_rights(), pk=user.pk).exists()


def has_second_factor(user: User) -> bool:
    """Whether `user` has set one up. Recovery codes alone are not one."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def passed_at(request: HttpRequest) -> float | None:
    """When this session last passed the second factor, in seconds since the epoch; None if it never did."""
    records = get_authentication_records(request, request.user) if request.user.is_authenticated else []
    return max((record["at"] for record in records if record["method"] == "mfa"), default=None)


def fresh_second_factor(minutes: int = 5) -> Callable[[View], View]:
    """Lets a view run only for who passed the second factor in the last `minutes`; others do so first and come back.

    A form that was sent is kept meanwhile and sent again by itself. Who has no second factor is led to set one up.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            passed = passed_at(request)
            if passed is not None and time.time() - passed < minutes * 60:
                return view(request, *args, **kwargs)
            return suspend_request(request, second_factor_url(request.user))

        return guarded

    return decorate


def second_factor_url(user: User) -> str:
    """Where `user` passes the second factor or, having none, sets one up."""
    types = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    if Authenticator.Type.TOTP in types:
        return reverse("mfa_reauthenticate")
    if Authenticator.Type.WEBAUTHN in types:
        return reverse("mfa_reauthenticate_webauthn")
    return reverse("mfa_index")
