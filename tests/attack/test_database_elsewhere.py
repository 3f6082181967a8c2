"""DATABASE_URL replaces the embedded PostgreSQL completely, whatever the other server's roles and passwords are."""

import signal
import subprocess
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import psycopg2
import pytest
from django.conf import settings

from mug_site.database.account import server_account
from mug_site.database.cluster import BARE_ENVIRONMENT, as_server, is_ready, run_as_server
from mug_site.database.folders import Folders, make_private
from mug_site.database.programs import own_programs, programs
from tests.machine import ask, eventually, open_folder, processes_of
from tests.running import free_port, running

PASSWORD = "p@ss w/ord: 100%"
ACCESS = "local all all peer\nhost all all 127.0.0.1/32 scram-sha-256\n"
ROLES = f"""
    CREATE ROLE site_owner LOGIN PASSWORD '{PASSWORD}';
    CREATE ROLE site_web LOGIN PASSWORD '{PASSWORD}';
    CREATE ROLE site_export LOGIN PASSWORD '{PASSWORD}';
    CREATE DATABASE members OWNER site_owner;
"""


@pytest.fixture
def other_server(migrated_template) -> Iterator[dict[str, str]]:
    """An ordinary server with TCP and passwords, whose database holds the tables: the variables that name it."""
    account, port = server_account(), free_port()
    with open_folder() as folder:
        folder.mkdir()
        folders = Folders(folder, folder / "socket", account)
        for own in (folders.cluster, folders.socket):
            make_private(own, account)
        run_as_server(folders, "initdb", [f"--pgdata={folders.cluster}", f"--username={account.name}", "--no-sync"])
        (folder / "access").write_text(ACCESS)
        options = {
            "port": port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": folders.socket,
            "hba_file": folder / "access",
            "fsync": "off",
        }
        command = [programs(account) / "postgres", "-D", folders.cluster]
        with (
            (folder / "log").open("wb") as log,
            subprocess.Popen(
                [*command, *(f"--{name}={value}" for name, value in options.items())],
                cwd="/",
                env=BARE_ENVIRONMENT,
                stderr=log,
                **as_server(folders),
            ) as postgres,
        ):
            assert eventually(lambda: is_ready(folders))
            where = [f"--host={folders.socket}", f"--port={port}", "--dbname=postgres", "--quiet"]
            run_as_server(folders, "psql", where, script=ROLES)
            urls = {
                variable: f"postgres://{role}:{quote(PASSWORD, safe='')}@127.0.0.1:{port}/members"
                for variable, role in {
                    "DATABASE_URL": "site_web",
                    "DATABASE_OWNER_URL": "site_owner",
                    "DATABASE_EXPORT_URL": "site_export",
                }.items()
            }
            restore(migrated_template, urls["DATABASE_OWNER_URL"])
            yield urls
            postgres.send_signal(signal.SIGINT)


def restore(template: str, url: str) -> None:
    """Takes the migrated tables over without owners and rights, as from a backup."""
    source = urlsplit(settings.DATABASE_URLS["owner"])._replace(path=f"/{template}").geturl()
    dump = subprocess.run(
        [own_programs() / "pg_dump", "--no-owner", "--no-privileges", source], capture_output=True, check=True
    )
    restoring = [own_programs() / "psql", "-X", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null", url]
    subprocess.run(restoring, input=dump.stdout, check=True)


def test_the_site_runs_on_it_and_starts_nothing_of_its_own(lived_in, other_server):
    with running(lived_in, **other_server) as run:
        run.wait_for("ready")
        assert run.status() == 200
        assert [line for line in processes_of(lived_in) if "postgres" in line or "keeper" in line] == []
        using = "SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = 'members' AND pid <> pg_backend_pid()"
        assert ask(other_server["DATABASE_OWNER_URL"], using) == [("site_web",)]
    for statement in ("CREATE TABLE mine (x int)", "TRUNCATE members_user CASCADE", "DELETE FROM members_event"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            ask(other_server["DATABASE_URL"], statement)
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(other_server["DATABASE_EXPORT_URL"], "SELECT * FROM members_user")
