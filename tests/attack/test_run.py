"""`make run` comes up from nothing, survives what kills its parts, says what is in its way, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mug_site.database.schema import ROOT
from tests.machine import eventually, open_folder, processes_of
from tests.running import FIRST_START, MAKE_RUN, RUN, environment, free_port, running


def refusal(data_dir: Path | str, port: int | str, **more: str) -> str:
    """What a run says that cannot start."""
    done = subprocess.run(
        RUN,
        cwd=ROOT,
        env=environment(data_dir, port, **more),
        capture_output=True,
        text=True,
        check=False,
        timeout=FIRST_START,
    )
    assert (done.returncode, done.stderr) == (1, "")
    return done.stdout.strip()


def test_a_first_start_brings_everything_up_and_its_end_takes_everything_down(first_start):
    said = (first_start / "said").read_text().splitlines()
    assert [line.split(" ")[0] for line in said if line.startswith(("Preparing", "ready", "status", "left"))] == [
        "Preparing",
        "ready",
        "status",
    ]
    assert "status 200" in said
    assert "Stopped." in said


def test_a_second_start_only_starts(lived_in):
    with running(lived_in) as run:
        assert run.wait_for("ready") == f"ready http://127.0.0.1:{run.port}"
        assert run.status() == 200
        assert run.end(signal.SIGINT) == 0
        assert processes_of(lived_in) == []
    assert [line for line in run.said if line.startswith(("Preparing", "Filling", "Collecting"))] == []
    assert run.said[-1] == "Stopped."


def test_running_it_twice_says_what_is_in_the_way(site):
    assert refusal(site.data_dir, free_port()) == (
        f"The site already runs on {site.data_dir} (process {site.process.pid}, http://127.0.0.1:{site.port}). "
        "Stop that one first, or give this one another DATA_DIR and PORT."
    )


def test_a_port_that_is_taken_is_named(site):
    with open_folder() as elsewhere:
        assert refusal(elsewhere, site.port) == (
            f"Port {site.port} cannot be had (Address already in use). "
            f"Choose another one: make run PORT={site.port + 1}"
        )


@pytest.mark.parametrize("part", ["gunicorn", "manage.py work", "postgres -D", "database.keeper"])
def test_a_part_that_dies_is_brought_back(site, part):
    died = min(site.pids_of(part))
    os.kill(died, signal.SIGKILL)
    assert eventually(lambda: site.pids_of(part) != [] and died not in site.pids_of(part))
    assert eventually(lambda: site.status() == 200)


def test_kill_9_of_make_takes_everything_along(lived_in):
    with running(lived_in, command=MAKE_RUN) as run:
        run.wait_for("ready")
        run.process.kill()
        assert eventually(lambda: processes_of(lived_in) == [])
    with running(lived_in) as again:
        again.wait_for("ready")
        os.kill(again.process.pid, signal.SIGKILL)
        assert eventually(lambda: processes_of(lived_in) == [])


def test_an_end_in_the_middle_of_a_first_start_leaves_nothing():
    with open_folder() as data_dir, running(data_dir) as run:
        run.wait_for("Preparing")
        assert run.end() == 0
        assert processes_of(data_dir) == []


def test_a_folder_that_cannot_be_written_is_named():
    assert refusal("/sys/mug", free_port()).startswith("/sys/mug cannot be ")


def test_a_database_that_does_not_answer_is_named(tmp_path):
    url = f"postgres://web:secret@127.0.0.1:{free_port()}/members"
    said = refusal(tmp_path / "data", free_port(), DATABASE_URL=url)
    assert said.startswith("The database does not answer: ")
    assert "secret" not in said


def test_a_wrong_value_is_named(tmp_path):
    assert refusal(tmp_path / "data", "eight").startswith("PORT is 'eight', but it takes a whole number")


def test_a_command_brings_the_database_up_for_itself(lived_in):
    counting = "from members.models import User; print(User.objects.count() >= 0)"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "--command", counting],
        cwd=ROOT,
        env=environment(lived_in, free_port()),
        capture_output=True,
        text=True,
        check=False,
        timeout=FIRST_START,
    )
    assert (done.stdout, done.stderr) == ("True\n", "")
    assert processes_of(lived_in) == []
