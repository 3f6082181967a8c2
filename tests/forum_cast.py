"""Forums for tests: a category with one, a second one, and what people write there by the real actions."""

import io

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.urls import reverse
from machina.apps.forum_permission.shortcuts import assign_perm
from PIL import Image

from forums import actions
from forums.forum.models import Forum
from forums.forum_conversation.models import Post, Topic
from forums.forum_permission.models import ForumPermission, UserForumPermission
from members.models import User


@pytest.fixture
def category(db) -> Forum:
    return Forum.objects.create(name="Telephony", type=Forum.FORUM_CAT)


@pytest.fixture
def forum(category) -> Forum:
    """Open to all members, under the standard permissions."""
    return Forum.objects.create(name="SIP trunks", type=Forum.FORUM_POST, parent=category)


@pytest.fixture
def other_forum(category) -> Forum:
    return Forum.objects.create(name="Voicemail", type=Forum.FORUM_POST, parent=category)


@pytest.fixture
def checked_forum(category) -> Forum:
    """Every member's post waits for a moderator."""
    forum = Forum.objects.create(name="Marketplace", type=Forum.FORUM_POST, parent=category)
    deny("can_post_without_approval", forum)
    allow_moderators("can_post_without_approval", forum)
    return forum


@pytest.fixture
def closed_forum(category) -> Forum:
    """Only moderators see it."""
    forum = Forum.objects.create(name="Moderators", type=Forum.FORUM_POST, parent=category)
    for permission in ("can_see_forum", "can_read_forum"):
        deny(permission, forum)
        allow_moderators(permission, forum)
    return forum


@pytest.fixture
def topic(forum, dee) -> Topic:
    """Dee's question, with one post."""
    return asked(dee, forum).topic


def deny(permission: str, forum: Forum, person: User | None = None) -> None:
    """Denies it in this forum to one person, or to all members."""
    UserForumPermission.objects.create(
        permission=ForumPermission.objects.get(codename=permission),
        forum=forum,
        user=person,
        authenticated_user=person is None,
        has_perm=False,
    )


def allow_moderators(permission: str, forum: Forum) -> None:
    assign_perm(permission, Group.objects.get(name="Forum moderators"), forum)


def asked(by: User, forum: Forum, subject: str = "Calls drop", content: str = "After 15 minutes.", **more) -> Post:
    return actions.ask(by=by, forum=forum, subject=subject, content=content, **more)


def answered(by: User, topic: Topic, content: str = "Check the session timer.", **more) -> Post:
    return actions.reply(by=by, topic=topic, content=content, **more)


def place(topic: Topic) -> list:
    """The arguments of the addresses of a topic."""
    return [topic.forum.slug, topic.forum_id, topic.slug, topic.pk]


def url(name: str, *args) -> str:
    """The address of a route, its namespace left out."""
    namespaces = {"index": "forum", "forum": "forum"}
    return reverse(f"{namespaces.get(name, 'forum_conversation')}:{name}", args=args)


def downloaded(response: HttpResponseBase) -> bytes:
    """What an answer holds, a file's or a page's; to read it closes the file."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def png(name: str = "screen.png", size: tuple[int, int] = (40, 30), **save) -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", size, "teal").save(content, "PNG", **save)
    return SimpleUploadedFile(name, content.getvalue(), content_type="image/png")
