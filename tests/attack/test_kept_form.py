"""A form that expired is kept for its writer, and never becomes a forger's way past the CSRF check."""

from html import unescape

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.broken_views")]

OURS = "http://testserver"
WORDS = 'First line,\nsecond <b>line</b> & "quotes"'


@pytest.fixture
def browser() -> Client:
    """A browser that, unlike Django's test client, must bring a CSRF token."""
    return Client(enforce_csrf_checks=True)


def kept(response) -> str:
    return unescape(response.content.decode())


def test_expired_form_keeps_the_words_and_sends_them_at_one_press(browser):
    refused = browser.post("/broken/echo/?board=2", {"text": WORDS, "title": "Trunk"}, headers={"origin": OURS})
    assert refused.status_code == 403
    assert 'action="/broken/echo/?board=2"' in kept(refused)
    assert WORDS in kept(refused)
    assert "<b>line" not in refused.content.decode()
    assert refused["Cache-Control"].count("no-store") == 1
    token = refused.context["csrf_token"]
    again = browser.post(
        "/broken/echo/?board=2", {"text": WORDS, "csrfmiddlewaretoken": str(token)}, headers={"origin": OURS}
    )
    assert (again.status_code, again.content.decode()) == (200, WORDS)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"referer": f"{OURS}/broken/echo/"},
        {},
    ],
)
def test_words_from_elsewhere_are_never_offered_for_sending(browser, headers):
    refused = browser.post("/broken/echo/", {"text": "Erase my account"}, headers=headers)
    assert refused.status_code == 403
    assert "Erase my account" not in kept(refused)
    assert "<textarea" not in kept(refused)
    assert "This did not come from our pages" in kept(refused)


def test_secrets_are_not_repeated(browser):
    refused = browser.post(
        "/accounts/signup/",
        {"email": "new@example.org", "password1": "hunter2hunter2", "code": "123456"},
        headers={"origin": OURS},
    )
    assert refused.status_code == 403
    assert "new@example.org" in kept(refused)
    assert "hunter2" not in kept(refused)
    assert "123456" not in kept(refused)
    assert "Passwords, codes and files are not kept" in kept(refused)


def test_form_of_secrets_alone_is_opened_again(browser):
    refused = browser.post("/accounts/reauthenticate/", {"password": "hunter2"}, headers={"origin": OURS})
    assert "Open the form again" in kept(refused)
    assert "<textarea" not in kept(refused)


def test_address_of_the_kept_form_stays_on_this_site(browser):
    refused = browser.post("//evil.example/broken/echo/", {"text": "hello"}, headers={"origin": OURS})
    assert 'action="//' not in kept(refused)


def test_words_outlive_the_session(browser, dee):
    browser.force_login(dee)
    browser.get("/membership/profile/")
    browser.logout()
    token = str(browser.get("/accounts/login/").context["csrf_token"])
    refused = browser.post(
        "/membership/profile/", {"about": WORDS, "csrfmiddlewaretoken": token}, headers={"origin": OURS}
    )
    assert refused.status_code == 403
    assert "You are signed out" in kept(refused)
    assert WORDS in kept(refused)
    assert "no-store" in refused["Cache-Control"]


def test_page_that_only_shows_still_leads_to_the_sign_in(browser):
    assert browser.get("/membership/profile/").headers["Location"] == "/accounts/login/?next=/membership/profile/"
