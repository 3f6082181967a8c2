"""Every response carries the security headers, and the policy allows nothing inline and nothing from elsewhere (P11)."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

pytestmark = pytest.mark.django_db

STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
ADMINS = ("/admin/", "/django-admin/")


def addresses(resolver: URLResolver | None = None, prefix: str = "/") -> list[str]:
    """Every address that takes no argument."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        part = str(entry.pattern).removeprefix("^").removesuffix("$").removesuffix(r"\Z")
        if any(mark in part for mark in "<([*+?\\"):
            continue
        if isinstance(entry, URLPattern):
            found.append(prefix + part)
        else:
            found += addresses(entry, prefix + part)
    return sorted(set(found))


def policy(response) -> dict[str, str]:
    directives = response["Content-Security-Policy"].split("; ")
    return dict(directive.split(" ", 1) for directive in directives)


@pytest.mark.promise("P11")
def test_every_address_of_ours_answers_with_the_strict_headers(client, root):
    visitor = Client(raise_request_exception=False)
    walked = [address for address in addresses() if not address.startswith(ADMINS)]
    assert "/accounts/login/" in walked
    for address in walked:
        response = visitor.get(address)
        assert policy(response) == STRICT, address
        assert {name: response[name] for name in ALWAYS} == ALWAYS, address
        assert "camera=()" in response["Permissions-Policy"], address


@pytest.mark.parametrize("address", ["/nothing/", "/a%00/", "/static/css/site.css"])
def test_refusals_and_files_carry_them_too(client, address):
    response = client.get(address)
    assert policy(response) == STRICT
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_wagtail_alone_may_use_inline_code_and_never_eval(client):
    assert policy(client.get("/admin/"))["script-src"] == "'self' 'unsafe-inline'"
    assert policy(client.get("/django-admin/"))["script-src"] == "'self'"


def test_pages_of_a_signed_in_person_are_not_kept_by_the_browser(client, dee):
    assert "Cache-Control" not in client.get("/nothing/")
    client.force_login(dee)
    assert client.get("/nothing/")["Cache-Control"] == "private, no-store"
