"""The security headers of every response, files and refusals included.

One strict policy for all pages. The two admins bring inline code of their own and get a policy that lets exactly that
through; they are reached with a second factor only.
"""

from typing import Any

from csp.constants import HEADER, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

NOT_TRUSTED_TYPES: dict[str, Any] = {"require-trusted-types-for": None, "trusted-types": None}
EXCEPTIONS: dict[str, dict[str, Any]] = {
    # Its editor writes HTML, starts widgets with inline scripts, styles inline, and previews pages in a frame.
    "/admin/": {
        "script-src": [SELF, UNSAFE_INLINE],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:", "blob:"],
        "frame-src": [SELF],
        **NOT_TRUSTED_TYPES,
    },
    "/django-admin/": NOT_TRUSTED_TYPES,
}

OTHERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        [
            *(
                f"{feature}=()"
                for feature in [
                    "accelerometer",
                    "browsing-topics",
                    "camera",
                    "display-capture",
                    "geolocation",
                    "gyroscope",
                    "magnetometer",
                    "microphone",
                    "midi",
                    "payment",
                    "usb",
                ]
            ),
            "publickey-credentials-create=(self)",
            "publickey-credentials-get=(self)",
        ]
    ),
    "X-Permitted-Cross-Domain-Policies": "none",
}


def is_preview(response: HttpResponseBase) -> bool:
    """Whether this is a page shown beside Wagtail's editor, which Wagtail itself allows to be framed."""
    return response.headers.get("X-Frame-Options") == "SAMEORIGIN"


class SecurityHeaders(CSPMiddleware):
    """Stands first, so that what any other middleware answers carries the headers too."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        parts.replace = dict(parts.replace or {})
        for prefix, exceptions in EXCEPTIONS.items():
            if request.path_info.startswith(prefix):
                parts.replace |= exceptions
        if is_preview(response):
            parts.replace["frame-ancestors"] = [SELF]
        return parts

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if is_preview(response) and HEADER in response.headers:
            # Wagtail fetched the page as a request of its own, which passed here before: it keeps the strict policy of
            # a page, but may stand in our frame.
            response.headers[HEADER] = response.headers[HEADER].replace(
                "frame-ancestors 'none'", "frame-ancestors 'self'"
            )
        response = super().process_response(request, response)
        for name, value in OTHERS.items():
            response.headers.setdefault(name, value)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            # What a signed-in person saw is not to be found with the Back button after signing out.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
