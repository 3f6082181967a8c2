"""Polls in topics: what they show, how they open, and one vote each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext as _

from forums.board import Board
from forums.forum_conversation.forum_polls.models import TopicPoll, TopicPollOption, TopicPollVote
from forums.forum_conversation.models import Topic
from forums.policy import Act, objections
from members.models import User
from members.refusals import Refused


@dataclass(frozen=True)
class ShownPoll:
    poll: TopicPoll
    options: Sequence[Any]
    total: int
    refused: Sequence[str]


def shown_poll(topic: Topic, board: Board) -> ShownPoll:
    """The poll of a topic with its votes and the person's own, in one query."""
    own = TopicPollVote.objects.filter(poll_option=OuterRef("pk"), voter=board.person.pk)
    options = list(topic.poll.options.annotate(votes_count=Count("votes"), is_mine=Exists(own)))
    refused = objections(Act.VOTE, by=board, on=topic)
    return ShownPoll(topic.poll, options, sum(option.votes_count for option in options), refused)


@transaction.atomic
def open_poll(*, by: User, topic: Topic, question: str, options: Sequence[str]) -> TopicPoll:
    """Adds a poll to a topic that has none."""
    if refused := objections(Act.POLL, by=Board(by), on=topic):
        raise Refused(refused)
    poll = TopicPoll.objects.create(topic=topic, question=question, user_changes=True)
    TopicPollOption.objects.bulk_create([TopicPollOption(poll=poll, text=text) for text in options])
    return poll


@transaction.atomic
def vote(*, by: User, poll: TopicPoll, option_id: int) -> None:
    """Gives the person's vote to one of this poll's own options; an earlier vote is replaced."""
    held = TopicPoll.objects.select_for_update(no_key=True, of=("self",)).select_related("topic").get(pk=poll.pk)
    if refused := objections(Act.VOTE, by=Board(by), on=held.topic):
        raise Refused(refused)
    option = TopicPollOption.objects.filter(poll=held, pk=option_id).first()
    if option is None:
        raise Refused([_("Choose one of the poll's options.")])
    TopicPollVote.objects.filter(poll_option__poll=held, voter=by).delete()
    TopicPollVote.objects.create(poll_option=option, voter=by)
