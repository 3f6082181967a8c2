"""The security headers of every response, files and refusals included.

One strict policy for all pages. The two admins bring inline code of their own and get a policy that lets exactly that
through; they are reached with a second factor only.
"""

from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
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


class SecurityHeaders(CSPMiddleware):
    """Stands first, so that what any other middleware answers carries the headers too."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        for prefix, exceptions in EXCEPTIONS.items():
            if request.path_info.startswith(prefix):
                parts.replace = exceptions | (parts.replace or {})
        return parts

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response = super().process_response(request, response)
        for name, value in OTHERS.items():
            response.headers.setdefault(name, value)
        return response
