"""The door of the member areas: members go in, everybody else is told what opens it for them (P01, P05)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from members.people.models import User

View = Callable[..., HttpResponseBase]


def way_out(request: HttpRequest) -> HttpResponseBase | None:
    """What whoever is no member gets instead of a page for members; None for a member.

    Visitors sign in and come back. Who is signed in reads their standing and what to do next.
    """
    if not isinstance(request.user, User):
        return redirect_to_login(request.get_full_path())
    if request.user.is_member:
        return None
    return render(request, "members/people/not_a_member.html", {"standing": request.user.standing}, status=403)


def members_only(view: View) -> View:
    """Lets only members in good standing reach a view. Being staff or a superuser is no way in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return way_out(request) or view(request, *args, **kwargs)

    return guarded
