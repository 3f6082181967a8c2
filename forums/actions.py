"""Everything that is written in the forums: asking, answering, changing, removing. Nothing else writes there.

Each act locks the topic, asks the rules under that lock, and keeps the counts and the log in the same transaction.
"""

import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from forums import counts, markup
from forums.attachments import MAX_FILES, delete_files
from forums.board import Board
from forums.forum.models import Forum
from forums.forum_conversation.forum_attachments.models import Attachment
from forums.forum_conversation.models import Post, Topic
from forums.policy import Act, Reason, objections
from forums.polls import open_poll
from forums.tracking import mark_topic_read
from members.audit.actions import record
from members.models import User
from members.notices.actions import send
from members.notices.registry import Notice, register
from members.refusals import Refused

REMOVED = register(Notice("forum_removed", essential=True))
MAKE_TYPE = {
    Topic.TOPIC_POST: Act.MAKE_NORMAL,
    Topic.TOPIC_STICKY: Act.MAKE_STICKY,
    Topic.TOPIC_ANNOUNCE: Act.MAKE_ANNOUNCEMENT,
}


def ask(  # noqa: PLR0913 - a post has these parts
    *,
    by: User,
    forum: Forum,
    subject: str,
    content: str,
    attachments: Sequence[Attachment] = (),
    submission: uuid.UUID | None = None,
    at: datetime | None = None,
    question: str = "",
    options: Sequence[str] = (),
) -> Post:
    """Opens a topic with its first post, and answers that post. The same `submission` opens one topic, ever.

    `at` is when it was written, for data that tells of the past; `question` and `options` are those of a poll.
    """

    def write() -> Post:
        board = Board(by)
        _require(Act.ASK, board, forum)
        topic = Topic.objects.create(
            forum=forum,
            poster=by,
            subject=subject,
            approved=board.may("can_post_without_approval", forum.pk),
            created=at or timezone.now(),
            updated=at or timezone.now(),
        )
        post = _write_post(board, topic, content, attachments, subject=subject, submission=submission, at=at)
        if question:
            open_poll(by=by, topic=topic, question=question, options=options)
        return post

    return _once(by, submission, write)


def reply(  # noqa: PLR0913 - a post has these parts
    *,
    by: User,
    topic: Topic,
    content: str,
    attachments: Sequence[Attachment] = (),
    submission: uuid.UUID | None = None,
    at: datetime | None = None,
) -> Post:
    """Answers a topic. The same `submission` answers once, ever."""

    def write() -> Post:
        board = Board(by)
        locked = _lock(topic)
        _require(Act.REPLY, board, locked)
        return _write_post(board, locked, content, attachments, subject="", submission=submission, at=at)

    return _once(by, submission, write)


@transaction.atomic
def edit(  # noqa: PLR0913 - a post has these parts
    *,
    by: User,
    post: Post,
    content: str,
    subject: str = "",
    reason: str = "",
    keep: Sequence[Attachment] | None = None,
    add: Sequence[Attachment] = (),
) -> Post:
    """Changes a post, and with a first post its topic's subject. `keep` are those of its files that stay."""
    board = Board(by)
    topic = _lock(post.topic)
    post = Post.objects.select_for_update(no_key=True).get(pk=post.pk)
    post.topic = topic
    _require(Act.EDIT, board, post)
    _check_text(content)
    if subject and topic.first_post_id == post.pk:
        post.subject = topic.subject = subject
        topic.updated = timezone.now()
        topic.save(update_fields=["subject", "slug", "updated"])
    post.content = content
    post.update_reason = reason
    post.updated_by, post.updated, post.updates_count = by, timezone.now(), post.updates_count + 1
    post.save()
    if keep is not None:
        delete_files(post.attachments.exclude(pk__in=[kept.pk for kept in keep]))
    _attach(board, post, add)
    if not board.is_own(post):
        record("forums:post:edited", by=by, about=post.poster, on=post, topic=topic.pk)
    return post


