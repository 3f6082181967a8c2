"""A real `make run` in a process of its own, for the tests of what happens to one."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from mug_site.database.schema import ROOT
from tests.machine import PATIENCE, open_folder, processes_of

FIRST_START = 300.0
"""Seconds for a first start on a machine that is busy with other tests; alone it takes about forty."""

RUN = [sys.executable, "-m", "mug_site.run"]
MAKE_RUN = ["make", "--no-print-directory", "--old-file=.venv/site", "run"]


@dataclass
class Run:
    """A `make run` of its own, and what it says."""

    process: subprocess.Popen[str]
    data_dir: Path
    port: int
    said: list[str] = field(default_factory=list)

    def wait_for(self, beginning: str) -> str:
        """The first line that begins so. Fails with all that was said if the run ends before."""
        while line := self.process.stdout.readline():
            self.said.append(line.rstrip("\n"))
            if line.startswith(beginning):
                return self.said[-1]
        raise AssertionError(f"It never said {beginning!r}, but: " + "\n".join(self.said))

    def status(self) -> int:
        """How the sign-in page answers; 0 where nothing does."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", "/accounts/login/")
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def pids_of(self, word: str) -> list[int]:
        return [int(line.split()[0]) for line in processes_of(self.data_dir) if word in line]

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        self.said += self.process.communicate(timeout=FIRST_START)[0].splitlines()
        return self.process.returncode


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(data_dir: Path | str, port: int | str, **more: str) -> dict[str, str]:
    ours = {name for name in os.environ if name.startswith(("DATABASE_", "DJANGO_", "PYTEST_"))}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {"DATA_DIR": str(data_dir), "PORT": str(port)} | more


@contextmanager
def running(data_dir: Path, *, command: list[str] = RUN, **more: str) -> Iterator[Run]:
    port = free_port()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(data_dir, port, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    run = Run(process, data_dir, port)
    try:
        yield run
    finally:
        if process.poll() is None:
            run.end()
        process.stdout.close()


@contextmanager
def copied(first_start: Path) -> Iterator[Path]:
    with open_folder("a folder with spaces") as data_dir:
        subprocess.run(["cp", "-aL", first_start, data_dir], check=True)  # the database too, where it lies elsewhere
        yield data_dir
