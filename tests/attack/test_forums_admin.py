"""Staff open and name forums in the Django admin, and reach nothing that members write."""

import pytest
from django.contrib import admin

from forums.forum.models import Forum
from tests.forum_cast import asked

pytestmark = pytest.mark.django_db


def test_only_forums_themselves_are_registered():
    registered = {model for model in admin.site._registry if model._meta.app_label.startswith("forum")}
    assert registered == {Forum}


def test_staff_open_a_forum_and_see_no_post(root, topic, sign_in):
    client = sign_in(None, root)
    page = client.get("/django-admin/forum/forum/")
    assert page.status_code == 200
    assert "Calls drop" not in page.content.decode()
    sent = {"type": 0, "name": "New", "parent": topic.forum.parent_id, "description": "<script>x</script>"}
    assert client.post("/django-admin/forum/forum/add/", sent).status_code == 302
    assert "<script>" not in Forum.objects.get(name="New").description.rendered


def test_a_forum_that_holds_topics_is_not_deleted(root, forum, dee, sign_in):
    asked(dee, forum)
    assert sign_in(None, root).post(f"/django-admin/forum/forum/{forum.pk}/delete/", {"post": "yes"}).status_code == 403
