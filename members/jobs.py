"""The words in which a chapter's jobs.py says what runs by itself and what is tried again.

A chapter declares `SCHEDULE = [Every(minutes=5, task=…)]` and `RETRIES = [Retry(task=…)]` beside its tasks;
mug_site.jobs gathers them. A task that failed is tried again only if it is declared here, and must stand being run twice.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django_tasks.base import Task


@dataclass(frozen=True, kw_only=True)
class Every:
    """Runs `task`, which takes no arguments, once in each period, counted from midnight UTC plus `offset`."""

    task: Task[Any, Any]
    seconds: int = 0
    minutes: int = 0
    hours: int = 0
    days: int = 0
    offset: timedelta = timedelta()

    def __post_init__(self) -> None:
        if self.period < timedelta(seconds=1):
            raise ValueError(f"{self.name} needs a period of at least a second.")

    @property
    def name(self) -> str:
        return self.task.module_path

    @property
    def period(self) -> timedelta:
        return timedelta(days=self.days, hours=self.hours, minutes=self.minutes, seconds=self.seconds)

    def period_at(self, now: datetime) -> datetime:
        """When the period began that `now` lies in."""
        epoch = datetime(1970, 1, 1, tzinfo=UTC) + self.offset
        return now - (now - epoch) % self.period


@dataclass(frozen=True, kw_only=True)
class Retry:
    """Tries `task` again after it raised: up to `attempts` times in all, waiting `first`, then twice as long each time."""

    task: Task[Any, Any]
    attempts: int = 6
    first: timedelta = timedelta(seconds=5)
    longest: timedelta = timedelta(hours=1)

    @property
    def name(self) -> str:
        return self.task.module_path

    def wait(self, failures: int) -> timedelta:
        """How long to wait after the given number of failures, before the worker's jitter."""
        return min(self.first * 2 ** min(failures - 1, 30), self.longest)
