"""Keeps what a person typed when their form or session had expired: shown again, to be sent by pressing once more.

Is that safe? A forged request must never be dressed up as the person's own words, ready to send. So the form is offered
only for a request that a page of this very site sent, as the browser itself says (Origin or Sec-Fetch-Site; a page
elsewhere can set neither). Nothing is sent without a press, no page may be framed, passwords and codes are not
repeated, and the form goes to the address it was meant for, on this site.
"""

import re
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import resolve_url
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from mug_site.refusals import Refusal, page

SECRET = re.compile(r"passw|secret|token|credential|otp|^code$", re.IGNORECASE)
CSRF_FIELD = "csrfmiddlewaretoken"
LONG = 60


def sent_by_this_site(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent this. Silence means no."""
    origin = request.headers.get("Origin")
    if origin and origin != "null":
        return origin == f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


class Typed:
    """One field as it was sent."""

    def __init__(self, name: str, value: str) -> None:
        self.name, self.value = name, value
        self.label = name.rsplit("-", 1)[-1].replace("_", " ").capitalize()
        self.long = len(value) > LONG or "\n" in value


def typed_by(request: HttpRequest) -> list[Typed]:
    """What was typed, without what is secret: the form itself will ask for that again."""
    return [
        Typed(name, value)
        for name in request.POST
        if name != CSRF_FIELD and not SECRET.search(name)
        for value in request.POST.getlist(name)
    ]


def kept(request: HttpRequest, typed: list[Typed], refusal: Refusal) -> HttpResponse:
    """The page with everything that was typed, ready to be sent by one press."""
    get_token(request)
    forgotten = bool(request.FILES) or any(SECRET.search(name) for name in request.POST if name != CSRF_FIELD)
    return page(request, refusal, "errors/kept.html", typed=typed, forgotten=forgotten)


@never_cache
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form had expired, or was never ours."""
    if request.method != "POST" or not sent_by_this_site(request):
        refusal = Refusal(
            HTTPStatus.FORBIDDEN,
            _("This did not come from our pages"),
            _("Forms are taken only from this site's own pages, with cookies switched on. Nothing was done."),
        )
        return page(request, refusal)
    typed = typed_by(request)
    refusal = Refusal(
        HTTPStatus.FORBIDDEN,
        _("This form had been open for too long"),
        _("For your protection it was not sent. What you wrote is below: look it over, and send it again.")
        if typed
        else _("For your protection it was not sent. Open it again and fill it in once more."),
        url=request.get_full_path(),
        label=_("Open the form again"),
    )
    return kept(request, typed, refusal) if typed else page(request, refusal)


class KeptForSignIn:
    """Whoever sends a form after their session ended keeps the words, instead of losing them to the sign-in page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and self.sends_to_sign_in(request, response) and sent_by_this_site(request):
            typed = typed_by(request)
            if typed:
                refusal = Refusal(
                    HTTPStatus.FORBIDDEN,
                    _("You are signed out"),
                    _("What you wrote is below. Sign in in a new tab, come back to this one, and send it again."),
                    url=resolve_url(settings.LOGIN_URL),
                    label=_("Sign in in a new tab"),
                )
                add_never_cache_headers(answer := kept(request, typed, refusal))
                return answer
        return response

    @staticmethod
    def sends_to_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
        """Whether this is the redirect of a page that wants one to sign in first and comes back to it."""
        path, _query, query = response.headers.get("Location", "").partition("?")
        wanted = parse_qs(query).get(REDIRECT_FIELD_NAME)
        return path == resolve_url(settings.LOGIN_URL) and wanted == [request.get_full_path()]
