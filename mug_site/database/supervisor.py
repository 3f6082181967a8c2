"""Brings the embedded PostgreSQL of a data directory up for whoever needs it, and down after the last of them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mug_site.database.address import embedded_urls
from mug_site.database.cluster import (
    STOP_PATIENCE,
    clear_traces,
    configure,
    is_ready,
    make_cluster,
    make_roles,
)
from mug_site.database.errors import CannotServe
from mug_site.database.folders import make_folders
from mug_site.database.locks import is_free, locked, open_lock, share_lock, try_lock

START_PATIENCE = 60.0
"""Seconds that a server has to start, recovery after a crash included."""

LARGEST_LOG = 10_000_000


class Server:
    """One use of the server. Users share a lock; the server's keeper stops it when nobody holds that any more."""

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self.data_dir = data_dir.resolve()
        self.durable = durable
        self.folders = make_folders(self.data_dir)
        self.keeper: subprocess.Popen[bytes] | None = None
        self.users = open_lock(self.folders.home / "users.lock")
        share_lock(self.users)  # waits while the last user's server is being stopped

    def ensure(self) -> None:
        """Starts the server unless it runs. Raises CannotServe."""
        with locked(self.folders.home / "start.lock"):
            if self._runs():
                return
            self._start_keeper()
            self._wait_until_ready()
            make_roles(self.folders)

    def _runs(self) -> bool:
        """Whether a keeper has a server that is ready. One that comes up is waited for; so is one that is dying."""
        deadline = time.monotonic() + START_PATIENCE
        while not is_free(self.folders.home / "keeper.lock"):
            if is_ready(self.folders):
                return True
            if time.monotonic() > deadline:
                raise self._does_not_start()
            time.sleep(0.02)
        return False

    def _start_keeper(self) -> None:
        if self.keeper:
            self.keeper.wait()
        clear_traces(self.folders)
        make_cluster(self.folders, durable=self.durable)
        configure(self.folders)
        if self.folders.log.exists() and self.folders.log.stat().st_size > LARGEST_LOG:
            self.folders.log.replace(self.folders.log.with_suffix(".old"))
        self.folders.log.touch(mode=0o600)
        command = [sys.executable, "-m", "mug_site.database.keeper", str(self.data_dir)]
        with self.folders.log.open("ab") as log:
            self.keeper = subprocess.Popen(
                command if self.durable else [*command, "not-durable"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=Path(__file__).parents[2],
                start_new_session=True,  # Ctrl-C in a terminal is ours to answer, not the server's
            )

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_PATIENCE
        while not is_ready(self.folders):
            if time.monotonic() > deadline or (is_free(self.folders.home / "keeper.lock") and self._keeper_died()):
                raise self._does_not_start()
            time.sleep(0.02)

    def _does_not_start(self) -> CannotServe:
        tail = self.folders.log.read_text(errors="replace").strip().splitlines()[-1:]
        return CannotServe(f"PostgreSQL does not start; {self.folders.log} ends with: {''.join(tail)}")

    def _keeper_died(self) -> bool:
        return self.keeper is None or self.keeper.poll() is not None

    def close(self) -> None:
        """Ends this use. The last user waits until the server has stopped."""
        if try_lock(self.users) and not is_free(self.folders.home / "keeper.lock"):
            with suppress(ProcessLookupError, ValueError):
                os.kill(int((self.folders.home / "keeper.lock").read_text()), signal.SIGTERM)
            deadline = time.monotonic() + STOP_PATIENCE
            while not is_free(self.folders.home / "keeper.lock") and time.monotonic() < deadline:
                if self.keeper:
                    self.keeper.poll()
                time.sleep(0.02)
        os.close(self.users)
        if self.keeper and self.keeper.poll() is None:
            self.keeper.returncode = 0  # others use it still, and it outlives us on purpose


@contextmanager
def serve(data_dir: Path, *, durable: bool = True) -> Iterator[dict[str, str]]:
    """The URLs of a running server, started if need be and stopped after its last user. Raises CannotServe."""
    server = Server(data_dir, durable=durable)
    try:
        server.ensure()
        yield embedded_urls(server.data_dir)
    finally:
        server.close()
