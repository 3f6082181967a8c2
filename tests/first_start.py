"""What journeys and attacks start from: the state that a real first start of the site left."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from mug_site.database.locks import locked
from mug_site.database.schema import ROOT, expected_schema
from tests.machine import processes_of
from tests.running import MAKE_RUN, Run, copied, running


def _state_of_the_code() -> str:
    digest = hashlib.sha256(expected_schema().encode())
    for source in (ROOT / "Makefile", *sorted((ROOT / "mug_site").rglob("*.py"))):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:12]


@pytest.fixture(scope="session")
def first_start() -> Path:
    """The data directory that a real first start left, its words in `said`. Made once for each state of the code."""
    folder = Path(settings.DATA_DIR) / f"lived-in-{_state_of_the_code()}"
    with locked(Path(settings.DATA_DIR) / "lived-in.lock"):
        if not (folder / "said").exists():
            for old in Path(settings.DATA_DIR).glob("lived-in-*"):
                shutil.rmtree((old / "postgres").resolve(), ignore_errors=True)
                shutil.rmtree(old)
            with running(folder, command=MAKE_RUN) as run:
                run.wait_for("ready")
                run.said.append(f"status {run.status()}")
                code = run.end()
                run.said += [f"exit {code}", *(f"left {process}" for process in processes_of(folder))]
            (folder / "said").write_text("\n".join(run.said))
    return folder


@pytest.fixture
def lived_in(first_start) -> Iterator[Path]:
    """A copy of what the first start left."""
    with copied(first_start) as data_dir:
        yield data_dir


@pytest.fixture(scope="module")
def site(first_start) -> Iterator[Run]:
    """A site that runs, for tests which leave it running."""
    with copied(first_start) as data_dir, running(data_dir) as run:
        run.wait_for("ready")
        yield run
