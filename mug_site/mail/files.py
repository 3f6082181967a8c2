"""Keeps mail as .eml files instead of sending it: the demo's mail server."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class EmailBackend(BaseEmailBackend):
    """A message's file is named by its Message-ID, so a message that comes twice is kept once."""

    idempotent = True

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for email in email_messages:
            self._keep(email, folder)
        return len(email_messages)

    def _keep(self, email: EmailMessage, folder: Path) -> None:
        message = email.message()
        name = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:20]
        if next(folder.glob(f"*-{name}.eml"), None):
            return
        draft = folder / f".{name}.{os.getpid()}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(message.as_bytes())
        draft.rename(folder / f"{timezone.now():%Y%m%dT%H%M%S%f}-{name}.eml")
