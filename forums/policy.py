"""Whether a person may do something in the forums now, and if not, why not. Pages and actions both ask here."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.board import Board
from forums.forum.models import Forum
from forums.forum_conversation.models import Post, Topic


class Act(StrEnum):
    ASK = "ask"
    ATTACH = "attach"
    REPLY = "reply"
    EDIT = "edit"
    REMOVE = "remove"
    REMOVE_TOPIC = "remove_topic"
    APPROVE = "approve"
    LOCK = "lock"
    UNLOCK = "unlock"
    MOVE = "move"
    POLL = "poll"
    VOTE = "vote"
    MAKE_NORMAL = "make_normal"
    MAKE_STICKY = "make_sticky"
    MAKE_ANNOUNCEMENT = "make_announcement"


class Reason(TextChoices):
    """Why a moderator removes something. The log keeps the code, the writer reads the words."""

    CONFIDENTIAL = "confidential", gettext_lazy("It contains something confidential")
    SOLICITATION = "solicitation", gettext_lazy("It sells, recruits or solicits")
    CONDUCT = "conduct", gettext_lazy("It is hurtful or unlawful")
    OFF_TOPIC = "off_topic", gettext_lazy("It does not belong here")
    DUPLICATE = "duplicate", gettext_lazy("It has been posted before")
    OTHER = "other", gettext_lazy("Another reason")


Rule = Callable[[Board, Any], str | None]


def objections(act: Act, *, by: Board, on: Forum | Topic | Post) -> list[str]:
    """Why `by` may not do this now; empty means they may."""
    if forum_id(on) not in by.forums:
        return [_("This forum is open to members in good standing.")]
    return [why for rule in RULES[act] if (why := rule(by, on))]


def forum_id(on: Forum | Topic | Post) -> int:
    if isinstance(on, Forum):
        return int(on.pk)
    return int(on.forum_id if isinstance(on, Topic) else on.topic.forum_id)


def _allowed(*permissions: str) -> Rule:
    def rule(by: Board, on: Any) -> str | None:
        if all(by.may(permission, forum_id(on)) for permission in permissions):
            return None
        return _("You do not have the permission for that in this forum.")

    return rule


def _own_or(own: str, anyones: str) -> Rule:
    """One permission for what the person wrote in an open topic, another for what anybody wrote anywhere."""

    def rule(by: Board, on: Post) -> str | None:
        forum = forum_id(on)
        if by.may(anyones, forum):
            return None
        if not (by.is_own(on) and by.may(own, forum)):
            return _("Only its writer or a moderator may do that.")
        return _("This topic is locked.") if on.topic.is_locked else None

    return rule


def _takes_topics(by: Board, on: Forum) -> str | None:
    return None if on.is_forum else _("A category holds forums, not topics. Choose one of its forums.")


def _is_approved(by: Board, on: Topic) -> str | None:
    return None if on.approved else _("This topic waits for approval. It can be answered as soon as it is approved.")


def _takes_answers(by: Board, on: Topic) -> str | None:
    if on.is_locked and not by.may("can_reply_to_locked_topics", on.forum_id):
        return _("This topic is locked: it takes no further answers.")
    return None


def _stays_approved(by: Board, on: Post) -> str | None:
    forum = forum_id(on)
    if on.approved and not (by.may("can_post_without_approval", forum) or by.may("can_edit_posts", forum)):
        return _("A moderator approved this post as it is. Write another one to correct it.")
    return None


def _leaves_answers_standing(by: Board, on: Post) -> str | None:
    if on.topic.first_post_id == on.pk and on.topic.posts_count > 1:
        return _("Others have answered this question, so it stays. A moderator can remove the whole topic.")
    return None


def _waits(by: Board, on: Post) -> str | None:
    return _("This post is approved already.") if on.approved else None


def _is_open(by: Board, on: Topic) -> str | None:
    return _("This topic is locked already.") if on.is_locked else None


def _is_locked(by: Board, on: Topic) -> str | None:
    return None if on.is_locked else _("This topic is not locked.")


def _takes_votes(by: Board, on: Topic) -> str | None:
    return _("This topic is locked: its poll is closed.") if on.is_locked else None


RULES: dict[Act, Sequence[Rule]] = {
    Act.ASK: (_takes_topics, _allowed("can_start_new_topics")),
    Act.ATTACH: (_allowed("can_attach_file"),),
    Act.REPLY: (_allowed("can_reply_to_topics"), _is_approved, _takes_answers),
    Act.EDIT: (_own_or("can_edit_own_posts", "can_edit_posts"), _stays_approved),
    Act.REMOVE: (_own_or("can_delete_own_posts", "can_delete_posts"), _leaves_answers_standing),
    Act.REMOVE_TOPIC: (_allowed("can_delete_posts"),),
    Act.APPROVE: (_allowed("can_approve_posts"), _waits),
    Act.LOCK: (_allowed("can_lock_topics"), _is_open),
    Act.UNLOCK: (_allowed("can_lock_topics"), _is_locked),
    Act.MOVE: (_allowed("can_move_topics"),),
    Act.POLL: (_allowed("can_create_polls"),),
    Act.VOTE: (_allowed("can_vote_in_polls"), _is_approved, _takes_votes),
    Act.MAKE_NORMAL: (_allowed("can_edit_posts"),),
    Act.MAKE_STICKY: (_allowed("can_edit_posts", "can_post_stickies"),),
    Act.MAKE_ANNOUNCEMENT: (_allowed("can_edit_posts", "can_post_announcements"),),
}
