"""A real Chromium against a real server: one browser a worker, a fresh profile for each page."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from members.models import User

Scheme = Literal["light", "dark"]
PageFor = Callable[..., Page]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW_TO_GET_ONE = (
    "No Chromium was found. Install one (Debian and Ubuntu: apt-get install chromium; Fedora: dnf install chromium;"
    " macOS: brew install --cask chromium), or name it: CHROMIUM=/path/to/chromium make test"
)
PHONE, DESKTOP = 390, 1280


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of an installed Chromium."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.fail(HOW_TO_GET_ONE, pytrace=False)
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, which makes Django believe that the test is asynchronous.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            arguments = ["--no-sandbox", "--disable-background-networking", "--disable-gpu"]
            browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
            yield browser
            browser.close()


@pytest.fixture
def page_for(browser: Browser, live_server, sign_in) -> Iterator[PageFor]:
    """`page_for(person or None, scheme=…, width=…)` opens a page at which that person is signed in.

    What the browser complains about, a refused script above all, fails the test at its end.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def complain(message: ConsoleMessage) -> None:
        refused_by_status = message.text.startswith("Failed to load resource: the server responded with a status of 4")
        if message.type == "error" and not refused_by_status:
            complaints.append(f"{message.location.get('url')}: {message.text}")

    def open_page(
        person: User | None = None, *, scheme: Scheme = "light", width: int = DESKTOP, javascript: bool = True
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 844},
            color_scheme=scheme,
            has_touch=width == PHONE,
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        contexts.append(context)
        if person:
            cookie = sign_in(None, person).cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.on("console", complain)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
