"""Runs a worker until it is told to stop."""

import logging
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mug_site.jobs.worker import Worker

QUEUES = ("default", "mail")


class Command(BaseCommand):
    help = "Runs jobs, one at a time, until SIGTERM or Ctrl-C, which finish the job at hand. Start as many as needed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--queues",
            default=",".join(QUEUES),
            help="The queues to serve, separated by commas (%(default)s). The export queue wants a worker of its own.",
        )

    def handle(self, *args: Any, queues: str, verbosity: int, **options: Any) -> None:
        wanted = {name.strip() for name in queues.split(",") if name.strip()}
        known = set(settings.TASKS["default"]["QUEUES"])
        if not wanted or wanted - known:
            raise CommandError(f"--queues takes some of {', '.join(sorted(known))}, not {queues!r}.")
        self._log(verbosity)
        worker = Worker(wanted)
        worker.stop_on_signals()
        worker.run()

    def _log(self, verbosity: int) -> None:
        """The worker tells what it does on its standard output, where whoever started it looks."""
        logger = logging.getLogger("mug_site.jobs")
        logger.setLevel([logging.WARNING, logging.INFO, logging.DEBUG, logging.DEBUG][verbosity])
        handler = logging.StreamHandler(self.stdout)
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        logger.addHandler(handler)
        logger.propagate = False
