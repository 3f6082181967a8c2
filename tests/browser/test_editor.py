"""Wagtail's editor works under the policy that the headers give it: no complaint, and a preview in its frame."""

from wagtail.models import Page as SitePage


def test_editor_opens_a_page_and_previews_it(page_for, root):
    about = SitePage.objects.filter(depth=3, live=True).first()
    page = page_for(root)
    page.goto(f"/admin/pages/{about.pk}/edit/")
    page.get_by_label("Toggle preview").click()
    preview = page.frame_locator("iframe#w-preview-iframe")
    preview.get_by_role("heading", level=1, name=about.title).wait_for()
