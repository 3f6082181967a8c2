"""What a site needs before it can serve, done only where something changed since it was last done."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from mug_site.database.dying import die_with_parent
from mug_site.database.schema import ROOT, actual_schema, expected_schema
from mug_site.interruption import pause
from mug_site.refusal import CannotRun

Say = Callable[[str], None]


def prepare(say: Say) -> None:
    """Brings tables, demo and static files up to date. Raises CannotRun with the command that failed."""
    done = _remembered()
    wanted = {"schema": expected_schema(), "static": _static_files()}
    serving = settings.DATABASE_URLS["web"]
    migrated = (wanted["schema"], actual_schema(serving)) == (done.get("schema"), done.get("database"))
    with _static(wanted["static"] != done.get("static"), say):
        if not migrated:
            say("Preparing the database (the first time takes about half a minute)…")
            manage("migrate", "--verbosity=0")
            if settings.DEMO:
                say("Filling the demo…")
                manage("seed_demo")
    _memory().write_text(json.dumps(wanted | {"database": actual_schema(serving)}))


@contextmanager
def _static(needed: bool, say: Say) -> Iterator[None]:
    """Collects and compresses static files beside whatever else is done meanwhile: it takes a processor of its own."""
    if not needed:
        yield
        return
    say("Collecting static files…")
    command = ["collectstatic", "--noinput", "--clear", "--verbosity=0"]
    collecting = start(command)
    try:
        yield
        _finish(command, collecting)
    finally:
        _end(collecting)


def manage(*command: str) -> None:
    """Runs a command of manage.py to its end. Raises CannotRun where it fails."""
    process = start(list(command))
    try:
        _finish(list(command), process)
    finally:
        _end(process)


def start(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        process_group=0,  # Ctrl-C is ours to answer
        preexec_fn=die_with_parent(),  # noqa: PLW1509 - there are no threads here
    )


def _finish(command: list[str], process: subprocess.Popen[bytes]) -> None:
    while (code := process.poll()) is None:
        pause()
    if code:
        raise CannotRun(f"`manage.py {' '.join(command)}` failed with exit code {code}; what it said stands above.")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        process.wait()


def _memory() -> Path:
    return Path(settings.DATA_DIR) / "prepared.json"


def _remembered() -> dict[str, str]:
    try:
        return dict(json.loads(_memory().read_text()))
    except (OSError, ValueError):
        return {}


def _static_files() -> str:
    """Changes with our static files and with the installed versions, which bring the others."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for file in sorted((ROOT / "mug_site/static").rglob("*")):
        if file.is_file():
            found = file.stat()
            digest.update(f"{file.relative_to(ROOT)} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:12]
