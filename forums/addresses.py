"""Where things in the forums answer."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from forums.forum.models import Forum
from forums.forum_conversation.models import Post, Topic

POSTS_ON_PAGE = 10


def forum_url(forum: Forum) -> str:
    return reverse("forum:forum", args=[forum.slug, forum.pk])


def topic_args(topic: Topic) -> dict[str, Any]:
    forum = topic.forum
    return {"forum_slug": forum.slug, "forum_pk": forum.pk, "topic_slug": topic.slug, "topic_pk": topic.pk}


def topic_url(topic: Topic) -> str:
    args = topic_args(topic)
    return reverse("forum_conversation:topic", args=[args["forum_slug"], args["forum_pk"], topic.slug, topic.pk])


def post_url(post: Post) -> str:
    """The page of the topic on which the post stands, at the post."""
    earlier = Post.objects.filter(topic=post.topic_id, approved=True, created__lt=post.created).count()
    page = earlier // POSTS_ON_PAGE + 1
    query = f"?page={page}" if page > 1 else ""
    return f"{topic_url(post.topic)}{query}#post-{post.pk}"


def crumbs(*, forum: Forum | None = None, topic: Topic | None = None) -> list[dict[str, str]]:
    """The way from the list of forums down to here."""
    way = [{"title": _("Forums"), "url": reverse("forum:index")}]
    above = []
    while forum is not None:
        above.append({"title": forum.name, "url": forum_url(forum)})
        forum = forum.parent if forum.parent_id else None
    way += reversed(above)
    if topic is not None:
        way.append({"title": topic.subject, "url": topic_url(topic)})
    return way


def number(text: str | None) -> int | None:
    """A number as an address holds it: plain digits, or nothing. Anything else is no address of ours."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Http404
    return int(text)
