"""The queue as workers use it: claims, ends, retries, schedules, and the jobs of the dead."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from members.jobs import Every, Retry
from mug_site.jobs import gathering, queue
from mug_site.jobs.jobs import prune_results
from mug_site.jobs.models import ScheduleTick
from mug_site.jobs.presence import Presence
from mug_site.jobs.worker import Worker
from tests.worker_tasks import count_attempts, fail, return_no_json

NOW = datetime(2026, 11, 22, 12, 0, 7, tzinfo=UTC)


@pytest.fixture
def presence(db):
    with Presence() as here:
        yield here


@pytest.fixture
def work(presence):
    """Runs the next job as a worker would."""
    worker = Worker({"default", "mail"})
    return lambda: worker.work_once(presence)


def the_job() -> DBTaskResult:
    return DBTaskResult.objects.get()


def declare_retry(monkeypatch, retry):
    monkeypatch.setattr(queue, "retries", lambda: {retry.name: retry})


def test_a_job_runs_once_and_keeps_its_result(work):
    count_attempts.enqueue()
    assert work() is True
    assert work() is False
    assert (the_job().status, the_job().return_value) == ("SUCCESSFUL", 1)


def test_a_worker_leaves_other_queues_alone(work):
    count_attempts.using(queue_name="export").enqueue()
    assert work() is False
    assert the_job().status == "READY"


def test_a_job_that_fails_is_not_tried_again_unless_it_is_declared(work):
    fail.enqueue()
    work()
    assert (the_job().status, the_job().exception_class_path) == ("FAILED", "builtins.RuntimeError")
    assert work() is False


def test_what_the_queue_remembers_of_a_failure_holds_none_of_its_words(work):
    fail.enqueue()
    work()
    assert "dee@example.org" not in the_job().traceback
    assert "in fail" in the_job().traceback


def test_a_job_that_returns_no_json_fails(work):
    return_no_json.enqueue()
    work()
    assert the_job().status == "FAILED"


def test_a_job_whose_code_is_gone_fails(work):
    fail.enqueue()
    DBTaskResult.objects.update(task_path="tests.worker_tasks.gone")
    work()
    assert the_job().status == "FAILED"


def test_a_declared_job_is_tried_again_later_and_later_until_its_last_attempt(work, monkeypatch):
    declare_retry(monkeypatch, Retry(task=fail, attempts=3, first=timedelta(seconds=10)))
    fail.enqueue()
    for seconds in (10, 20):
        work()
        wait = (the_job().run_after - timezone.now()).total_seconds()
        assert the_job().status == "READY"
        assert seconds * 0.7 < wait < seconds * 1.3
        assert work() is False
        DBTaskResult.objects.update(run_after=timezone.now())
    work()
    assert (the_job().status, len(the_job().worker_ids)) == ("FAILED", 3)


def test_waits_double_up_to_the_longest():
    retry = Retry(task=fail, first=timedelta(seconds=5), longest=timedelta(minutes=1))
    assert [retry.wait(failures).total_seconds() for failures in (1, 2, 3, 4, 5, 500)] == [5, 10, 20, 40, 60, 60]


def test_the_job_of_a_dead_worker_is_ready_again(presence):
    count_attempts.enqueue()
    job = queue.claim({"default"}, presence.worker_id)
    assert queue.take_back() == []
    presence.__exit__(None, None, None)
    assert queue.take_back() == [job.task_path]
    assert the_job().status == "READY"


def test_a_worker_that_lost_its_job_does_not_write_how_it_ended(presence):
    count_attempts.enqueue()
    job = queue.claim({"default"}, presence.worker_id)
    DBTaskResult.objects.update(status="READY")
    queue.succeeded(job, 1)
    assert the_job().status == "READY"


def test_a_job_whose_workers_always_die_is_given_up(db):
    count_attempts.enqueue()
    DBTaskResult.objects.update(status="RUNNING", worker_ids=[f"worker-{number}" for number in range(queue.DEATHS)])
    queue.take_back()
    assert (the_job().status, the_job().exception_class_path) == ("FAILED", "mug_site.jobs.queue.Died")
    assert the_job().finished_at is not None


def test_the_job_of_somebody_elses_worker_is_left_alone(db):
    count_attempts.enqueue()
    DBTaskResult.objects.update(status="RUNNING", worker_ids=["stock-db-worker"])
    assert queue.take_back() == []


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_waits_hears_of_a_new_job_when_it_is_committed():
    with Presence() as presence:
        with transaction.atomic():
            count_attempts.enqueue()
        began = time.monotonic()
        presence.wait(60, wake=0)
        assert time.monotonic() - began < 10


def test_a_period_begins_at_multiples_of_itself_from_midnight():
    assert Every(task=fail, minutes=5).period_at(NOW) == datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    nightly = Every(task=fail, days=1, offset=timedelta(hours=13))
    assert nightly.period_at(NOW) == datetime(2026, 11, 21, 13, 0, tzinfo=UTC)


def test_a_schedule_without_a_period_is_refused():
    with pytest.raises(ValueError, match=r"tests\.worker_tasks\.fail needs a period"):
        Every(task=fail)


def test_each_period_queues_its_job_once(db, monkeypatch):
    monkeypatch.setattr(queue, "schedule", lambda: (Every(task=fail, seconds=5),))
    for second, jobs in [(0, 1), (1, 1), (4, 2), (4, 2)]:
        for memory in ({}, {}):
            queue.keep_schedule(NOW + timedelta(seconds=second), {"default"}, memory)
        assert DBTaskResult.objects.count() == jobs
        DBTaskResult.objects.update(status="SUCCESSFUL")


def test_a_job_that_still_waits_is_not_queued_again(db, monkeypatch):
    monkeypatch.setattr(queue, "schedule", lambda: (Every(task=fail, seconds=5),))
    for second in (0, 5, 10):
        queue.keep_schedule(NOW + timedelta(seconds=second), {"default"}, {})
    assert DBTaskResult.objects.count() == 1


def test_a_period_that_lies_behind_is_not_begun_again(db, monkeypatch):
    monkeypatch.setattr(queue, "schedule", lambda: (Every(task=fail, seconds=5),))
    queue.keep_schedule(NOW, {"default"}, {})
    DBTaskResult.objects.update(status="SUCCESSFUL")
    monkeypatch.setattr(queue, "schedule", lambda: (Every(task=fail, minutes=10),))
    queue.keep_schedule(NOW, {"default"}, {})
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_workers_begin_a_period_once():
    start = threading.Barrier(4)

    def begin() -> None:
        start.wait()
        queue.keep_schedule(NOW, {"default", "mail"}, {})
        connection.close()

    workers = [threading.Thread(target=begin) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    names = sorted(every.name for every in gathering.schedule())
    assert sorted(DBTaskResult.objects.values_list("task_path", flat=True)) == names
    assert sorted(ScheduleTick.objects.values_list("schedule", flat=True)) == names


def test_the_chapters_schedules_are_gathered():
    assert {
        "members.audit.jobs.seal",
        "members.notices.jobs.deliver",
        "mug_site.jobs.jobs.prune_results",
    } <= {every.name for every in gathering.schedule()}


def test_old_results_are_pruned_failures_later(db):
    now = timezone.now()
    ages = {"SUCCESSFUL": [timedelta(hours=5), timedelta(hours=7)], "FAILED": [timedelta(days=29), timedelta(days=31)]}
    for status, both in ages.items():
        for age in both:
            job = fail.enqueue()
            DBTaskResult.objects.filter(pk=job.id).update(status=status, finished_at=now - age)
    fail.enqueue()
    prune_results.call()
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "READY", "SUCCESSFUL"]
