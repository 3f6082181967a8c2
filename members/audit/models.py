"""What happened: events that nobody rewrites, and the chain that shows it (docs/adr/0004-audit-chain.md)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Func, Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Event(models.Model):
    """Something that happened, as it was told. Written only by `members.audit.actions.record`.

    The database sets `recorded_at` and `digest`, whatever the writer says. `payload` is the canonical JSON (RFC 8785) of
    name, actor, person concerned, subject and details; `digest` is SHA-256 over salt and payload. Payload and salt can be
    destroyed together (`audit_forget`): the digest stays, says nothing by itself, and the chain still verifies.
    """

    append_only: ClassVar[bool] = True

    name = models.CharField(_("what happened"), max_length=120)
    recorded_at = models.DateTimeField(
        _("when"), db_default=Func(function="clock_timestamp", output_field=models.DateTimeField()), editable=False
    )
    # No constraint on people: an event outlives whoever it is about, and deleting a person must not rewrite it.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who did it"),
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("whom it concerns"),
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    subject_type = models.CharField(_("kind of thing"), max_length=120, null=True)  # noqa: DJ001 - NULL when forgotten
    subject_id = models.CharField(_("which one"), max_length=64, null=True)  # noqa: DJ001 - NULL when forgotten
    payload = models.TextField(_("what was told"), null=True)  # noqa: DJ001 - NULL when forgotten
    salt = models.BinaryField(null=True)
    digest = models.BinaryField(db_default=Value(b""))

    class Meta:
        verbose_name = pgettext_lazy("what happened", "event")
        verbose_name_plural = pgettext_lazy("what happened", "events")
        indexes = [
            models.Index(fields=["about", "-id"], name="event_about"),
            models.Index(fields=["actor", "-id"], name="event_actor"),
            models.Index(fields=["subject_type", "subject_id", "-id"], name="event_subject"),
            models.Index(fields=["name", "-id"], name="event_name"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(name__regex=r"^[a-z][a-z_]*:[a-z][a-z_]*:[a-z][a-z_]*$"),
                name="event_name_is_source_subject_action",
            ),
            models.CheckConstraint(
                condition=Q(payload__isnull=False, salt__isnull=False)
                | Q(
                    payload__isnull=True,
                    salt__isnull=True,
                    actor__isnull=True,
                    about__isnull=True,
                    subject_type__isnull=True,
                    subject_id__isnull=True,
                ),
                name="event_is_told_or_forgotten",
            ),
            models.CheckConstraint(
                condition=Q(subject_type__isnull=True, subject_id__isnull=True)
                | Q(subject_type__isnull=False, subject_id__isnull=False),
                name="event_subject_has_kind_and_id",
            ),
        ]

    def __str__(self) -> str:
        return f"Event {self.pk}: {self.name}"


class EventLink(models.Model):
    """An event's place in the chain. Written only by the database's own function `audit_seal`."""

    append_only: ClassVar[bool] = True
    web_role_only_reads: ClassVar[bool] = True
    web_role_executes: ClassVar[tuple[str, ...]] = ("audit_seal(integer)",)

    position = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="link")
    leaf = models.BinaryField()
    chain = models.BinaryField()

    class Meta:
        verbose_name = pgettext_lazy("of a chain", "link")
        verbose_name_plural = pgettext_lazy("of a chain", "links")
        constraints = [models.CheckConstraint(condition=Q(position__gte=1), name="link_positions_start_at_one")]

    def __str__(self) -> str:
        return f"Link {self.position}"


class PendingEvent(models.Model):
    """An event that waits for its link. Filled by a trigger in the event's own transaction, emptied by `audit_seal`."""

    web_role_only_reads: ClassVar[bool] = True

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="+")

    class Meta:
        verbose_name = _("pending event")
        verbose_name_plural = _("pending events")

    def __str__(self) -> str:
        return f"Pending event {self.event_id}"
