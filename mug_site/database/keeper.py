"""The one process that owns the embedded PostgreSQL: runs it while anybody uses it, revives it, stops it with itself.

Started by the supervisor as `python -m mug_site.database.keeper DATA_DIR [not-durable]`, in a session of its own.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from mug_site.database.cluster import BARE_ENVIRONMENT, as_server, clear_traces, server_command, stop
from mug_site.database.dying import die_with_parent
from mug_site.database.folders import Folders, make_folders
from mug_site.database.locks import open_lock, try_lock

GLANCE = 0.2
"""Seconds between two looks at whether the server runs and is used."""

MOST_DEATHS = 5
"""A server that dies this often within a minute is left dead, with its log to read."""


class Keeper:
    def __init__(self, folders: Folders, *, durable: bool) -> None:
        self.folders = folders
        self.durable = durable
        self.told_to_stop = False
        self.users = open_lock(folders.home / "users.lock")
        signal.signal(signal.SIGTERM, self._hear)
        signal.signal(signal.SIGINT, self._hear)

    def _hear(self, signal_number: int, frame: FrameType | None) -> None:
        self.told_to_stop = True

    def keep(self) -> int:
        """Serves until unused or told to stop. Returns the exit code."""
        deaths: list[float] = []
        while True:
            server = self._start()
            while server.poll() is None and not self._is_over():
                time.sleep(GLANCE)
            if server.returncode is None:
                stop(server.pid)
                server.wait()
                return 0
            deaths = [died for died in deaths if time.monotonic() - died < 60] + [time.monotonic()]
            if self._is_over() or len(deaths) >= MOST_DEATHS:
                return 1
            time.sleep(GLANCE * 2 ** len(deaths))

    def _is_over(self) -> bool:
        return self.told_to_stop or try_lock(self.users)

    def _start(self) -> subprocess.Popen[bytes]:
        clear_traces(self.folders)
        return subprocess.Popen(
            server_command(self.folders, durable=self.durable),
            stdin=subprocess.DEVNULL,
            cwd="/",
            env=BARE_ENVIRONMENT,
            preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509 - there are no threads here
            **as_server(self.folders),
        )


def main() -> int:
    data_dir, *how = sys.argv[1:]
    folders = make_folders(Path(data_dir))
    mine = open_lock(folders.home / "keeper.lock")
    if not try_lock(mine):
        return 1
    os.truncate(mine, 0)
    os.write(mine, str(os.getpid()).encode())
    code = Keeper(folders, durable="not-durable" not in how).keep()
    if not folders.socket.is_relative_to(folders.home):
        folders.socket.rmdir()  # nothing of ours stays in /tmp
    return code


if __name__ == "__main__":
    sys.exit(main())
