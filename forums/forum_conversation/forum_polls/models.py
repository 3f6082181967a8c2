"""Polls in topics. A vote outlives its voter, so that a result stays what it was."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from machina.apps.forum_conversation.forum_polls.abstract_models import (
    AbstractTopicPoll,
    AbstractTopicPollOption,
    AbstractTopicPollVote,
)


class TopicPoll(AbstractTopicPoll):
    """A question with options, in a topic."""


class TopicPollOption(AbstractTopicPollOption):
    """One of a poll's options."""

    class Meta(AbstractTopicPollOption.Meta):
        ordering = ["id"]


class TopicPollVote(AbstractTopicPollVote):
    """A member's choice of an option."""

    voter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("voter"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="poll_votes",
    )
    anonymous_key = None

    class Meta(AbstractTopicPollVote.Meta):
        constraints = [
            models.UniqueConstraint(fields=["poll_option", "voter"], name="one_vote_per_option_and_voter"),
        ]
