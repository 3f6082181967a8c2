"""The forums as one person has them: which they may read, and what they may do there. Read once a request."""

from functools import cached_property
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet
from django.http import Http404

from forums.forum.models import Forum
from forums.forum_conversation.forum_attachments.models import Attachment
from forums.forum_conversation.forum_polls.models import TopicPoll
from forums.forum_conversation.models import Post, Topic
from forums.forum_permission.checker import ForumPermissionChecker
from members.models import User

Row = TypeVar("Row", bound=Model)


class Board:
    """Finds things in the hierarchy forum → topic → post → attachment or poll, and only what the person may see.

    Every view and action comes in through here. Whatever does not belong where the address says it does, waits for
    approval, or lies in a forum that is closed to the person, is not found (404).
    """

    def __init__(self, person: User | AnonymousUser) -> None:
        self.person = person
        self._checker = ForumPermissionChecker(person)

    def may(self, permission: str, forum_id: int) -> bool:
        """Whether the permission holds in this forum; never in one that the person may not read."""
        return forum_id in self.forums and self._checker.has_perm(permission, forum_id)

    @cached_property
    def forums(self) -> dict[int, Forum]:
        """The forums that the person may read, in the order of the tree; a closed one closes what lies in it."""
        readable: dict[int, Forum] = {}
        if not isinstance(self.person, User) or not self.person.is_member:
            return readable
        for forum in Forum.objects.order_by("tree_id", "lft"):
            open_above = forum.parent_id is None or forum.parent_id in readable
            if open_above and all(self._checker.has_perm(p, forum.pk) for p in ("can_see_forum", "can_read_forum")):
                readable[forum.pk] = forum
                if forum.parent_id:
                    forum.parent = readable[forum.parent_id]
        return readable

    def where(self, permission: str) -> list[int]:
        """The ids of the forums in which the permission holds."""
        return [
            forum_id for forum_id, forum in self.forums.items() if forum.is_forum and self.may(permission, forum_id)
        ]

    def forum(self, pk: int) -> Forum:
        if pk not in self.forums:
            raise Http404
        return self.forums[pk]

    def topic(self, pk: int, *, forum: int | None = None, among: QuerySet[Topic] | None = None) -> Topic:
        """The topic `pk`, which must lie in `forum`. One that waits for approval shows to its writer and moderators."""
        topic = _only(among if among is not None else Topic.objects.select_related("poster"), pk=pk)
        if topic.forum_id not in self.forums or (forum is not None and topic.forum_id != forum):
            raise Http404
        topic.forum = self.forums[topic.forum_id]
        if not self.shows(topic, topic.forum_id):
            raise Http404
        return topic

    def post(self, pk: int, *, topic: int | None = None, forum: int | None = None) -> Post:
        """The post `pk`, which must lie in `topic`, which must lie in `forum`."""
        post = _only(Post.objects.select_related("poster", "topic__poster"), pk=pk)
        if topic is not None and post.topic_id != topic:
            raise Http404
        if post.topic.forum_id not in self.forums or (forum is not None and post.topic.forum_id != forum):
            raise Http404
        post.topic.forum = self.forums[post.topic.forum_id]
        if not (self.shows(post.topic, post.topic.forum_id) and self.shows(post, post.topic.forum_id)):
            raise Http404
        return post

    def attachment(self, pk: int) -> Attachment:
        """The file `pk` of a post that shows; or one that the person uploaded and has not sent yet."""
        attachment = _only(Attachment.objects.select_related("post__topic"), pk=pk)
        if attachment.post is None:
            if attachment.uploaded_by_id != self.person.pk or not self.forums:
                raise Http404
            return attachment
        forum_id = attachment.post.topic.forum_id
        shown = self.shows(attachment.post.topic, forum_id) and self.shows(attachment.post, forum_id)
        if not (shown and self.may("can_download_file", forum_id)):
            raise Http404
        return attachment

    def poll(self, pk: int) -> TopicPoll:
        """The poll `pk` of a topic that shows."""
        poll = _only(TopicPoll.objects.select_related("topic"), pk=pk)
        poll.topic = self.topic(poll.topic_id)
        return poll

    def shows(self, written: Any, forum_id: int) -> bool:
        """Whether a topic or post shows to the person: approved, their own, or theirs to approve."""
        if forum_id not in self.forums:
            return False
        return written.approved or self.is_own(written) or self.may("can_approve_posts", forum_id)

    def is_own(self, written: Any) -> bool:
        return written.poster_id is not None and written.poster_id == self.person.pk


def _only(rows: QuerySet[Row], *, pk: int) -> Row:
    """The row `pk`, or 404; a number that no key can be is not found either."""
    if not 0 < pk < 2**31:
        raise Http404
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
