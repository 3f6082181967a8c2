"""What people are told: the inbox, the outbox that every message leaves through, and who wants which e-mails."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class InboxNotice(models.Model):
    """Something the site tells one person, read on the site. Written only by `members.notices.actions`."""

    key = models.CharField(max_length=200, unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    notice = models.CharField(max_length=60)
    title = models.CharField(_("title"), max_length=300)
    text = models.TextField(_("text"), blank=True)
    url = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(_("when"), db_default=Now(), editable=False)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_newest"),
            models.Index(fields=["person"], condition=Q(read_at__isnull=True), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return f"Notice {self.key}"


class OutboxMessage(models.Model):
    """One e-mail to one address. A key is never sent twice (docs/adr/0005-jobs-and-outbox.md)."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("waits to be sent")
        SENDING = "sending", _("is being handed over")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed, will be tried again")
        UNCERTAIN = "uncertain", _("may have been sent, is not tried again")
        GIVEN_UP = "given_up", _("given up")

    key = models.CharField(max_length=200, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    to = models.EmailField(_("to"), max_length=320)
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    essential = models.BooleanField()
    purpose = models.CharField(max_length=60, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    queued_at = models.DateTimeField(_("queued"), db_default=Now(), editable=False)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, blank=True, db_default=Now())
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    last_error = models.CharField(_("what went wrong"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(status__in=["queued", "failed"]), name="outbox_due"),
            models.Index(fields=["leased_until"], condition=Q(status="sending"), name="outbox_leased"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["queued", "failed"]) | Q(next_attempt_at__isnull=False),
                name="outbox_waiting_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status="sending") ^ Q(leased_until__isnull=True), name="outbox_sending_has_a_lease"
            ),
            models.CheckConstraint(condition=Q(status="sent") ^ Q(sent_at__isnull=True), name="outbox_sent_has_a_time"),
            models.CheckConstraint(
                condition=Q(essential=True) | ~Q(purpose=""), name="outbox_names_a_purpose_or_is_essential"
            ),
        ]

    def __str__(self) -> str:
        return f"Message {self.key}"


class NoticeChoice(models.Model):
    """Whether a person wants the e-mails of one purpose; without a row they come (P02, P22)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_choices")
    purpose = models.CharField(_("purpose"), max_length=60)
    wanted = models.BooleanField(_("wanted"))
    changed_at = models.DateTimeField(_("changed"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("choice of e-mails")
        verbose_name_plural = _("choices of e-mails")
        constraints = [
            models.UniqueConstraint(fields=["person", "purpose"], name="one_choice_for_each_purpose"),
        ]

    def __str__(self) -> str:
        return f"Choice of person {self.person_id} on {self.purpose}"
