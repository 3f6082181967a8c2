"""What the tests of real processes need: a place that every account reaches, who runs where, and patience."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2

PATIENCE = 30.0
"""Seconds that anything may take on a machine that is busy with other tests."""


@contextmanager
def open_folder(name: str = "data") -> Iterator[Path]:
    """A folder of its own that PostgreSQL's account can enter too, which pytest's temporary folders are not."""
    base = Path(tempfile.mkdtemp(prefix="mug-test-"))
    base.chmod(0o755)
    try:
        yield base / name
    finally:
        shutil.rmtree(base, ignore_errors=True)


def eventually(look: Callable[[], bool]) -> bool:
    """Whether `look` comes true while patience lasts."""
    deadline = time.monotonic() + PATIENCE
    while not look():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def processes_of(folder: Path) -> list[str]:
    """The command lines of all that runs on `folder`, and of the servers' own children."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
                environment = (entry / "environ").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if str(folder) in words or f"DATA_DIR={folder}\0" in environment:
                found.append(f"{entry.name} {words}")
    return found


def ask(url: str, statement: str) -> list[tuple]:
    """The rows that `statement` answers with, in a connection of its own."""
    connection = psycopg2.connect(url.replace("postgres://", "postgresql://", 1))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()
