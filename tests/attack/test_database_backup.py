"""A backup of the embedded database, made and restored with the commands that the documentation names."""

import subprocess
import sys
from pathlib import Path

import pytest

from mug_site.database.schema import ROOT
from mug_site.database.supervisor import serve
from tests.machine import ask, processes_of
from tests.running import environment, free_port

COUNT = "SELECT count(*) FROM django_migrations"


def command(*words: str, data_dir: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment(data_dir, free_port(), **more),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.promise("P17")
def test_what_was_backed_up_comes_back(lived_in, tmp_path):
    dump = str(tmp_path / "mug.dump")
    module = ("-m", "mug_site.database")
    done = command(*module, "pg_dump", "--format=custom", f"--file={dump}", data_dir=lived_in)
    assert (done.returncode, done.stderr) == (0, "")
    with serve(lived_in) as urls:
        before = ask(urls["web"], COUNT)
        ask(urls["owner"], "DROP TABLE django_migrations")
        ask(urls["owner"], "CREATE TABLE made_since (x int)")
    restoring = command(*module, "pg_restore", "--clean", "--if-exists", "--dbname=mug", dump, data_dir=lived_in)
    assert (restoring.returncode, restoring.stderr) == (0, "")
    assert command("manage.py", "migrate", "--verbosity=0", data_dir=lived_in).returncode == 0
    with serve(lived_in) as urls:
        assert ask(urls["web"], COUNT) == before
    assert processes_of(lived_in) == []


def test_only_postgresqls_own_programs_are_run(tmp_path):
    done = command("-m", "mug_site.database", "rm", data_dir=tmp_path)
    assert (done.returncode, done.stderr.split(":")[0]) == (2, "It runs one of psql, pg_dump, pg_restore")


def test_another_servers_programs_are_not_ours_to_run(tmp_path):
    done = command("-m", "mug_site.database", "psql", data_dir=tmp_path, DATABASE_URL="postgres://web@db.example/mug")
    assert (done.returncode, done.stderr) == (1, "DATABASE_URL is set: run the psql of that server.\n")
