"""The embedded PostgreSQL opens to nobody else on the machine, and loses nothing however it dies."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from mug_site.database.account import server_account
from mug_site.database.address import LONGEST, PORT, embedded_urls, socket_directory
from mug_site.database.cluster import BARE_ENVIRONMENT, SUPERUSER, as_server, server_pid
from mug_site.database.errors import CannotServe
from mug_site.database.folders import make_folders, make_private
from mug_site.database.programs import programs
from mug_site.database.schema import ROOT
from mug_site.database.supervisor import Server, serve
from tests.machine import ask, eventually, open_folder, processes_of

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="becomes another user, which only root can: sudo make test")
MAKE_NOTES = "CREATE TABLE IF NOT EXISTS notes (text varchar PRIMARY KEY)"
USER = """
import sys
from pathlib import Path
from mug_site.database.supervisor import serve
with serve(Path(sys.argv[1])):
    print("up", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


@pytest.fixture
def server(data_dir) -> Iterator[Server]:
    server = Server(data_dir, durable=False)
    server.ensure()
    yield server
    server.close()


def start_user(data_dir: Path) -> subprocess.Popen[str]:
    """Another process that uses the server, and says "up" when it does."""
    return subprocess.Popen(
        [sys.executable, "-c", USER, str(data_dir)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def end(user: subprocess.Popen[str]) -> None:
    user.communicate()


def psql_as(account: pwd.struct_passwd, folder: Path, role: str) -> subprocess.CompletedProcess[str]:
    program = programs(server_account()) / "psql"
    return subprocess.run(
        [program, "-X", "-h", folder, "-p", str(PORT), "-U", role, "-d", "postgres", "-c", "SELECT 1"],
        user=account.pw_uid,
        group=account.pw_gid,
        extra_groups=[],
        cwd="/",
        env=BARE_ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )


# Nobody else gets in


@AS_ROOT
@pytest.mark.parametrize("role", ["mug_web", "mug_owner", "mug_export", SUPERUSER])
def test_another_user_of_the_machine_is_refused(server, role):
    other, folder = pwd.getpwnam("daemon"), server.folders.socket
    assert "Permission denied" in psql_as(other, folder, role).stderr
    folder.chmod(0o777)  # and if the folder were open, by the socket's own mode
    assert "Permission denied" in psql_as(other, folder, role).stderr
    (folder / f".s.PGSQL.{PORT}").chmod(0o777)  # and if that were open too, by the kernel's word for who they are
    assert "Peer authentication failed" in psql_as(other, folder, role).stderr


@AS_ROOT
def test_only_the_servers_account_becomes_superuser(server):
    assert psql_as(pwd.getpwnam("nobody"), server.folders.socket, SUPERUSER).stdout.split()[2] == "1"
    assert "Peer authentication failed" in psql_as(pwd.getpwnam("root"), server.folders.socket, SUPERUSER).stderr
    assert "Peer authentication failed" in psql_as(pwd.getpwnam("nobody"), server.folders.socket, "mug_owner").stderr


def test_there_is_no_tcp_and_no_other_way_to_sign_in(server):
    owner = embedded_urls(server.data_dir)["owner"]
    assert ask(owner, "SHOW listen_addresses") == [("",)]
    assert (server.folders.home / "pg_hba.conf").read_text().splitlines()[1:] == ["local all all peer map=mug"]


def test_its_folders_are_closed(server):
    assert [oct(folder.stat().st_mode & 0o777) for folder in (server.folders.cluster, server.folders.socket)] == [
        "0o700"
    ] * 2


def test_roles_may_no_more_than_they_should(server):
    urls = embedded_urls(server.data_dir)
    rights = "SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles"
    assert ask(urls["web"], f"{rights} WHERE rolname ~ '^mug_(web|owner|export)$' ORDER BY 1") == [
        ("mug_export", False, False, False, False, False),
        ("mug_owner", False, False, True, False, False),
        ("mug_web", False, False, False, False, False),
    ]
    for role in ("web", "export"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            ask(urls[role], "CREATE TABLE mine (x int)")


def test_a_server_that_another_user_put_there_is_not_trusted(data_dir):
    """A client checks whose server answers before it says anything."""
    make_folders(data_dir)
    url = embedded_urls(data_dir)["web"]
    if os.geteuid() != 0:  # as root the expected server is nobody's, and this process is not
        url = url.replace(f"requirepeer={server_account().name}", "requirepeer=root")
    with socket.socket(socket.AF_UNIX) as impostor:
        impostor.bind(str(socket_directory(data_dir) / f".s.PGSQL.{PORT}"))
        impostor.listen()
        with pytest.raises(psycopg2.OperationalError, match="requirepeer specifies"):
            ask(url, "SELECT 1")


def test_a_link_in_the_sockets_place_is_refused(data_dir, tmp_path):
    data_dir.mkdir()
    (data_dir / "socket").symlink_to(tmp_path)
    with pytest.raises(CannotServe, match="belongs to another user or is not a folder"):
        make_private(data_dir / "socket", server_account())


@AS_ROOT
def test_a_folder_of_another_user_in_the_sockets_place_is_refused(data_dir):
    folders = make_folders(data_dir)
    daemon = pwd.getpwnam("daemon")
    os.chown(folders.socket, daemon.pw_uid, daemon.pw_gid)
    with pytest.raises(CannotServe, match="belongs to another user"):
        Server(data_dir)


def test_the_log_holds_no_values(server):
    owner = embedded_urls(server.data_dir)["owner"]
    ask(owner, MAKE_NOTES)
    ask(owner, "INSERT INTO notes VALUES ('dee@example.org')")
    with pytest.raises(psycopg2.errors.UniqueViolation):
        ask(owner, "INSERT INTO notes VALUES ('dee@example.org')")
    log = server.folders.log.read_text()
    assert "duplicate key value violates unique constraint" in log
    assert "dee@example.org" not in log


# It survives


@pytest.fixture
def kept(data_dir) -> Path:
    """A data directory with one committed row in it, and nothing running."""
    with serve(data_dir, durable=False) as urls:
        ask(urls["owner"], MAKE_NOTES)
        ask(urls["owner"], "INSERT INTO notes VALUES ('kept')")
    assert processes_of(data_dir) == []
    return data_dir


def rows_after_a_start(data_dir: Path) -> list[tuple]:
    with serve(data_dir) as urls:
        return ask(urls["owner"], "SELECT text FROM notes")


def test_whoever_uses_it_dies_by_kill_9(kept):
    user = start_user(kept)
    assert user.stdout.readline() == "up\n"
    user.kill()
    end(user)
    assert eventually(lambda: processes_of(kept) == [])
    assert rows_after_a_start(kept) == [("kept",)]


def test_its_keeper_dies_by_kill_9(kept):
    server = Server(kept)
    server.ensure()
    server.keeper.kill()
    assert eventually(lambda: server_pid(server.folders) is None)
    server.ensure()
    assert ask(embedded_urls(kept)["owner"], "SELECT text FROM notes") == [("kept",)]
    server.close()
    assert processes_of(kept) == []


def test_postgres_dies_by_kill_9(kept):
    server = Server(kept)
    server.ensure()
    ask(embedded_urls(kept)["owner"], "INSERT INTO notes VALUES ('just before')")
    died = server_pid(server.folders)
    os.kill(died, signal.SIGKILL)
    assert eventually(lambda: server_pid(server.folders) not in (None, died))
    server.ensure()
    assert ask(embedded_urls(kept)["owner"], "SELECT text FROM notes ORDER BY 1") == [("just before",), ("kept",)]
    server.close()
    assert processes_of(kept) == []


def test_all_of_it_dies_by_kill_9_at_once(kept):
    user = start_user(kept)
    assert user.stdout.readline() == "up\n"
    for process in processes_of(kept):
        os.kill(int(process.split()[0]), signal.SIGKILL)
    end(user)
    assert eventually(lambda: processes_of(kept) == [])  # the kernel takes a moment to carry it out
    assert rows_after_a_start(kept) == [("kept",)]
    assert processes_of(kept) == []


def test_a_pid_file_that_names_another_process(kept):
    folders = make_folders(kept)
    sleeper = subprocess.Popen(["sleep", "600"], **as_server(folders))
    stale = f"{sleeper.pid}\n{folders.cluster}\n1700000000\n{PORT}\n{folders.socket}\n\n     1         1\nready   \n"
    (folders.cluster / "postmaster.pid").write_text(stale)
    (folders.socket / f".s.PGSQL.{PORT}.lock").write_text(stale)
    assert rows_after_a_start(kept) == [("kept",)]
    assert sleeper.poll() is None  # it was left alone
    sleeper.kill()
    sleeper.wait()


def test_an_initdb_that_was_interrupted(data_dir):
    folders = make_folders(data_dir)
    (folders.home / "cluster.new" / "base").mkdir(parents=True)
    with serve(data_dir) as urls:
        assert ask(urls["web"], "SELECT current_user") == [("mug_web",)]


def test_four_first_starts_at_once_share_one_server(data_dir):
    users = [start_user(data_dir) for _ in range(4)]
    assert [user.stdout.readline() for user in users] == ["up\n"] * 4
    servers = [process for process in processes_of(data_dir) if " -D " in process]
    assert len(servers) == 1
    for user in users[:3]:
        end(user)
    assert ask(embedded_urls(data_dir)["web"], "SELECT 1") == [(1,)]  # the last user has it still
    end(users[3])
    assert processes_of(data_dir) == []


# It runs anywhere, or says why not


@pytest.mark.parametrize(
    "name",
    ["a folder with spaces", 'quote"s and, commas', "ümläut", "d" * 200 + "/" + "e" * 200],
    ids=["spaces", "quotes and commas", "letters", "very long"],
)
def test_any_path_will_do(name):
    with open_folder(name) as data_dir:
        for _ in range(2):
            with serve(data_dir, durable=False) as urls:
                assert ask(urls["web"], "SELECT current_user, current_database()") == [("mug_web", "mug")]
        assert processes_of(data_dir) == []
        assert len(os.fsencode(socket_directory(data_dir))) <= LONGEST
        assert socket_directory(data_dir).exists() == socket_directory(data_dir).is_relative_to(data_dir)


def test_a_path_beyond_what_postgresql_takes_is_named():
    with open_folder("/".join(["f" * 200] * 5)) as data_dir, pytest.raises(CannotServe, match="too long"):
        make_folders(data_dir)


@AS_ROOT
def test_in_a_closed_home_the_database_lies_elsewhere():
    with open_folder("home") as home:
        home.mkdir(mode=0o700)
        with serve(home / "var", durable=False) as urls:
            assert ask(urls["web"], "SELECT current_user") == [("mug_web",)]
        elsewhere = (home / "var/postgres").resolve()
        assert elsewhere.parent == Path("/var/lib/mug")
        shutil.rmtree(elsewhere)


@AS_ROOT
def test_programs_in_a_closed_home_are_copied_to_where_the_server_runs_them(monkeypatch, tmp_path):
    monkeypatch.setattr("mug_site.database.programs.SHARED", tmp_path / "shared")
    monkeypatch.setattr("mug_site.database.account.Account.can_enter", lambda account, path: False)
    copied = programs(server_account())
    assert copied.is_relative_to(tmp_path / "shared")
    version = subprocess.run([copied / "postgres", "--version"], capture_output=True, text=True, check=True)
    assert version.stdout.startswith("postgres (PostgreSQL) 18.")


def test_a_folder_that_cannot_be_written_is_named(data_dir):
    data_dir.write_text("a file in the folder's place")
    with pytest.raises(CannotServe, match="cannot be written"):
        make_folders(data_dir)


def test_threads_of_one_process_may_share_it(data_dir):
    seen: list[list[tuple]] = []

    def use() -> None:
        with serve(data_dir, durable=False) as urls:
            seen.append(ask(urls["web"], "SELECT current_user"))

    threads = [threading.Thread(target=use) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [[("mug_web",)]] * 3
    assert processes_of(data_dir) == []
