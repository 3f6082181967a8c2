"""Tells people things: in their inbox, by e-mail, or both. Everything is written in the caller's transaction."""

import hashlib
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils import timezone, translation

from members.notices import registry, rendering
from members.notices.models import InboxNotice, NoticeChoice, OutboxMessage
from members.notices.unsubscribe import unsubscribe_url
from members.people.models import User


@transaction.atomic
def send(notice: str, *, to: User, key: str, context: dict[str, Any], url: str = "") -> None:
    """Tells `to` the notice of that name, in their language. The same key tells once, whoever asks and however often.

    `url` is a path of the site that the notice leads to. Who turned off the purpose gets no e-mail of it (P22).
    """
    kind = registry.find(notice)
    wants_mail = _wants_mail(to, kind)
    with translation.override(to.language):
        rendered = rendering.render(kind, to=to, context=context, url=url, wants_mail=wants_mail)
    if kind.inbox:
        row = InboxNotice(key=key, person=to, notice=kind.name, title=rendered.subject, text=rendered.body, url=url)
        InboxNotice.objects.bulk_create([row], ignore_conflicts=True)
    if wants_mail:
        queue_email(
            to=to.email,
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            key=key,
            essential=kind.essential,
            purpose="" if kind.essential else kind.purpose,
            person=to,
        )


@transaction.atomic
def queue_email(  # noqa: PLR0913 - an e-mail has these parts
    *,
    to: str,
    subject: str,
    text: str,
    key: str,
    html: str = "",
    essential: bool = True,
    purpose: str = "",
    person: User | None = None,
    headers: dict[str, str] | None = None,
) -> OutboxMessage:
    """Puts one e-mail to one address into the outbox; what has this key already is returned as it is.

    Raises ValueError for an address, subject or header that could not be an e-mail's.
    """
    all_headers = _automatic_headers(key, essential=essential, purpose=purpose, person=person) | (headers or {})
    _refuse_what_is_no_email(to, subject, all_headers, text + html)
    message, is_new = OutboxMessage.objects.get_or_create(
        key=key,
        defaults={
            "person": person,
            "to": to,
            "subject": subject,
            "text": text,
            "html": html,
            "headers": all_headers,
            "essential": essential,
            "purpose": purpose,
        },
    )
    if is_new:
        _wake_delivery()
    return message


@transaction.atomic
def send_again(message: OutboxMessage) -> None:
    """Queues a message that failed, was given up or may have been sent: the one way to send a key twice."""
    message.status = OutboxMessage.Status.QUEUED
    message.attempts = 0
    message.next_attempt_at = timezone.now()
    message.save(update_fields=["status", "attempts", "next_attempt_at"])
    _wake_delivery()


def mark_read(*, by: User, notice: InboxNotice | None = None) -> int:
    """Marks one notice, or all of them, as read by the person they belong to; returns how many were unread."""
    mine = InboxNotice.objects.filter(person=by, read_at__isnull=True)
    return (mine.filter(pk=notice.pk) if notice else mine).update(read_at=timezone.now())


def choose(*, by: User, purpose: str, wanted: bool) -> NoticeChoice:
    """Keeps whether a person wants the e-mails of a purpose."""
    return NoticeChoice.objects.update_or_create(
        person=by, purpose=purpose, defaults={"wanted": wanted, "changed_at": timezone.now()}
    )[0]


def _wants_mail(person: User, kind: registry.Notice) -> bool:
    if kind.essential:
        return True
    refused = NoticeChoice.objects.filter(person=person, purpose=kind.purpose, wanted=False)
    return person.is_active and not refused.exists()


def _automatic_headers(key: str, *, essential: bool, purpose: str, person: User | None) -> dict[str, str]:
    """What tells mail systems that no human wrote this (RFC 3834, 2919, 8058). The Message-ID follows from the key."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    headers = {
        "Message-ID": f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{host}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Id": f"<{'account' if essential else purpose.replace('_', '-')}.{host}>",
    }
    if not essential:
        headers["Precedence"] = "bulk"
        if person:
            headers["List-Unsubscribe"] = f"<{unsubscribe_url(person, purpose)}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _refuse_what_is_no_email(to: str, subject: str, headers: dict[str, str], body: str) -> None:
    try:
        validate_email(to)
    except ValidationError:
        raise ValueError("This is not an e-mail address that a message can go to.") from None
    lines = [subject, *headers, *headers.values()]
    if any(mark in line for line in lines for mark in "\r\n\0"):
        raise ValueError("A subject or header of an e-mail is one line.")
    if "\0" in body:
        raise ValueError("The text of an e-mail contains a NUL character.")
    if len(subject) > 300:
        raise ValueError("The subject of an e-mail has at most 300 characters.")


def _wake_delivery() -> None:
    """Queues one delivery job for each transaction, however many messages it writes."""
    from members.notices.jobs import deliver

    with connection.cursor() as cursor:
        # Local to the transaction, and undone with a savepoint that is rolled back, as the job's row is.
        cursor.execute("SELECT current_setting('mug.delivery_is_queued', true)")
        if cursor.fetchone()[0]:
            return
        cursor.execute("SELECT set_config('mug.delivery_is_queued', 'yes', true)")
    deliver.enqueue()
