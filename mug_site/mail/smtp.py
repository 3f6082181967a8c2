"""Sends by SMTP, and knows after a failure whether the message may have arrived all the same."""

import smtplib
from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends import smtp


class _Watched:
    """Remembers that a message's text went out: before that moment nothing can have arrived."""

    handing_over = False

    def data(self, message: Any) -> Any:
        self.handing_over = True
        answer = super().data(message)  # type: ignore[misc]
        self.handing_over = False  # the server answered, so its answer counts
        return answer


class _Connection(_Watched, smtplib.SMTP):
    pass


class _TlsConnection(_Watched, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    """Django's, whose exceptions carry `may_have_arrived`."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _TlsConnection if self.use_ssl else _Connection

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        try:
            is_new = self.open()
        except Exception as failure:
            failure.may_have_arrived = False  # type: ignore[attr-defined]
            raise
        used: Any = self.connection
        try:
            return super().send_messages(email_messages)
        except Exception as failure:
            failure.may_have_arrived = used.handing_over  # type: ignore[attr-defined]
            raise
        finally:
            if is_new:
                self.close()
