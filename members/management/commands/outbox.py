"""Shows what the outbox could not send, and sends it again where a person decides so."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count

from members.models import OutboxMessage
from members.notices import actions

STUCK = (OutboxMessage.Status.FAILED, OutboxMessage.Status.UNCERTAIN, OutboxMessage.Status.GIVEN_UP)


class Command(BaseCommand):
    help = "Counts the messages by status and lists those that were not sent, without addresses."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--send-again", metavar="KEY", help="Queue this message once more. It may arrive twice.")

    def handle(self, *args: Any, send_again: str | None, **options: Any) -> None:
        if send_again:
            self._again(send_again)
        counted = OutboxMessage.objects.values_list("status").annotate(count=Count("*")).order_by("status")
        for status, count in counted:
            self.stdout.write(f"{count:>8} {OutboxMessage.Status(status).label}")
        for message in OutboxMessage.objects.filter(status__in=STUCK).order_by("queued_at").iterator():
            self.stdout.write(
                f"{message.queued_at:%Y-%m-%d %H:%M} UTC  {message.get_status_display()}  {message.attempts} attempts"
                f"  {message.last_error}  {message.key}"
            )

    def _again(self, key: str) -> None:
        message = OutboxMessage.objects.filter(key=key, status__in=STUCK).first()
        if message is None:
            raise CommandError(f"No message with the key {key} failed, was given up or may have been sent.")
        actions.send_again(message)
        self.stdout.write(f"{key} is queued once more.")
