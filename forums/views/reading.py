"""Reading: the list of forums, a forum's topics, a topic's posts, what is unread."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from forums.access import board_of, member_of
from forums.addresses import POSTS_ON_PAGE, crumbs, forum_url, number, post_url, topic_url
from forums.board import Board
from forums.forms import PostForm
from forums.forum.models import Forum
from forums.forum_conversation.forum_attachments.models import Attachment
from forums.forum_conversation.models import Post, Topic
from forums.pages import KeptCountPaginator, topic_page
from forums.policy import Act, objections
from forums.polls import shown_poll
from forums.tracking import (
    mark_forums_read,
    topic_opened,
    unread_forums,
    unread_topics,
    with_read_at,
)
from forums.writers import writers_of
from members.models import User

UNREAD_SHOWN = 50
MODERATING = (
    Act.LOCK,
    Act.UNLOCK,
    Act.MOVE,
    Act.MAKE_NORMAL,
    Act.MAKE_STICKY,
    Act.MAKE_ANNOUNCEMENT,
    Act.REMOVE_TOPIC,
)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The forums, by category."""
    board = board_of(request)
    forums = list(board.forums.values())
    describe(forums, board, member_of(request))
    return render(
        request,
        "forums/index.html",
        {"sections": _sections(forums), "moderates": bool(board.where("can_approve_posts"))},
    )


def describe(forums: list[Forum], board: Board, person: User) -> None:
    """Brings along, for a list of forums, the last post of each and whether something in it is unread."""
    latest = Post.objects.filter(pk__in=[forum.last_post_id for forum in forums if forum.last_post_id])
    latest = latest.select_related("topic", "poster").only(
        "created", "username", "poster__display_name", "poster__full_name", "topic__subject", "topic__slug"
    )
    last_posts = {post.pk: post for post in latest}
    unread = unread_forums(person, board.forums)
    for forum in forums:
        forum.latest = last_posts.get(forum.last_post_id)
        forum.is_unread = forum.pk in unread


def _sections(forums: list[Forum]) -> list[dict[str, Any]]:
    """Categories with their forums; forums that are in no category come first, without a heading."""
    loose: dict[str, Any] = {"category": None, "forums": []}
    sections = {forum.pk: {"category": forum, "forums": []} for forum in forums if forum.is_category}
    for forum in forums:
        if not forum.is_category:
            sections.get(forum.parent_id, loose)["forums"].append(forum)
    return [section for section in (loose, *sections.values()) if section["forums"]]


