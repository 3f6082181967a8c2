"""The files of an embedded PostgreSQL: made once, configured at each start, cleared of a dead server's traces."""

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from mug_site.database.account import own_account
from mug_site.database.address import PORT, ROLES
from mug_site.database.errors import CannotServe
from mug_site.database.folders import Folders, make_private
from mug_site.database.programs import programs

SUPERUSER = "mug_superuser"
BARE_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
"""All that the server sees of our environment: no secrets, no PG* variables."""

ACCESS = """\
# Written at each start. Whoever connects is who the kernel says they are; there is no TCP and no password.
local all all peer map=mug
"""
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "cluster_name": "mug",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Statements and conflicting values are members' data: the log names the error and no more.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
INITIAL = [
    "--auth-local=peer",
    "--auth-host=reject",
    "--locale=C.UTF-8",
    "--encoding=UTF8",
    "--data-checksums",
    "--no-instructions",
]
QUIETLY = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"]
ROLES_AND_DATABASE = (Path(__file__).parent / "roles.sql").read_text()
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
"""For data that may be lost with the machine: the tests' own."""

STOP_PATIENCE = 30.0
"""Seconds that a server has to stop by itself."""


def make_cluster(folders: Folders, *, durable: bool) -> None:
    """Runs initdb, once: a cluster that a crash left half made is made anew."""
    if folders.cluster.exists():
        return
    building = folders.home / "cluster.new"
    shutil.rmtree(building, ignore_errors=True)
    make_private(building, folders.account)
    run_as_server(
        folders,
        "initdb",
        [f"--pgdata={building}", f"--username={SUPERUSER}", *INITIAL, *([] if durable else ["--no-sync"])],
    )
    building.rename(folders.cluster)


def run_as_server(folders: Folders, program: str, arguments: list[str], *, script: str = "") -> None:
    """Runs one of PostgreSQL's programs as the server's account. Raises CannotServe with what it complained of."""
    done = subprocess.run(
        [str(programs(folders.account) / program), *arguments],
        input=script,
        capture_output=True,
        text=True,
        errors="replace",
        cwd="/",
        env=BARE_ENVIRONMENT,
        check=False,
        **as_server(folders),
    )
    if done.returncode:
        raise CannotServe(f"{program} failed: {(done.stderr or done.stdout).strip()}")


def as_server(folders: Folders) -> dict[str, Any]:
    """What subprocess takes to start a program as the server's account."""
    account = folders.account
    return {} if account.is_ours else {"user": account.uid, "group": account.gid, "extra_groups": []}


def configure(folders: Folders) -> None:
    """Writes who may be whom. The files are ours, not the server account's, so a hijacked server cannot widen them."""
    ours, server = own_account().name, folders.account.name
    lines = [f'mug "{ours}" {role}' for role in ROLES.values()] + [f'mug "{server}" {SUPERUSER}']
    for name, text in (("pg_hba.conf", ACCESS), ("pg_ident.conf", "\n".join(lines) + "\n")):
        path = folders.home / name
        path.write_text(text)
        path.chmod(0o644)


def server_command(folders: Folders, *, durable: bool) -> list[str]:
    """The command line of the server itself."""
    chosen = SETTINGS | ({} if durable else NOT_DURABLE)
    chosen["unix_socket_directories"] = '"' + str(folders.socket).replace('"', '""') + '"'  # it takes a list
    chosen["hba_file"] = str(folders.home / "pg_hba.conf")
    chosen["ident_file"] = str(folders.home / "pg_ident.conf")
    options = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
    return [str(programs(folders.account) / "postgres"), "-D", str(folders.cluster), *options]


def make_roles(folders: Folders) -> None:
    """Makes the three roles and the database where they are missing."""
    run_as_server(
        folders,
        "psql",
        [f"--host={folders.socket}", f"--port={PORT}", f"--username={SUPERUSER}", "--dbname=postgres", *QUIETLY],
        script=ROLES_AND_DATABASE,
    )


def is_ready(folders: Folders) -> bool:
    """Whether the server says so in its pid file, whose eighth line is its state."""
    return _pid_file(folders)[7:8] == ["ready"] and server_pid(folders) is not None


def server_pid(folders: Folders) -> int | None:
    """The process that serves this cluster, if there is one: a pid file alone proves nothing."""
    lines = _pid_file(folders)
    if not lines or not lines[0].lstrip("-").isdigit():
        return None
    pid = abs(int(lines[0]))
    try:
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return None
    is_ours = Path(os.fsdecode(arguments[0])).name == "postgres" and os.fsencode(folders.cluster) in arguments
    return pid if is_ours else None


def _pid_file(folders: Folders) -> list[str]:
    try:
        return [line.strip() for line in (folders.cluster / "postmaster.pid").read_text().splitlines()]
    except (OSError, UnicodeDecodeError):
        return []


def clear_traces(folders: Folders) -> None:
    """Stops a server that outlived its keeper and removes the files of one that died: only its keeper calls this."""
    if (pid := server_pid(folders)) is not None:
        stop(pid)
    for trace in (
        folders.cluster / "postmaster.pid",
        folders.socket / f".s.PGSQL.{PORT}.lock",
        folders.socket / f".s.PGSQL.{PORT}",
    ):
        trace.unlink(missing_ok=True)


def stop(pid: int) -> None:
    """Stops a server: it ends its sessions and writes everything down; one that hangs is stopped the hard way."""
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.kill(pid, how)
        if _gone(pid, within=STOP_PATIENCE):
            return


def _gone(pid: int, *, within: float) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        if not Path(f"/proc/{pid}").exists():
            return True
        time.sleep(0.02)
    return False
