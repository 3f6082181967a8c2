"""What holds for every request of a signed-in person: second factor, own language and time, nothing kept in caches."""

import time
import zoneinfo
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from members.people.models import User
from members.people.second_factor import (
    has_second_factor,
    needs_second_factor,
    passed_at,
    second_factor_url,
)

GetResponse = Callable[[HttpRequest], HttpResponse]

TO_PASS_IT = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_logout"}
TO_SET_IT_UP = TO_PASS_IT | {
    "mfa_index",
    "mfa_activate_totp",
    "totp_qr_code",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "account_reauthenticate",
}


class SecondFactorMiddleware:
    """Whoever may do more than a member does nothing in a session that has not passed the second factor (P11)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        user = request.user
        if not isinstance(user, User) or not needs_second_factor(user) or passed_at(request) is not None:
            return None
        has_one = has_second_factor(user)
        name = request.resolver_match.view_name if request.resolver_match else None
        if name in (TO_PASS_IT if has_one else TO_SET_IT_UP):
            return None
        return _lead_to(second_factor_url(user), request)


def _lead_to(url: str, request: HttpRequest) -> HttpResponse:
    """To `url` and back, in the way that whoever asked understands."""
    here = request.get_full_path() if request.method == "GET" else reverse("people:welcome")
    if getattr(request, "htmx", False):
        response = HttpResponseForbidden()
        response["HX-Redirect"] = url
        return response
    if not request.accepts("text/html"):
        return HttpResponseForbidden(_("Sign in with your second factor first."), content_type="text/plain")
    return redirect(f"{url}?{urlencode({'next': here})}")


class PersonMiddleware:
    """Shows every page in the person's own language and time zone, and leaves no copy of it in a cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not isinstance(user, User):
            return self.get_response(request)
        if user.language in dict(settings.LANGUAGES):
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
        with timezone.override(zone_of(user)):
            response = self.get_response(request)
        # After signing out, the back button must not show what was there (P05).
        patch_cache_control(response, private=True, no_store=True)
        return response


def zone_of(person: User) -> zoneinfo.ZoneInfo:
    """The person's time zone; UTC where the machine does not know it."""
    try:
        return zoneinfo.ZoneInfo(person.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


class SessionTraceMiddleware:
    """Keeps for the list of sessions when and from where each was last used, at most once in five minutes (P28).

    allauth's own middleware does it at every request, for four queries each.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.USERSESSIONS_TRACK_ACTIVITY and request.user.is_authenticated and request.session.session_key:
            address = get_adapter().get_client_ip(request)
            last_address, last_seen = request.session.get("trace", ("", 0))
            if address != last_address or time.time() - last_seen > 300:
                UserSession.objects.create_from_request(request)
                request.session["trace"] = (address, int(time.time()))
        return self.get_response(request)
