"""The account of the operating system that the embedded PostgreSQL runs as, and what that account can reach."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from mug_site.database.errors import CannotServe

UNPRIVILEGED = "nobody"
"""PostgreSQL refuses to run as root; whoever is root runs it as this account."""


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        """Whether this very process runs as the account."""
        return self.uid == os.geteuid()

    def can_enter(self, path: Path) -> bool:
        """Whether the account may pass through every existing directory down to `path`."""
        return self.is_ours or all(self._may_search(folder) for folder in (path, *path.parents) if folder.exists())

    def _may_search(self, folder: Path) -> bool:
        found = folder.stat()
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)


def own_account() -> Account:
    """The account of this process. Raises CannotServe where it has no name: peer authentication needs one."""
    try:
        entry = pwd.getpwuid(os.geteuid())
    except KeyError as unknown:
        raise CannotServe(
            f"User {os.geteuid()} has no name on this machine, and PostgreSQL needs one: add it to /etc/passwd, "
            "or set DATABASE_URL."
        ) from unknown
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def server_account() -> Account:
    """The account that the server runs as: this process's own, or as root an unprivileged one."""
    if os.geteuid() != 0:
        return own_account()
    try:
        entry = pwd.getpwnam(UNPRIVILEGED)
    except KeyError as unknown:
        raise CannotServe(
            f"PostgreSQL does not run as root, and this machine has no account {UNPRIVILEGED!r} to run it as: "
            "start the site as an ordinary user, or set DATABASE_URL."
        ) from unknown
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
