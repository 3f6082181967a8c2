"""`make run`: brings the whole site up on this machine, keeps it up, and takes it down again with nothing left behind."""

import http.client
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from mug_site.database.dying import die_with_parent
from mug_site.database.errors import CannotServe
from mug_site.database.locks import open_lock, try_lock
from mug_site.database.supervisor import Server
from mug_site.interruption import Interrupted, listen, pause
from mug_site.preparation import prepare
from mug_site.programs import Program, stop
from mug_site.refusal import CannotRun

HOST = "127.0.0.1"
READY_PATIENCE = 60.0
"""Seconds that the web server has to give its first answer."""

ANSWER_PATIENCE = 5.0
GLANCE = 0.5
"""Seconds between two looks at whether everything still runs."""


def main() -> int:
    listen()
    if "MAKELEVEL" in os.environ:
        die_with_parent()()  # `make` killed with -9 takes the site along
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mug_site.settings")
    try:
        run()
    except Interrupted:
        say("Stopped.")
        return 0
    except (CannotRun, CannotServe, ImproperlyConfigured) as refused:
        say(str(refused))
        return 1
    except OSError as refused:
        if refused.filename is None:
            raise
        say(f"{refused.filename} cannot be used: {refused.strerror}.")
        return 1
    return 0


def run() -> None:
    """Serves until Interrupted. Raises CannotRun, CannotServe or ImproperlyConfigured with a sentence."""
    os.environ |= {"DATA_DIR": str(settings.DATA_DIR), "PORT": str(settings.PORT)}
    with ExitStack() as site:
        site.enter_context(only_run_on(Path(settings.DATA_DIR)))
        refuse_taken_port(settings.PORT)
        server = None
        if not settings.DATABASE_URL:
            server = Server(settings.DATA_DIR)
            site.callback(server.close)
            server.ensure()
            if not server.folders.home.is_relative_to(settings.DATA_DIR):
                say(
                    f"PostgreSQL's account cannot enter {settings.DATA_DIR}, so the database is in {server.folders.home}."
                )
        prepare(say)
        programs = [web_server(), job_worker()]
        site.callback(stop, programs)
        for program in programs:
            program.start()
        wait_until_ready(programs)
        say(f"ready http://{HOST}:{settings.PORT}")
        say(demo_accounts())
        while True:
            look_after(programs, server)


@contextmanager
def only_run_on(data_dir: Path) -> Iterator[None]:
    """Holds the data directory for this run alone. Raises CannotRun naming the run that has it."""
    data_dir.mkdir(parents=True, exist_ok=True)
    handle = open_lock(data_dir / "run.lock")
    try:
        if not try_lock(handle):
            raise CannotRun(
                f"The site already runs on {data_dir} ({(data_dir / 'run.lock').read_text()}). "
                "Stop that one first, or give this one another DATA_DIR and PORT."
            )
        os.truncate(handle, 0)
        os.write(handle, f"process {os.getpid()}, http://{HOST}:{settings.PORT}".encode())
        yield
    finally:
        os.close(handle)


def refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as refused:
            raise CannotRun(
                f"Port {port} cannot be had ({refused.strerror}). Choose another one: make run PORT={port + 1}"
            ) from refused


def web_server() -> Program:
    options = {
        "bind": f"{HOST}:{settings.PORT}",
        "worker-class": "gthread",
        "workers": settings.WEB_WORKERS,
        "threads": settings.WEB_THREADS,
        "graceful-timeout": 5,
        "log-level": "warning",
    }
    arguments = [f"--{name}={value}" for name, value in options.items()]
    return Program(
        "web server",
        [sys.executable, "-m", "gunicorn", "mug_site.wsgi", "--preload", "--no-control-socket", *arguments],
    )


def job_worker() -> Program:

    return Program("job worker", [sys.executable, "manage.py", "work"])


def wait_until_ready(programs: list[Program]) -> None:
    """Waits for the web server's first answer, whatever it is."""
    deadline = time.monotonic() + READY_PATIENCE
    while time.monotonic() < deadline:
        for program in programs:
            program.revive()
        connection = http.client.HTTPConnection(HOST, settings.PORT, timeout=ANSWER_PATIENCE)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            pause()
        else:
            return
        finally:
            connection.close()
    raise CannotRun(f"The web server has not answered for {READY_PATIENCE:.0f} seconds; what it said stands above.")


def look_after(programs: list[Program], server: Server | None) -> None:
    """Revives what died since the last look."""
    pause(GLANCE)
    if server:
        server.ensure()
    for program in programs:
        program.revive()


def demo_accounts() -> str:
    """The table of people to sign in as, which the demo wrote down."""
    try:
        accounts = json.loads((Path(settings.DATA_DIR) / "demo-accounts.json").read_text())
    except FileNotFoundError:
        return ""
    columns = {"role": "role", "email": "e-mail", "password": "password", "totp_secret": "TOTP secret"}
    rows = [columns.values(), *([account.get(key) or "" for key in columns] for account in accounts)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n" + "\n".join(line.rstrip() for line in lines) + "\n"


def say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
