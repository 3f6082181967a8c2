"""Topics and posts. They outlive the people who wrote them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from machina.apps.forum_conversation.abstract_models import AbstractPost, AbstractTopic

from forums.markup import RENDERER_VERSION, render_stored


class Topic(AbstractTopic):
    """A question or discussion in a forum."""

    poster = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="topics",
    )
    username = models.CharField(_("pseudonym of an erased person"), max_length=155, blank=True)
    slug = models.SlugField(_("slug"), max_length=255, allow_unicode=True, db_index=False)
    type = models.PositiveSmallIntegerField(_("type"), choices=AbstractTopic.TYPE_CHOICES, default=0)
    status = models.PositiveIntegerField(_("status"), choices=AbstractTopic.STATUS_CHOICES, default=0)
    approved = models.BooleanField(_("approved"), default=True)
    moved_from = models.ForeignKey(
        "forum.Forum", verbose_name=_("moved from"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    last_post_on = models.DateTimeField(_("last post"), null=True, blank=True)
    created = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    class Meta(AbstractTopic.Meta):
        ordering = ["-type", "-last_post_on", "-id"]
        indexes = [
            models.Index(
                fields=["forum", "-type", "-last_post_on", "-id"], condition=Q(approved=True), name="topic_list"
            ),
            models.Index(fields=["forum", "-last_post_on", "-id"], condition=Q(approved=True), name="topic_latest"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(type__in=[0, 1, 2]), name="topic_type_is_known"),
            models.CheckConstraint(condition=Q(status__in=[0, 1]), name="topic_is_open_or_locked"),
        ]

    def __str__(self) -> str:
        return self.subject

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves the topic alone. The counts are written by `forums.counts`, never by counting here."""
        self.slug = slugify(self.subject, allow_unicode=True)[:80] or "topic"
        models.Model.save(self, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        return models.Model.delete(self, *args, **kwargs)


class Post(AbstractPost):
    """A question or an answer in a topic. What is shown is rendered once, when it is saved."""

    poster = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="posts",
    )
    username = models.CharField(_("pseudonym of an erased person"), max_length=155, blank=True)
    anonymous_key = models.CharField(_("key of an erased person"), max_length=100, blank=True)
    subject = models.CharField(_("subject"), max_length=255, blank=True)
    enable_signature = None
    approved = models.BooleanField(_("approved"), default=True)
    update_reason = models.CharField(_("reason of the change"), max_length=255, blank=True)
    submission = models.UUIDField(_("key of the form it came with"), null=True, blank=True, editable=False)
    renderer_version = models.PositiveSmallIntegerField(default=0, editable=False)
    created = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    updated = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    class Meta(AbstractPost.Meta):
        ordering = ["created", "id"]
        indexes = [
            models.Index(fields=["topic", "created", "id"], name="post_order"),
            models.Index(fields=["created", "id"], condition=Q(approved=False), name="post_queue"),
            models.Index(fields=["renderer_version", "id"], name="post_renderer"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["poster", "submission"], name="one_post_per_submission"),
        ]

    def __str__(self) -> str:
        return self.subject or f"Post {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves the post alone, rendered anew. The counts are written by `forums.counts`."""
        self.renderer_version = RENDERER_VERSION
        models.Model.save(self, *args, **kwargs)

    def render(self) -> None:
        """Renders the text as saving would, to show it before it is saved."""
        self._content_rendered = render_stored(self.content.raw)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        return models.Model.delete(self, *args, **kwargs)


class TopicView(models.Model):
    """One opening of a topic: only ever inserted, so that readers never wait for one another; folded by a job."""

    id = models.BigAutoField(primary_key=True)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)

    class Meta:
        app_label = "forum_conversation"
        verbose_name = _("view of a topic")
        verbose_name_plural = _("views of topics")

    def __str__(self) -> str:
        return f"View of topic {self.topic_id}"
