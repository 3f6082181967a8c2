"""What people read when something is refused: one designed page for each kind, and never a 500 for bad input.

`refusal_for` knows which exceptions are the sender's doing. Views' exceptions pass the middleware `Refusals`; those of
other middleware end in `server_error`, which asks the same function.
"""

import sys
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

NUL = "\x00"
RETRY_AFTER_SECONDS = 120


class Refusal:
    """What the page says: a heading, sentences, and what one can do instead."""

    def __init__(self, status: int, title: str, *sentences: str, url: str = "", label: str = "") -> None:
        self.status, self.title, self.sentences, self.url, self.label = status, title, sentences, url, label


def page(request: HttpRequest, refusal: Refusal, template: str = "errors/refusal.html", **more: object) -> HttpResponse:
    """The refusal in the site's frame, or in a plain one where the frame cannot be had."""
    context = {"refusal": refusal, "now": timezone.now(), **more}
    html: str
    try:
        html = render_to_string(template, context, request)
    except Exception:
        # The frame asks the request and the database for things, and one of them may be what is broken.
        html = plain(refusal)
    return HttpResponse(html, status=refusal.status)


def plain(refusal: Refusal) -> str:
    """The refusal without anything that needs a database, a session or a valid request."""
    names = {"name": settings.GROUP_NAME, "short_name": settings.GROUP_SHORT_NAME}
    return render_to_string("errors/plain.html", {"refusal": refusal, "group": names, "now": timezone.now()})


def too_much() -> Refusal:
    size = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // (1024 * 1024)
    return Refusal(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        _("That was too much at once"),
        _("A form takes up to %(size)d MB of text and %(fields)d fields; this was more, so nothing was kept.")
        % {"size": size, "fields": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS},
        _("Your browser's Back button brings back what you wrote. Shorten it, and send it again."),
    )


def not_understood(why: str = "") -> Refusal:
    return Refusal(
        HTTPStatus.BAD_REQUEST,
        _("We could not read that request"),
        why or _("Something in it is not in the form that a browser sends, so nothing was done."),
        _("Your browser's Back button brings back what you wrote."),
    )


def not_found() -> Refusal:
    return Refusal(
        HTTPStatus.NOT_FOUND,
        _("There is nothing at this address"),
        _("The page may have moved, the link may be cut short, or it is something that your account cannot see."),
    )


def unavailable() -> Refusal:
    return Refusal(
        HTTPStatus.SERVICE_UNAVAILABLE,
        _("The site is being worked on"),
        _("It will be back in a few minutes. Nothing that was saved is lost."),
        _("If you were sending something, reload this page then: your browser offers to send it again."),
    )


def refusal_for(exception: BaseException | None, request: HttpRequest) -> Refusal | None:
    """The refusal that this exception stands for; None when the fault is ours."""
    refusal: Refusal | None = None
    match exception:
        case RequestDataTooBig() | TooManyFieldsSent() | TooManyFilesSent():
            refusal = too_much()
        case OperationalError() | InterfaceError():
            refusal = unavailable()
        case DataError() if request.method in ("GET", "HEAD"):
            refusal = not_found()  # a number in the address larger than any that we keep
        case DataError():
            refusal = not_understood(_("It holds a value that cannot be kept, such as a number too large."))
        case ValueError() if "NUL" in str(exception):
            refusal = not_understood(_("It holds a character (NUL) that no text may contain."))
        case UnicodeError():
            refusal = not_understood(_("It holds characters that are not valid text."))
        case MultiPartParserError() | BadRequest():
            refusal = not_understood()
    return refusal


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 and 413. An address of another host gets the plain frame: nothing in the request can be trusted."""
    return page(request, refusal_for(exception, request) or not_understood())


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, with the reason as the sentence it was refused with."""
    reason = str(exception or "") or _("Your account does not give you the right to do this.")
    return page(request, Refusal(HTTPStatus.FORBIDDEN, _("This is not yours to do"), reason))


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, not_found())


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    response = page(
        request,
        Refusal(
            HTTPStatus.TOO_MANY_REQUESTS,
            _("Too many tries in a short time"),
            _("To protect everyone's accounts, we stop for a few minutes after many tries from one place."),
            _("Wait five minutes, then try again. Nothing is locked for good."),
        ),
    )
    response["Retry-After"] = "300"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500, unless the exception on its way out is the sender's doing or the database is away."""
    refusal = refusal_for(sys.exc_info()[1], request)
    if refusal and refusal.status != HTTPStatus.SERVICE_UNAVAILABLE:
        return page(request, refusal)
    if refusal:
        return service_unavailable(request)
    fault = Refusal(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        _("Something went wrong on our side"),
        _("It is noted for the people who run the site. You did nothing wrong, and trying again later may help."),
        _("If you write to us about it, give the time below."),
    )
    return HttpResponse(plain(fault), status=fault.status)


def service_unavailable(request: HttpRequest) -> HttpResponse:
    """503, in the language the browser asks for, without a database, a session or any other middleware."""
    with translation.override(translation.get_language_from_request(request)):
        response = HttpResponse(plain(unavailable()), status=HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["Accept-Language"])
    return response


class Maintenance:
    """Answers 503 to everything but files while MAINTENANCE is set or DATA_DIR/maintenance exists."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.flag = settings.DATA_DIR / "maintenance"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.MAINTENANCE or self.flag.exists():
            return service_unavailable(request)
        return self.get_response(request)


class Refusals:
    """Turns what a sender got wrong into a page that says so, and fills in answers that have no words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NUL in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            with translation.override(translation.get_language_from_request(request)):  # LocaleMiddleware comes later
                return page(request, not_understood(_("Its address holds a character (NUL) that no text may contain.")))
        for name in [name for name, value in request.COOKIES.items() if NUL in value]:
            del request.COOKIES[name]
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            return self.wrong_method(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        refusal = refusal_for(exception, request)
        if refusal and refusal.status == HTTPStatus.SERVICE_UNAVAILABLE:
            return service_unavailable(request)
        return page(request, refusal) if refusal else None

    @staticmethod
    def wrong_method(request: HttpRequest, bare: HttpResponse) -> HttpResponse:
        response = page(
            request,
            Refusal(
                HTTPStatus.METHOD_NOT_ALLOWED,
                _("This address does not work that way"),
                _(
                    "It takes what a form sends, or only shows something; you reached it the other way. Nothing was done."
                ),
            ),
        )
        response["Allow"] = bare["Allow"]
        return response
