"""The programs that make up a running site: started, revived when they die, stopped together."""

import signal
import subprocess
import time
from dataclasses import dataclass, field

from mug_site.database.dying import die_with_parent
from mug_site.database.schema import ROOT
from mug_site.refusal import CannotRun

MOST_DEATHS = 5
MEMORY = 60.0
"""A program that dies this often within so many seconds is not started again."""

STOP_PATIENCE = 10.0
"""Seconds that the programs have to finish what they do."""


@dataclass
class Program:
    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)
    wait_until: float = 0.0

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            process_group=0,  # Ctrl-C in a terminal is ours to answer
            preexec_fn=die_with_parent(),  # noqa: PLW1509 - there are no threads here
        )

    def revive(self) -> None:
        """Starts the program again if it died, later after each death. Raises CannotRun if it keeps dying."""
        now = time.monotonic()
        if self.process and self.process.poll() is not None:
            code, self.process = self.process.returncode, None
            self.deaths = [died for died in self.deaths if now - died < MEMORY] + [now]
            if len(self.deaths) >= MOST_DEATHS:
                raise CannotRun(
                    f"The {self.name} stopped {MOST_DEATHS} times within a minute, at last with exit code {code}; "
                    "what it said stands above."
                )
            self.wait_until = now + 0.25 * 2 ** len(self.deaths)
        if self.process is None and now >= self.wait_until:
            self.start()


def stop(programs: list[Program]) -> None:
    """Asks all to finish, and makes those end that do not."""
    running = [program.process for program in programs if program.process]
    deadline = time.monotonic() + STOP_PATIENCE
    for process in running:
        process.send_signal(signal.SIGTERM)
    for process in running:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
