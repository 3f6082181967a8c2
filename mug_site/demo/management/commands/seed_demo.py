"""Fills an empty site with a believable group to try it with."""

from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mug_site.demo.accounts import write_demo_accounts
from mug_site.demo.guard import Refused, SomebodyIsHere
from mug_site.demo.seed import is_seeded, seed


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--on", type=date.fromisoformat, default=datetime.now(UTC).date(), help="The day it is in the demo; today."
        )

    def handle(self, *, on: date, **options: Any) -> None:
        done = "The demo has been seeded already."
        if not is_seeded():
            try:
                seed(on)
            except SomebodyIsHere as why:
                self.stdout.write(str(why))  # no error: a site that people have joined starts without the demo
                return
            except Refused as why:
                raise CommandError(str(why)) from why
            done = "The demo is seeded."
        path = write_demo_accounts(settings.DATA_DIR)
        self.stdout.write(f"{done} Who signs in as whom is in {path}.")
