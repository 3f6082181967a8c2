"""The programs of a running site are revived, but not for ever."""

import sys

import pytest

from mug_site import programs
from mug_site.programs import Program, stop
from mug_site.refusal import CannotRun
from tests.machine import eventually


def test_a_program_that_keeps_dying_is_named_with_its_exit_code(monkeypatch):
    monkeypatch.setattr(programs, "MOST_DEATHS", 2)
    program = Program("job worker", [sys.executable, "-c", "raise SystemExit(3)"])

    def revive() -> bool:
        program.revive()
        return False

    with pytest.raises(CannotRun, match="The job worker stopped 2 times within a minute, at last with exit code 3"):
        eventually(revive)


def test_a_program_that_will_not_finish_is_made_to(monkeypatch):
    monkeypatch.setattr(programs, "STOP_PATIENCE", 0.2)
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); signal.pause()"
    program = Program("web server", [sys.executable, "-c", deaf])
    program.start()
    stop([program])
    assert program.process.returncode is not None
