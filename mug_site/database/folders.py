"""The folders of an embedded PostgreSQL: each made with the right owner, or refused if it is somebody else's."""

import os
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mug_site.database.account import Account, server_account
from mug_site.database.address import socket_directory
from mug_site.database.errors import CannotServe
from mug_site.database.programs import SHARED

LONGEST_PATH = 900
"""PostgreSQL cuts paths at 1,024 bytes, and its own files lie deeper than its directory."""


@dataclass(frozen=True)
class Folders:
    """`home` holds locks, log and configuration and is ours; `cluster` and `socket` are the server account's."""

    home: Path
    socket: Path
    account: Account

    @property
    def cluster(self) -> Path:
        return self.home / "cluster"

    @property
    def log(self) -> Path:
        return self.home / "log"


def make_folders(data_dir: Path) -> Folders:
    """Makes what is missing. Raises CannotServe where a folder cannot be had or is not safe."""
    account = server_account()
    home = data_dir / "postgres"
    try:
        if not account.can_enter(data_dir) and not home.exists():
            _place_elsewhere(home)
        home = home.resolve()
        home.mkdir(mode=0o700 if account.is_ours else 0o711, parents=True, exist_ok=True)
        if not account.can_enter(home):
            raise CannotServe(
                f"PostgreSQL runs as {account.name!r} and cannot enter {home}: open the folders above it (chmod o+x), "
                "or choose another DATA_DIR."
            )
        _refuse_unless_owned(home, os.geteuid())
        if len(os.fsencode(home)) > LONGEST_PATH:
            raise CannotServe(f"DATA_DIR is too long for PostgreSQL, which takes {LONGEST_PATH} bytes: {data_dir}")
        socket = socket_directory(data_dir)
        make_private(socket, account)
    except OSError as refused:
        raise CannotServe(f"{refused.filename} cannot be written: {refused.strerror}.") from refused
    return Folders(home, socket, account)


def _place_elsewhere(home: Path) -> None:
    """Root's data in a closed home: the database goes where its account can reach it, with a link in its place."""
    SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
    home.parent.mkdir(parents=True, exist_ok=True)
    elsewhere = Path(tempfile.mkdtemp(prefix="database-", dir=SHARED))
    elsewhere.chmod(0o711)
    home.unlink(missing_ok=True)  # a link whose target is gone
    home.symlink_to(elsewhere)


def make_private(folder: Path, account: Account) -> None:
    """A folder of mode 0700 that belongs to `account`. Raises CannotServe if someone else's is in its place."""
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    _refuse_unless_owned(folder, os.geteuid(), account.uid)  # ours: just made, perhaps by another start beside this one
    os.chown(folder, account.uid, account.gid, follow_symlinks=False)
    folder.chmod(0o700)


def _refuse_unless_owned(folder: Path, *owners: int) -> None:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners:
        raise CannotServe(
            f"{folder} belongs to another user or is not a folder; the site trusts no database there. "
            "Remove it, or choose another DATA_DIR."
        )
