"""Proves and repairs the counts that the forums keep."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from forums.recount import recount


class Command(BaseCommand):
    help = "Compares the kept counts of topics, forums and people with what is there, and repairs what is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Repair nothing; fail if anything is wrong.")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = recount(repair=not options["check"])
        told = ", ".join(f"{count} {name}" for name, count in wrong.items())
        if options["check"] and any(wrong.values()):
            raise CommandError(f"Wrong counts: {told}. Run recount_forums to repair them.")
        self.stdout.write(f"Wrong counts: {told}.")