@transaction.atomic
def remove(*, by: User, post: Post, reason: Reason | None = None, words: str = "") -> None:
    """Removes a post for good. A first post without answers takes its topic along; one with answers stays."""
    board = Board(by)
    topic = _lock(post.topic)
    counts.lock_forums([topic.forum_id])  # before the post, which another act may just be naming as its forum's last
    post = Post.objects.select_for_update().get(pk=post.pk)
    post.topic = topic
    _require(Act.REMOVE, board, post)
    if not board.is_own(post):
        _tell_writer(post, reason, words)
        record("forums:post:removed", by=by, about=post.poster, on=post, topic=topic.pk, reason=reason)
    if topic.first_post_id == post.pk:
        _delete_topic(topic)
    else:
        delete_files(post.attachments.all())
        post.delete()
        if post.approved:
            counts.post_disappeared(post)


@transaction.atomic
def remove_topic(*, by: User, topic: Topic, reason: Reason | None = None, words: str = "") -> None:
    """Removes a topic with everything in it, for good."""
    topic = _lock(topic)
    counts.lock_forums([topic.forum_id])
    _require(Act.REMOVE_TOPIC, Board(by), topic)
    _tell_writer(topic, reason, words)
    record("forums:topic:removed", by=by, about=topic.poster, on=topic, posts=topic.posts_count, reason=reason)
    _delete_topic(topic)


@transaction.atomic
def approve(*, by: User, post: Post) -> Post:
    """Lets a post show that waited for approval; with a first post its topic."""
    topic = _lock(post.topic)
    post = Post.objects.select_for_update(no_key=True).get(pk=post.pk)
    post.topic = topic
    _require(Act.APPROVE, Board(by), post)
    Post.objects.filter(pk=post.pk).update(approved=True)
    if topic.first_post_id == post.pk:
        Topic.objects.filter(pk=topic.pk).update(approved=True)
    counts.post_appeared(post)
    record("forums:post:approved", by=by, about=post.poster, on=post, topic=topic.pk)
    post.approved = True
    return post


@transaction.atomic
def refuse(*, by: User, post: Post, reason: Reason | None = None, words: str = "") -> None:
    """Removes a post that waited for approval."""
    topic = _lock(post.topic)
    post = Post.objects.select_for_update().get(pk=post.pk)
    post.topic = topic
    _require(Act.APPROVE, Board(by), post)
    _tell_writer(post, reason, words)
    record("forums:post:refused", by=by, about=post.poster, on=post, topic=topic.pk, reason=reason)
    if topic.first_post_id == post.pk:
        _delete_topic(topic)
    else:
        delete_files(post.attachments.all())
        post.delete()


@transaction.atomic
def lock(*, by: User, topic: Topic) -> None:
    """Closes a topic for further answers."""
    _change(by, topic, Act.LOCK, "forums:topic:locked", status=Topic.TOPIC_LOCKED)


@transaction.atomic
def unlock(*, by: User, topic: Topic) -> None:
    """Opens a locked topic again."""
    _change(by, topic, Act.UNLOCK, "forums:topic:unlocked", status=Topic.TOPIC_UNLOCKED)


@transaction.atomic
def set_type(*, by: User, topic: Topic, to: int) -> None:
    """Makes a topic normal, sticky or an announcement."""
    _change(by, topic, MAKE_TYPE[to], "forums:topic:ranked", type=to)


@transaction.atomic
def move(*, by: User, topic: Topic, to: Forum) -> None:
    """Moves a topic to another forum. It stays locked if it was; addresses through the old forum still lead to it."""
    board = Board(by)
    topic = _lock(topic)
    _require(Act.MOVE, board, topic)
    if to.pk == topic.forum_id:
        raise Refused([_("The topic is in this forum already.")])
    if not (to.is_forum and board.may("can_move_topics", to.pk)):
        raise Refused([_("You may not move topics into that forum.")])
    from_id = topic.forum_id
    Topic.objects.filter(pk=topic.pk).update(forum=to, moved_from=from_id)
    if topic.approved:
        counts.topic_moved(topic, from_id, to.pk)
    record("forums:topic:moved", by=by, about=topic.poster, on=topic, from_forum=from_id, to_forum=to.pk)


