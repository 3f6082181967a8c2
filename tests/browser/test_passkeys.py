"""Passkeys in a real browser, with the authenticator that Chromium lends to tests."""

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from tests.factories import PASSWORD

pytestmark = pytest.mark.promise("P11")


def lend_authenticator(page: Page) -> None:
    """A platform authenticator that asks nobody anything."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def add_passkey(page: Page, *, alone: bool) -> None:
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name of this key").fill("Telephone")
    if alone:
        page.get_by_label("Sign in with this key alone").check()
    page.get_by_role("button", name="Add this key").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


def sign_out(page: Page) -> None:
    page.locator(".menu > summary").click()
    page.get_by_role("button", name="Sign out").click()


def test_a_passkey_signs_in_alone(page_for, dee):
    page = page_for(dee)
    lend_authenticator(page)
    add_passkey(page, alone=True)
    assert Authenticator.objects.filter(user=dee, type="webauthn").count() == 1
    sign_out(page)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator(".menu > summary")).to_contain_text("Dee")


def test_a_security_key_is_a_second_factor(page_for, dee):
    page = page_for(dee)
    lend_authenticator(page)
    add_passkey(page, alone=False)
    sign_out(page)
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(dee.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    page.get_by_role("button", name="Use a security key").click()
    expect(page.locator(".menu > summary")).to_contain_text("Dee")


def test_a_passkey_that_is_not_there_says_so(page_for, transactional_db):
    page = page_for()
    page.goto("/accounts/login/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('none')) }")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("The passkey was not used")).to_be_visible()
