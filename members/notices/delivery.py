"""Hands outgoing messages over to the mail server: each key at most once (docs/adr/0005-jobs-and-outbox.md)."""

import logging
import random
import smtplib
from datetime import timedelta
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from members.notices.models import OutboxMessage

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
ATTEMPTS = 10
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=4)
PERMANENT_HTTP = {400, 413, 422}
Status = OutboxMessage.Status
DIED = "The worker died while it handed this message over."


def deliver_due(*, within: timedelta) -> bool:
    """Sends what is due, oldest first, for at most `within`; returns whether something is left.

    Where the mail server cannot be reached nothing is tried, so no message loses an attempt by an outage.
    """
    until = timezone.now() + within
    mail = get_connection()
    settle_abandoned(resend=_is_idempotent(mail))
    if not _due().exists() or not _open(mail):
        return False
    try:
        while timezone.now() < until:
            message = _claim()
            if message is None:
                return False
            if not _hand_over(message, mail):
                return False
        return _due().exists()
    finally:
        mail.close()


def settle_abandoned(*, resend: bool) -> int:
    """Decides on messages whose worker died between claiming and marking them; returns how many there were.

    Such a message may have arrived. It is sent again only where sending twice arrives once.
    """
    abandoned = OutboxMessage.objects.filter(status=Status.SENDING, leased_until__lt=timezone.now())
    if resend:
        return abandoned.update(
            status=Status.FAILED, leased_until=None, next_attempt_at=timezone.now(), last_error=DIED
        )
    return abandoned.update(status=Status.UNCERTAIN, leased_until=None, next_attempt_at=None, last_error=DIED)


def wait_after(attempts: int) -> timedelta:
    """How long a message waits after that many attempts: twice as long each time, a quarter of it at random."""
    wait = min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
    return wait * random.uniform(0.875, 1.125)  # noqa: S311 - spreads load, keeps no secret


def _due() -> Any:
    return OutboxMessage.objects.filter(
        Q(status=Status.QUEUED) | Q(status=Status.FAILED), next_attempt_at__lte=timezone.now()
    ).order_by("next_attempt_at")


def _is_idempotent(mail: Any) -> bool:
    return bool(getattr(mail, "idempotent", False))


def _open(mail: Any) -> bool:
    try:
        mail.open()
    except (OSError, smtplib.SMTPException) as unreachable:
        logger.warning("The mail server cannot be reached (%s). Messages wait.", _reason(unreachable))
        return False
    return True


@transaction.atomic
def _claim() -> OutboxMessage | None:
    message: OutboxMessage | None = _due().select_for_update(skip_locked=True).first()
    if message:
        message.status = Status.SENDING
        message.attempts += 1
        message.next_attempt_at = None
        message.leased_until = timezone.now() + LEASE
        message.save(update_fields=["status", "attempts", "next_attempt_at", "leased_until"])
    return message


def _hand_over(message: OutboxMessage, mail: Any) -> bool:
    """Sends one claimed message and writes how that ended; returns whether the mail server is still there.

    After a failure the connection may be in any state, so what comes next gets a new one.
    """
    try:
        mail.send_messages([_email(message, mail)])
    except Exception as failure:
        _note_failure(message, failure, mail)
        mail.close()
        return _open(mail)
    _settle(message, Status.SENT, sent_at=timezone.now(), text="", html="")
    return True


def _email(message: OutboxMessage, mail: Any) -> EmailMultiAlternatives:
    email = EmailMultiAlternatives(
        subject=message.subject, body=message.text, to=[message.to], headers=message.headers, connection=mail
    )
    if message.html:
        email.attach_alternative(message.html, "text/html")
    return email


def _note_failure(message: OutboxMessage, failure: Exception, mail: Any) -> None:
    """A refusal for good gives up, another answer tries again; without an answer the message may have arrived."""
    code = _answer(failure)
    answered = code is not None or getattr(failure, "refused_for_good", False)
    # The reason names no address: servers repeat it in their words, so only code and kind are kept.
    logger.warning("Message %s was not sent: %s", message.pk, _reason(failure))
    if not answered and getattr(failure, "may_have_arrived", True) and not _is_idempotent(mail):
        _settle(message, Status.UNCERTAIN, failure=failure)
    elif _is_permanent(failure, code) or message.attempts >= ATTEMPTS:
        _settle(message, Status.GIVEN_UP, failure=failure)
    else:
        _settle(message, Status.FAILED, failure=failure, next_attempt_at=timezone.now() + wait_after(message.attempts))


def _answer(failure: Exception) -> int | None:
    """The code that the server answered with: SMTP's, or HTTP's where a provider is asked over its interface."""
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        return max(code for code, _ in failure.recipients.values())
    code = getattr(failure, "smtp_code", None) or getattr(failure, "status_code", None)
    return int(code) if code else None


def _is_permanent(failure: Exception, code: int | None) -> bool:
    """Whether the message itself is refused. A wrong password or sender is the site's fault, and passes."""
    if getattr(failure, "refused_for_good", False):
        return True
    if isinstance(failure, smtplib.SMTPAuthenticationError | smtplib.SMTPSenderRefused) or code is None:
        return False
    if isinstance(failure, smtplib.SMTPException):
        return code >= 500
    return code in PERMANENT_HTTP


def _reason(failure: Exception) -> str:
    code = _answer(failure)
    return type(failure).__name__ + (f" {code}" if code else "")


def _settle(
    message: OutboxMessage, status: OutboxMessage.Status, *, failure: Exception | None = None, **changes: Any
) -> None:
    """Writes the outcome, unless the lease ran out and somebody else has decided."""
    OutboxMessage.objects.filter(pk=message.pk, status=Status.SENDING, attempts=message.attempts).update(
        status=status, leased_until=None, last_error=_reason(failure) if failure else "", **changes
    )
