"""Keeps what a person typed when their form had expired: shown again, to be sent by pressing once more.

Is that safe? A forged request must never be dressed up as the person's own words, ready to send. So the form is offered
only for a request that a page of this very site sent, as the browser itself says (Origin or Sec-Fetch-Site; a page
elsewhere can set neither). Nothing is sent without a press, no page may be framed, passwords and codes are not
repeated, and the form goes to the address it was meant for, on this site.
"""

import re
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
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
    typed, address = typed_by(request), request.get_full_path()
    refusal = Refusal(
        HTTPStatus.FORBIDDEN,
        _("This form had been open for too long"),
        _("For your protection it was not sent. What you wrote is below: look it over, and send it again.")
        if typed
        else _("For your protection it was not sent. Open it again and fill it in once more."),
        url=address,
        label=_("Open the form again"),
    )
    if not typed:
        return page(request, refusal)
    get_token(request)
    forgotten = bool(request.FILES) or any(SECRET.search(name) for name in request.POST if name != CSRF_FIELD)
    return page(request, refusal, "errors/kept.html", typed=typed, address=address, forgotten=forgotten)
