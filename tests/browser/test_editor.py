"""An editor's day in Wagtail, under the policy that lets nothing in from elsewhere."""

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from members.models import User
from mug_site.pages.models import ContentPage, SiteImage
from tests.factories_pages import home, picture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def editor(db) -> User:
    person = User.objects.create_user("editor@mug.example", "x", full_name="Erin Editor")
    person.groups.add(Group.objects.get(name="Editors"))
    return person


def test_an_editor_writes_previews_and_publishes_a_page(editor, page_for):
    page = page_for(editor)
    page.goto(f"/admin/pages/add/pages/contentpage/{home().pk}/")
    page.locator("#id_title").fill("How the board works")
    page.locator("#id_lead").fill("Seven people, elected for two years.")
    page.get_by_role("button", name="Toggle preview").click()
    preview = page.frame_locator("iframe#w-preview-iframe, [data-preview-iframe]").first
    expect(preview.get_by_role("heading", name="How the board works")).to_be_visible(timeout=15_000)
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url("**/admin/pages/*/")
    assert ContentPage.objects.get(title="How the board works").live
    page.goto("/how-the-board-works/")
    expect(page.get_by_role("heading", level=1)).to_have_text("How the board works")


def test_an_editor_uploads_a_picture_and_sees_it(editor, page_for):
    page = page_for(editor)
    page.goto("/admin/images/multiple/add/")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "board.png", "mimeType": "image/png", "buffer": picture()}
    )
    expect(page.get_by_text("Upload successful").or_(page.get_by_role("button", name="Update")).first).to_be_visible()
    page.goto("/admin/images/")
    shown = page.locator("main img").first
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.complete && image.naturalWidth > 0")
    assert SiteImage.objects.count() == 1
