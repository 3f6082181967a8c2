"""The site by keyboard alone, with and without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.textContent.trim() || document.activeElement.tagName")


@pytest.mark.parametrize("javascript", [True, False])
def test_first_stop_skips_to_the_content(page_for, javascript):
    page = page_for(javascript=javascript)
    page.goto("/accounts/login/")
    page.locator("body").press("Tab") if "autofocus" not in page.content() else page.locator(".skip").focus()
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    skip.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("javascript", [True, False])
def test_menu_of_a_phone_opens_and_closes_by_keyboard(page_for, javascript):
    page = page_for(width=PHONE, javascript=javascript)
    page.goto("/accounts/login/")
    menu, button = page.locator("#site-menu"), page.get_by_role("button", name="Menu")
    expect(menu).to_be_hidden()
    button.press("Enter")
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()


def test_desktop_shows_the_menu_without_a_button(page_for):
    page = page_for(width=DESKTOP)
    page.goto("/accounts/login/")
    expect(page.locator("#site-menu")).to_be_visible()
    expect(page.get_by_role("button", name="Menu")).to_be_hidden()


def test_account_menu_opens_by_keyboard_and_closes_on_escape(page_for, dee):
    page = page_for(dee)
    page.goto("/")
    account = page.locator(".menu > summary")
    account.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(account).to_be_focused()


@pytest.mark.parametrize("javascript", [True, False])
def test_refused_form_puts_the_focus_on_its_summary(page_for, javascript):
    page = page_for(javascript=javascript)
    page.goto("/demo/design/")
    page.get_by_label("Your name").fill("Dee ✎ דנה")
    page.get_by_role("button", name="Check the example").press("Enter")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(page.get_by_label("Your name")).to_have_value("Dee ✎ דנה")
    summary.get_by_role("link", name="E-mail address").press("Enter")
    if javascript:
        expect(page.get_by_label("E-mail address")).to_be_focused()
    expect(page.get_by_label("E-mail address")).to_be_in_viewport()


def test_error_stands_beside_its_field_and_is_tied_to_it(page_for):
    page = page_for()
    page.goto("/demo/design/")
    page.get_by_role("button", name="Check the example").press("Enter")
    field = page.get_by_label("E-mail address")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description("Error: This field is required.")


@pytest.mark.parametrize("javascript", [True, False])
def test_visibility_mark_explains_itself(page_for, javascript):
    page = page_for(javascript=javascript)
    page.goto("/demo/design/")
    page.locator(".visibility > summary").nth(2).press("Enter")
    expect(page.get_by_text("Members in good standing see this.").first).to_be_visible()


def test_password_shows_and_hides(page_for):
    page = page_for()
    page.goto("/accounts/login/")
    field = page.locator("input[name=password]")
    field.fill("correct horse")
    page.get_by_role("button", name="Show").click()
    expect(field).to_have_attribute("type", "text")
    page.get_by_role("button", name="Hide").click()
    expect(field).to_have_attribute("type", "password")


def test_second_press_sends_nothing_more(page_for):
    page = page_for()
    page.goto("/demo/design/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    with page.expect_navigation():
        page.evaluate(
            "const form = document.querySelector('form[data-once]');"
            "form.requestSubmit(); form.requestSubmit(); form.requestSubmit();"
        )
    assert len(sent) == 1


def test_chosen_appearance_holds_on_the_next_page(page_for):
    page = page_for(scheme="light")
    page.goto("/accounts/login/")
    page.get_by_label("Dark", exact=True).check()
    page.goto("/accounts/signup/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
