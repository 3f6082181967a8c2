"""The queue as workers use it: claim a job, write how it ended, take back the jobs of the dead, keep the schedule."""

import random
import traceback
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from members.jobs import Every
from mug_site.jobs.gathering import retries, schedule
from mug_site.jobs.models import ScheduleTick
from mug_site.jobs.presence import LOCK_CLASS

DEATHS = 5
"""After so many attempts a job whose worker died is not run again: perhaps it is the job that kills workers."""

Status = TaskResultStatus
TABLE = DBTaskResult._meta.db_table

TAKE_BACK = f"""
UPDATE {TABLE} SET
    status = CASE WHEN jsonb_array_length(worker_ids) < %(deaths)s THEN 'READY' ELSE 'FAILED' END,
    finished_at = CASE WHEN jsonb_array_length(worker_ids) < %(deaths)s THEN NULL ELSE clock_timestamp() END,
    exception_class_path = CASE WHEN jsonb_array_length(worker_ids) < %(deaths)s THEN '' ELSE 'mug_site.jobs.queue.Died' END
WHERE status = 'RUNNING' AND worker_ids ->> -1 LIKE 'worker-%%' AND NOT EXISTS (
    SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = %(lock_class)s AND objsubid = 2 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND 'worker-' || objid = worker_ids ->> -1
)
RETURNING task_path
"""  # noqa: S608 - the table's name is django-tasks-db's

BEGIN_PERIOD = f"""
INSERT INTO {ScheduleTick._meta.db_table} AS latest (schedule, began_at) VALUES (%s, %s)
ON CONFLICT (schedule) DO UPDATE SET began_at = excluded.began_at WHERE latest.began_at < excluded.began_at
RETURNING schedule
"""  # noqa: S608 - the table's name is ours


class Died(Exception):  # noqa: N818 - it names what happened to the worker
    """The workers that ran this job died, `DEATHS` times."""


@transaction.atomic
def claim(queues: Collection[str], worker_id: str) -> DBTaskResult | None:
    """Takes the next job that is due, or None. Other workers skip it from now on."""
    job: DBTaskResult | None = DBTaskResult.objects.ready().filter(queue_name__in=queues).get_locked()
    if job:
        job.claim(worker_id)
    return job


def succeeded(job: DBTaskResult, value: Any) -> None:
    _end(job, status=Status.SUCCESSFUL, return_value=value, finished_at=timezone.now())


def failed(job: DBTaskResult, failure: Exception) -> bool:
    """Writes that a job failed; returns whether it will be tried again."""
    attempts = len(job.worker_ids)
    retry = retries().get(job.task_path)
    told = {"exception_class_path": _path_of(failure), "traceback": _frames(failure)}
    if retry and attempts < retry.attempts:
        wait = retry.wait(attempts) * random.uniform(0.75, 1.25)  # noqa: S311 - spreads load
        _end(job, status=Status.READY, run_after=timezone.now() + wait, **told)
        return True
    _end(job, status=Status.FAILED, finished_at=timezone.now(), **told)
    return False


def take_back() -> list[str]:
    """Puts the jobs of dead workers back into the queue; returns their paths."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_BACK, {"deaths": DEATHS, "lock_class": LOCK_CLASS})
        return [path for (path,) in cursor.fetchall()]


def keep_schedule(now: datetime, queues: Collection[str], begun: dict[str, datetime]) -> None:
    """Queues the job of each schedule whose period has begun, once however many workers do this.

    `begun` is the worker's memory of periods that need no asking any more.
    """
    for every in schedule():
        period = every.period_at(now)
        if every.task.queue_name in queues and begun.get(every.name) != period:
            _begin(every, period)
            begun[every.name] = period


@transaction.atomic
def _begin(every: Every, period: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(BEGIN_PERIOD, [every.name, period])
        if cursor.fetchone() is None:
            return  # another worker was first
    if not DBTaskResult.objects.filter(status=Status.READY, task_path=every.name).exists():
        every.task.enqueue()


def _end(job: DBTaskResult, **outcome: Any) -> None:
    """Writes the outcome, unless the job was taken back meanwhile because this worker's lock was lost."""
    DBTaskResult.objects.filter(pk=job.pk, status=Status.RUNNING, worker_ids=job.worker_ids).update(**outcome)


def _path_of(failure: Exception) -> str:
    return f"{type(failure).__module__}.{type(failure).__qualname__}"


def _frames(failure: Exception) -> str:
    """Where it happened, without the failure's own words: those can hold a member's address or name."""
    return "".join(traceback.format_tb(failure.__traceback__))
