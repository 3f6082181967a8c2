"""Fills a database with a group as large as it takes to measure the site."""

import argparse
import time
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mug_site.demo.guard import Refused
from mug_site.demo.scale.fill import Size, fill_database


def amount(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1.")
    return number


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--members", type=amount, default=20_000)
        parser.add_argument("--topics", type=amount, default=100_000)
        parser.add_argument("--posts", type=amount, default=1_000_000)
        parser.add_argument("--seed", type=int, default=1, help="The same seed makes the same group on the same day.")
        parser.add_argument(
            "--on",
            type=date.fromisoformat,
            default=datetime.now(UTC).date(),
            help="The day on which it all ends; today.",
        )
        parser.add_argument(
            "--beside-others", action="store_true", help="Also where the database holds people already."
        )

    def handle(self, *, seed: int, on: date, beside_others: bool, **options: Any) -> None:
        size = Size(options["members"], options["topics"], options["posts"])
        started = time.monotonic()
        try:
            fill_database(size, seed=seed, on=on, beside_others=beside_others)
        except Refused as why:
            raise CommandError(str(why)) from why
        self.stdout.write(
            f"{size.members:,} people, {size.topics:,} topics and {size.posts:,} posts in {time.monotonic() - started:.0f} s."
        )
