"""A mail server for tests, on this machine, that answers as a test wants."""

import asyncio
import socket
from threading import Event

import pytest
from aiosmtpd.controller import Controller


class Sink:
    """A mail server that answers as it is told, and keeps what it accepted."""

    def __init__(self) -> None:
        self.accepted = []
        self.reached = Event()
        self.may_answer = Event()
        self.may_answer.set()
        self.at_recipient: list[str] = []
        self.at_data: list[str] = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's names
        if self.at_recipient:
            return self.at_recipient.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.reached.set()
        await asyncio.to_thread(self.may_answer.wait)
        answer = self.at_data.pop(0) if self.at_data else "250 OK"
        if answer == "accept and vanish":
            self.accepted.append(envelope)
            server.transport.abort()
        elif answer.startswith("250"):
            self.accepted.append(envelope)
        return answer


@pytest.fixture
def sink(settings):
    kept = Sink()
    controller = Controller(kept, hostname="127.0.0.1", port=0)
    # With port 0 the system chooses one; the controller's own check wants to know it beforehand.
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        controller.port = free.getsockname()[1]
    controller.start()
    settings.EMAIL_BACKEND = "mug_site.mail.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.SITE_URL = "https://mug.example"
    yield kept
    controller.stop()
