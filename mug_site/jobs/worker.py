"""A worker: one process that runs one job after the other, and tidies up after workers that died."""

import logging
import os
import signal
import time
from collections.abc import Collection
from datetime import datetime
from types import FrameType
from typing import Any

import psycopg2
from django.db import InterfaceError, OperationalError, close_old_connections, connections
from django.utils import timezone
from django_tasks.base import TaskContext
from django_tasks.utils import normalize_json
from django_tasks_db.models import DBTaskResult

from mug_site.jobs import queue
from mug_site.jobs.presence import Presence

logger = logging.getLogger(__name__)

POLL = 1.0
"""Seconds between looks at the queue when nothing is heard: jobs that wait for their time are not announced."""
TEND = 2.0
"""Seconds between looks for jobs of dead workers."""
DATABASE_AWAY = 2.0
"""Seconds to wait before asking again for a database that went away."""

AWAY = (OperationalError, InterfaceError, psycopg2.OperationalError, psycopg2.InterfaceError)


class Worker:
    def __init__(self, queues: Collection[str]) -> None:
        self.queues = frozenset(queues)
        self._stopping = False
        self._heard, self._wake = os.pipe()
        os.set_blocking(self._wake, False)
        self._tended = float("-inf")
        self._begun: dict[str, datetime] = {}

    def run(self) -> None:
        """Works until told to stop. A database that goes away is waited for; the jobs it interrupted run again."""
        while not self._stopping:
            try:
                with Presence() as presence:
                    logger.info("%s is ready for %s.", presence.worker_id, ", ".join(sorted(self.queues)))
                    self._serve(presence)
            except AWAY as lost:
                logger.warning("The database is away (%s). Asking again in %d s.", type(lost).__name__, DATABASE_AWAY)
                connections.close_all()
                time.sleep(DATABASE_AWAY)

    def stop_on_signals(self) -> None:
        """SIGTERM and Ctrl-C finish the job at hand; a second one leaves it to the next worker."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)

    def work_once(self, presence: Presence) -> bool:
        """Runs the next job that is due; False where there is none."""
        presence.confirm()
        job = queue.claim(self.queues, presence.worker_id)
        if job is None:
            return False
        self._perform(job)
        return True

    def tend(self) -> None:
        """Takes back the jobs of dead workers and queues what the schedule wants."""
        if time.monotonic() - self._tended >= TEND:
            for path in queue.take_back():
                logger.warning("A worker died while it ran %s; the job is back in the queue.", path)
            self._tended = time.monotonic()
        queue.keep_schedule(timezone.now(), self.queues, self._begun)

    def _serve(self, presence: Presence) -> None:
        self._begun.clear()
        while not self._stopping:
            close_old_connections()
            self.tend()
            if not self.work_once(presence):
                presence.wait(POLL, self._heard)

    def _perform(self, job: DBTaskResult) -> None:
        started = time.monotonic()
        try:
            value = _call(job)
        except Exception as failure:
            again = queue.failed(job, failure)
            logger.warning(
                "%s failed (%s)%s.", job.task_path, type(failure).__name__, "; it is tried again" if again else ""
            )
        else:
            queue.succeeded(job, value)
            logger.debug("%s took %.2f s.", job.task_path, time.monotonic() - started)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if self._stopping:
            raise SystemExit(128 + number)
        self._stopping = True
        os.write(self._wake, b"!")


def _call(job: DBTaskResult) -> Any:
    """Runs the job's function; what it returns must be JSON."""
    task, result = job.task, job.task_result
    context = [TaskContext(task_result=result)] if task.takes_context else []
    return normalize_json(task.call(*context, *result.args, **result.kwargs))