class ForumPage(View):
    """A forum's topics, those with the latest posts first."""

    def get(self, request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
        board = board_of(request)
        forum = board.forum(pk)
        if slug != forum.slug:
            return redirect(forum_url(forum))
        topics = Topic.objects.filter(forum=forum, approved=True).select_related("poster")
        page = topic_page(with_read_at(topics, member_of(request)), request.GET)
        for topic in page.topics:
            topic.forum = forum
            topic.is_unread = topic.last_post_on and (topic.read_at is None or topic.read_at < topic.last_post_on)
        inside = [other for other in board.forums.values() if other.parent_id == forum.pk]
        return render(
            request,
            "forums/forum.html",
            {
                "forum": forum,
                "page": page,
                "inside": inside,
                "refused": objections(Act.ASK, by=board, on=forum),
                "crumbs": crumbs(forum=forum.parent if forum.parent_id else None),
            },
        )


class TopicPage(View):
    """A topic's posts, ten at a time, and the place to answer."""

    def get(self, request: HttpRequest, forum_slug: str, forum_pk: int, slug: str, pk: int) -> HttpResponseBase:
        board = board_of(request)
        rows = with_read_at(Topic.objects.select_related("poll"), member_of(request))
        topic = board.topic(pk, among=rows)
        if topic.forum_id != forum_pk:
            if topic.moved_from_id == forum_pk:
                return redirect(topic_url(topic))
            raise Http404
        if wanted := number(request.GET.get("post")):
            return redirect(post_url(board.post(wanted, topic=topic.pk)))
        if (slug, forum_slug) != (topic.slug, topic.forum.slug):
            return redirect(topic_url(topic))
        page = self.posts(board, topic, number(request.GET.get("page")) or 1)
        self.mark(board, topic, list(page))
        return render(request, "forums/topic.html", self.shown(board, topic, page))

    def posts(self, board: Board, topic: Topic, number: int) -> Any:
        """One page of the posts that show, with writers and files."""
        posts: QuerySet[Post] = Post.objects.filter(topic=topic)
        if not board.may("can_approve_posts", topic.forum_id):
            posts = posts.filter(Q(approved=True) | Q(poster=board.person.pk))
        paginator = KeptCountPaginator(posts.order_by("created", "pk"), POSTS_ON_PAGE, count=topic.posts_count)
        page = paginator.get_page(number)
        page.object_list = list(page.object_list)
        dress(page.object_list, topic, board)
        return page

    def mark(self, board: Board, topic: Topic, posts: list[Post]) -> None:
        """What was shown counts as read, and the topic as opened once more."""
        until = max((post.created for post in posts), default=None)
        is_new = until is not None and (topic.read_at is None or topic.read_at < until)
        topic_opened(member_of(self.request), topic, read_until=until if is_new else None)

    def shown(self, board: Board, topic: Topic, page: Any) -> dict[str, Any]:
        refused = objections(Act.REPLY, by=board, on=topic)
        moderating = [act.value for act in MODERATING if not objections(act, by=board, on=topic)]
        with_files = board.may("can_attach_file", topic.forum_id)
        return {
            "topic": topic,
            "forum": topic.forum,
            "page": page,
            "poll": shown_poll(topic, board) if hasattr(topic, "poll") else None,
            "refused": refused,
            "form": None if refused else PostForm(with_subject=False, with_files=with_files),
            "moderating": moderating,
            "crumbs": crumbs(forum=topic.forum),
        }


def dress(posts: list[Post], topic: Topic, board: Board) -> None:
    """Brings along what a post's template shows: writer, files, and what the person may do with it."""
    writers = writers_of(post.poster_id for post in posts)
    files: dict[int, list[Attachment]] = {}
    if board.may("can_download_file", topic.forum_id):
        for file in Attachment.objects.filter(post__in=[post.pk for post in posts]):
            files.setdefault(file.post_id or 0, []).append(file)
    for post in posts:
        post.topic = topic
        post.writer = writers.get(post.poster_id)
        post.files = files.get(post.pk, [])
        post.may_edit = not objections(Act.EDIT, by=board, on=post)
        post.may_remove = not objections(Act.REMOVE, by=board, on=post)
        post.may_approve = not objections(Act.APPROVE, by=board, on=post)


@require_safe
def permalink(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A post, wherever its topic lies now."""
    return redirect(post_url(board_of(request).post(pk)))


@require_safe
def unread(request: HttpRequest) -> HttpResponse:
    """The topics with posts that the person has not seen, latest first."""
    board = board_of(request)
    topics = unread_topics(member_of(request), board.where("can_read_forum")).select_related("poster")
    rows = list(topics[: UNREAD_SHOWN + 1])
    for topic in rows:
        topic.forum = board.forums[topic.forum_id]
    return render(
        request,
        "forums/unread.html",
        {"topics": rows[:UNREAD_SHOWN], "more": len(rows) > UNREAD_SHOWN, "crumbs": crumbs()},
    )


@require_POST
def mark_read(request: HttpRequest, pk: int | None = None) -> HttpResponseBase:
    """Marks all forums, or one, as read."""
    board = board_of(request)
    forums = [board.forum(pk)] if pk else list(board.forums.values())
    mark_forums_read(member_of(request), [forum.pk for forum in forums], until=timezone.now())
    return redirect(forum_url(forums[0]) if pk else "forum:index")
