"""Verifies that nothing that was recorded has been changed, removed or slipped in."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from members.audit.actions import seal
from members.audit.verify import verify


class Command(BaseCommand):
    help = "Walks the audit chain from its beginning and names the first event that does not fit. Exits with 1 then."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--no-seal", action="store_true", help="Only look: leave events that wait for a place alone."
        )

    def handle(self, *args: Any, no_seal: bool, **options: Any) -> None:
        sealed = 0 if no_seal else self._seal()
        started = time.monotonic()
        verdict = verify()
        if verdict.misfit:
            raise CommandError(f"{verdict.misfit} {verdict.events} events before it are as they were recorded.")
        self.stdout.write(
            f"{verdict.events} events are as they were recorded: {sealed} were sealed just now, "
            f"{verdict.forgotten} have been forgotten by right. The chain ends in {verdict.head.hex()}. "
            f"Verified in {time.monotonic() - started:.1f} s."
        )

    def _seal(self) -> int:
        try:
            return seal()
        except OperationalError as refused:
            raise CommandError(
                "Somebody holds the chain's lock, so the newest events cannot be sealed. Find who with pg_locks."
            ) from refused