def _change(by: User, topic: Topic, act: Act, event: str, **fields: int) -> None:
    topic = _lock(topic)
    _require(act, Board(by), topic)
    Topic.objects.filter(pk=topic.pk).update(**fields)
    record(event, by=by, about=topic.poster, on=topic, **fields)


def _require(act: Act, board: Board, on: Forum | Topic | Post) -> None:
    if refused := objections(act, by=board, on=on):
        raise Refused(refused)


def _tell_writer(written: Post | Topic, reason: Reason | None, words: str) -> None:
    """A moderator who removes what somebody wrote says why, and the writer is told."""
    if reason is None:
        raise Refused([_("Say why you remove it. Its writer will be told.")])
    if written.poster is None:
        return
    subject = written.subject if isinstance(written, Topic) else written.topic.subject
    send(
        REMOVED.name,
        to=written.poster,
        key=f"{REMOVED.name}:{written._meta.model_name}:{written.pk}",
        context={"subject": subject, "reason": reason.label, "words": words},
    )


def _lock(topic: Topic) -> Topic:
    """The topic as it is now, held until the transaction ends. Readers and new read marks do not wait for it."""
    locked = Topic.objects.select_for_update(no_key=True).filter(pk=topic.pk).first()
    if locked is None:
        raise Refused([_("This topic is not there any more.")])
    return locked


def _once(by: User, submission: uuid.UUID | None, write: Callable[[], Post]) -> Post:
    """Writes once for each key, however often and however much at once a form is sent."""

    def earlier() -> Post | None:
        sent = Post.objects.filter(poster=by, submission=submission) if submission else Post.objects.none()
        return sent.select_related("topic").first()

    if already := earlier():
        return already
    try:
        with transaction.atomic():
            return write()
    except IntegrityError:
        if already := earlier():
            return already
        raise


def _write_post(  # noqa: PLR0913 - a post has these parts
    board: Board,
    topic: Topic,
    content: str,
    attachments: Sequence[Attachment],
    *,
    subject: str,
    submission: uuid.UUID | None,
    at: datetime | None,
) -> Post:
    _check_text(content)
    assert isinstance(board.person, User)  # noqa: S101 - only members pass the rules
    now = at or timezone.now()
    post = Post.objects.create(
        topic=topic,
        poster=board.person,
        subject=subject,
        content=content,
        approved=board.may("can_post_without_approval", topic.forum_id),
        submission=submission,
        created=now,
        updated=now,
    )
    if topic.first_post_id is None:
        topic.first_post = post
        Topic.objects.filter(pk=topic.pk).update(first_post=post)
    _attach(board, post, attachments)
    if post.approved:
        counts.post_appeared(post)
        mark_topic_read(board.person, topic, until=now)
    return post


def _check_text(content: str) -> None:
    try:
        markup.render(content)
    except markup.RefusedError as refused:
        raise Refused([str(refused)]) from refused


def _attach(board: Board, post: Post, attachments: Sequence[Attachment]) -> None:
    """Gives the post files that its writer has uploaded and given to no other post."""
    if not attachments:
        return
    _require(Act.ATTACH, board, post)
    free = Attachment.objects.select_for_update().filter(
        pk__in=[file.pk for file in attachments], post=None, uploaded_by=board.person.pk
    )
    if len(free) + post.attachments.count() > MAX_FILES:
        raise Refused([_("A post takes at most %(limit)s files.") % {"limit": MAX_FILES}])
    free.update(post=post)


def _delete_topic(topic: Topic) -> None:
    shown = Post.objects.filter(topic=topic, approved=True).values_list("poster").annotate(Count("pk")).order_by()
    posts_by = Counter(dict(shown))
    delete_files(Attachment.objects.filter(post__topic=topic))
    topic.delete()
    if topic.approved:
        counts.topic_disappeared(topic, posts_by)
