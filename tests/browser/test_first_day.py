"""A member's first day on the running site: by keyboard alone, on a phone, with JavaScript and without."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, expect

from mug_site.database.schema import ROOT
from tests.browser.keyboard import Keyboard
from tests.running import Run, environment

pytestmark = [pytest.mark.promise("P01"), pytest.mark.promise("P05")]

PASSWORD = "quiet line under the river"
QUESTION = """Since the upgrade the trunk drops every call after fifteen minutes:

```
SIP/2.0 481 Call/Transaction Does Not Exist
```

What do you run?"""

OpenPhone = Callable[..., Page]


@pytest.fixture(scope="module")
def phone(browser: Browser, site: Run) -> Iterator[OpenPhone]:
    """Opens the site on one more phone, with a profile of its own."""
    contexts = []

    def open_phone(*, javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=f"http://127.0.0.1:{site.port}",
            viewport={"width": 390, "height": 844},
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        contexts.append(context)
        return context.new_page()

    yield open_phone
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def accounts(site: Run) -> dict[str, dict[str, str]]:
    """The demo's accounts by role, as `make run` prints them."""
    rows = json.loads((site.data_dir / "demo-accounts.json").read_text())
    return {row["role"]: row for row in rows}


@pytest.fixture(scope="module")
def treasurer(phone: OpenPhone, accounts: dict[str, dict[str, str]]) -> Page:
    """The treasurer, signed in with the second factor."""
    page = phone()
    sign_in(page, accounts["treasurer"])
    return page


@pytest.fixture
def screenshot(tmp_path: Path) -> Path:
    image = Image.new("RGB", (800, 500), "white")
    ImageDraw.Draw(image).text((20, 20), "Trunk 3: call released, cause 31", fill="black")
    image.save(tmp_path / "trunk status.png")
    return tmp_path / "trunk status.png"


def sign_in(page: Page, account: dict[str, str]) -> None:
    page.goto("/accounts/login/")
    keys = Keyboard(page)
    keys.fill("E-mail address", account["email"])
    keys.fill("Password", account["password"])
    with page.expect_navigation():
        page.keyboard.press("Enter")
    if account.get("totp_secret"):
        keys.fill("Code", present_code(account["totp_secret"]))
        with page.expect_navigation():
            page.keyboard.press("Enter")


def present_code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def read_mail(page: Page, *, to: str, subject: str) -> None:
    """Opens the newest mail with that subject in the demo's outbox; the worker needs a moment to hand it over."""
    deadline = time.monotonic() + 30
    row = page.get_by_role("row").filter(has_text=to).filter(has_text=subject).get_by_role("link").first
    page.goto("/demo/outbox/")
    while not row.count() and time.monotonic() < deadline:
        page.wait_for_timeout(300)
        page.reload()
    row.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("name", "javascript"), [("Hedda Lund", True), ("Ottar Dahl", False)], ids=["with JavaScript", "without JavaScript"]
)
def test_a_members_first_day(phone, treasurer, accounts, screenshot, name, javascript):
    address = f"{name.replace(' ', '.').lower()}@fjordkraft-telefoni.example"
    page = phone(javascript=javascript)
    keys = Keyboard(page)

    # Registers, and confirms the address from the mail.
    page.goto("/")
    keys.follow("Join MUG")
    keys.fill("Your name", name)
    keys.fill("E-mail address", address)
    keys.fill("Password", PASSWORD)
    keys.follow("Register")
    read_mail(page, to=address, subject="Confirm your e-mail address")
    keys.follow("http://127.0.0.1")
    keys.follow("Confirm this address")

    # An applicant waits, and sees no post and no member.
    expect(page.get_by_role("main")).to_contain_text("waits for the treasurer")
    assert page.goto("/forums/").status == 403

    # The treasurer admits.
    treasurer.goto("/membership/queue/")
    Keyboard(treasurer).follow(name)
    Keyboard(treasurer).follow("Admit")
    read_mail(page, to=address, subject="You are a member")

    # The member completes the profile and reads a page.
    page.goto("/membership/profile/")
    keys.fill("Job title", "Voice engineer")
    keys.fill("Town", "Bergen")
    keys.follow("Save")
    expect(page.locator("body")).to_contain_text("Your profile is saved.")
    page.goto("/about/")
    assert page.get_by_role("heading", level=1).inner_text()

    # Asks, with a code block and a screenshot.
    page.goto("/forums/")
    keys.follow("SIP trunks")
    keys.follow("Ask")
    keys.fill("Your question in one line", f"Calls drop after 15 minutes, says {name}")
    keys.fill("Text", QUESTION)
    keys.attach("Attach files", screenshot)
    keys.follow("Post")
    topic = page.url.partition("#")[0]
    expect(page.locator("pre")).to_contain_text("481 Call/Transaction")
    expect(page.get_by_role("img", name="trunk status")).to_be_visible()

    # Another member answers.
    member = phone(javascript=javascript)
    sign_in(member, accounts["member"])
    member.goto(topic)
    Keyboard(member).fill("Your answer", "Look at the **session timer** of the carrier.")
    Keyboard(member).follow("Post")
    page.goto(topic)
    expect(page.get_by_role("main")).to_contain_text("Look at the session timer")

    # A visitor sees nothing of it.
    visitor = phone(javascript=javascript)
    visitor.goto(topic)
    assert "/accounts/login/" in visitor.url
    expect(visitor.locator("body")).not_to_contain_text(name)

    # Deactivates: the forums are closed; signing in again offers to come back.
    page.goto("/membership/leave/")
    keys.follow("Deactivate")
    page.goto(topic)
    expect(page.locator("body")).not_to_contain_text("session timer")
    elsewhere = phone(javascript=javascript)
    sign_in(elsewhere, {"email": address, "password": PASSWORD})
    Keyboard(elsewhere).follow("Bring my account back")
    assert elsewhere.goto(topic).status == 200


def test_the_log_of_the_demo_and_of_this_day_verifies(site):
    """After everything above, the chain still fits."""
    verified = subprocess.run(
        [sys.executable, "manage.py", "verify_log"],
        cwd=ROOT,
        env=environment(site.data_dir, site.port),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (verified.returncode, verified.stderr) == (0, "")
