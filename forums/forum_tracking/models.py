"""How far a person has read: whole forums up to a moment, single topics up to a post."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from machina.apps.forum_tracking.abstract_models import AbstractForumReadTrack, AbstractTopicReadTrack


class ForumReadTrack(AbstractForumReadTrack):
    """Everything in this forum until `mark_time` has been read. The person's own; it goes with the account."""

    mark_time = models.DateTimeField(_("read until"), default=timezone.now)
    objects: ClassVar[models.Manager["ForumReadTrack"]] = models.Manager()


class TopicReadTrack(AbstractTopicReadTrack):
    """This topic has been read up to the post written at `mark_time`. The person's own; it goes with the account."""

    mark_time = models.DateTimeField(_("read until"), default=timezone.now)
