"""The forums' door: members in good standing come in, and what they see is kept by no cache (P05)."""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from forums.board import Board
from members.models import Membership, User
from members.refusals import Refused

NAMESPACES = {"forum", "forum_conversation", "forum_moderation", "forum_tracking"}


class MembersOnlyMiddleware:
    """Stands before every route of the forums, so that no view can forget to ask. Writes nothing for visitors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if leads_to_forums(request):
            response.headers["Cache-Control"] = "private, no-store"
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if not leads_to_forums(request):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        if not request.user.is_member:
            raise Refused([why_closed(request.user)])
        return None


def leads_to_forums(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and not NAMESPACES.isdisjoint(match.namespaces)


def why_closed(person: User) -> str:
    """Why the forums are closed to somebody who is signed in."""
    if person.standing in {None, Membership.Standing.APPLICANT}:
        return _("The forums are open to members. Your membership waits for admission; you will get an e-mail.")
    return _("The forums are open to members in good standing, and your membership is not in good standing now.")


def board_of(request: HttpRequest) -> Board:
    """The forums as whoever asks has them; read once a request."""
    board = getattr(request, "_board", None)
    if board is None:
        board = Board(request.user)
        request._board = board  # type: ignore[attr-defined]
    return board


def member_of(request: HttpRequest) -> User:
    """The member who asks; the middleware let nobody else in."""
    return cast("User", request.user)
