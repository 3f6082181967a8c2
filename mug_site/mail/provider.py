"""Sends through the provider that ANYMAIL_PROVIDER names, and tells failures apart as the outbox needs it."""

from collections.abc import Iterator, Sequence
from typing import Any

from anymail.exceptions import AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.module_loading import import_string
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

NEVER_REACHED = (NewConnectionError, ConnectTimeoutError)


class EmailBackend(BaseEmailBackend):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        backend = import_string(f"anymail.backends.{settings.ANYMAIL_PROVIDER}.EmailBackend")
        self._provider = backend(*args, **kwargs)

    def open(self) -> bool | None:
        return bool(self._provider.open())

    def close(self) -> None:
        self._provider.close()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        try:
            return int(self._provider.send_messages(email_messages))
        except AnymailRecipientsRefused as failure:
            failure.refused_for_good = True
            raise
        except Exception as failure:
            never = any(isinstance(cause, NEVER_REACHED) for cause in _causes(failure))
            failure.may_have_arrived = not never  # type: ignore[attr-defined]
            raise


def _causes(failure: BaseException | None) -> Iterator[BaseException]:
    """A failure and what it came from; requests keeps urllib3's own failure among the arguments of its."""
    seen: set[int] = set()
    waiting = [failure]
    while waiting:
        cause = waiting.pop()
        if cause is None or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        inner = [*cause.args, getattr(cause, "reason", None)]
        waiting += [cause.__cause__, cause.__context__, *(one for one in inner if isinstance(one, BaseException))]
