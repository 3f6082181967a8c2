"""Real worker processes: killed, stopped, cut off from the database; a job's effect happens once all the same."""

import os
import select
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from members.models import OutboxMessage
from members.notices.actions import queue_email
from members.notices.delivery import deliver_due
from tests.unit.test_environment import PRODUCTION
from tests.worker_tasks import tell_and_wait

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 60
"""Seconds until a test gives up on a worker. What is promised is seconds; a busy machine gets more."""


class Pipes:
    """Two named pipes on which a job says that it got there, and waits."""

    def __init__(self, folder) -> None:
        self.folder = str(folder)
        self.ends = {}
        for name in ("reached", "go"):
            os.mkfifo(folder / name)
            self.ends[name] = os.open(folder / name, os.O_RDWR | os.O_NONBLOCK)

    def wait_until_reached(self) -> None:
        ready, _, _ = select.select([self.ends["reached"]], [], [], PATIENCE)
        assert ready, "the job did not get there"
        assert os.read(self.ends["reached"], 1) == b"!"

    def go(self) -> None:
        os.write(self.ends["go"], b"!")

    def close(self) -> None:
        for end in self.ends.values():
            os.close(end)


@pytest.fixture
def pipes(tmp_path):
    both = Pipes(tmp_path)
    yield both
    both.close()


@pytest.fixture
def start_worker(transactional_db, subprocess_environment):
    started = []

    def start(queue: str = "default", **variables: str) -> subprocess.Popen:
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "work", "--queues", queue],
            cwd=settings.BASE_DIR,
            env=subprocess_environment | variables,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(worker)
        assert f"is ready for {queue}." in worker.stdout.readline()
        return worker

    yield start
    for worker in started:
        worker.kill()
        worker.wait()
        worker.stdout.close()


def stop(worker: subprocess.Popen) -> int:
    worker.send_signal(signal.SIGTERM)
    return worker.wait(PATIENCE)


def the_job() -> DBTaskResult:
    return DBTaskResult.objects.get(task_path=tell_and_wait.module_path)


def test_the_job_of_a_worker_killed_in_the_middle_runs_again_and_its_effect_happens_once(start_worker, pipes):
    tell_and_wait.enqueue(pipes.folder, "the-key")
    killed = start_worker()
    pipes.wait_until_reached()
    killed.kill()
    killed.wait()
    assert the_job().status == "RUNNING"
    heir = start_worker()
    pipes.wait_until_reached()
    pipes.go()
    assert stop(heir) == 0
    assert (the_job().status, len(the_job().worker_ids)) == ("SUCCESSFUL", 2)
    assert OutboxMessage.objects.filter(key="the-key").count() == 1


def test_a_worker_that_is_already_there_takes_over(start_worker, pipes):
    tell_and_wait.enqueue(pipes.folder, "the-key")
    killed = start_worker()
    pipes.wait_until_reached()
    heir = start_worker()
    killed.kill()
    killed.wait()
    pipes.wait_until_reached()
    pipes.go()
    assert stop(heir) == 0
    assert the_job().status == "SUCCESSFUL"


def test_a_worker_told_to_stop_finishes_its_job(start_worker, pipes):
    tell_and_wait.enqueue(pipes.folder, "the-key")
    worker = start_worker()
    pipes.wait_until_reached()
    worker.send_signal(signal.SIGTERM)
    pipes.go()
    assert worker.wait(PATIENCE) == 0
    assert the_job().status == "SUCCESSFUL"


def test_a_worker_told_twice_leaves_its_job_to_the_next(start_worker, pipes):
    tell_and_wait.enqueue(pipes.folder, "the-key")
    worker = start_worker()
    pipes.wait_until_reached()
    worker.send_signal(signal.SIGTERM)
    with pytest.raises(subprocess.TimeoutExpired):
        worker.wait(0.2)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(PATIENCE) == 128 + signal.SIGTERM
    assert the_job().status == "RUNNING"
    heir = start_worker()
    pipes.wait_until_reached()
    pipes.go()
    assert stop(heir) == 0
    assert the_job().status == "SUCCESSFUL"


def test_a_worker_that_is_cut_off_comes_back(start_worker, pipes):
    worker = start_worker()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )
        assert cursor.fetchone()[0] >= 1
    assert "The database is away" in worker.stdout.readline()
    assert "is ready for default." in worker.stdout.readline()
    tell_and_wait.enqueue(pipes.folder, "the-key")
    pipes.wait_until_reached()
    pipes.go()
    assert stop(worker) == 0
    assert the_job().status == "SUCCESSFUL"


def test_a_queue_that_does_not_exist_is_refused(subprocess_environment):
    tried = subprocess.run(
        [sys.executable, "manage.py", "work", "--queues", "letters"],
        cwd=settings.BASE_DIR,
        env=subprocess_environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert tried.returncode == 1
    assert "--queues takes some of default, export, mail, not 'letters'." in tried.stderr


def test_a_message_is_not_sent_twice_where_the_worker_is_killed_while_the_server_takes_it(start_worker, sink):
    sink.may_answer.clear()
    queue_email(to="dee@example.org", subject="Once", text="Only once.", key="the-key")
    worker = start_worker(
        "mail",
        SITE_MODE="production",
        SECRET_KEY=PRODUCTION["SECRET_KEY"],
        FIELD_KEYS=PRODUCTION["FIELD_KEYS"],
        ALLOWED_HOSTS="mug.example",
        SITE_URL="https://mug.example",
        MAIL_FROM="office@mug.example",
        MAIL_URL=f"smtp+plain://127.0.0.1:{settings.EMAIL_PORT}",
    )
    assert sink.reached.wait(PATIENCE)
    worker.kill()
    worker.wait()
    sink.may_answer.set()
    deliver_due(within=timedelta(seconds=30))
    assert OutboxMessage.objects.get().status == OutboxMessage.Status.SENDING  # its lease still runs
    OutboxMessage.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    deliver_due(within=timedelta(seconds=30))
    assert OutboxMessage.objects.get().status == OutboxMessage.Status.UNCERTAIN
    assert len(sink.accepted) <= 1
