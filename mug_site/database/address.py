"""Where the embedded PostgreSQL of a data directory answers; settings read it, so it touches nothing."""

import hashlib
import os
from pathlib import Path
from urllib.parse import quote

from mug_site.database.account import server_account

ROLES = {"web": "mug_web", "owner": "mug_owner", "export": "mug_export"}
DATABASE = "mug"
PORT = 5432
"""Only a part of the socket's name: there is no TCP."""

LONGEST = 107 - len(f"/.s.PGSQL.{PORT}")
"""Bytes that a socket's directory may have: the kernel takes 107 for the whole path."""


def socket_directory(data_dir: Path) -> Path:
    """Inside the data directory; in /tmp where that path is too long or closed to the server's account.

    A comma moves it too: libpq reads one as the end of a host's name.
    """
    inside = data_dir / "postgres" / "socket"
    if len(os.fsencode(inside)) <= LONGEST and "," not in str(inside) and server_account().can_enter(data_dir):
        return inside
    digest = hashlib.sha256(f"{os.geteuid()} {data_dir}".encode(errors="surrogateescape")).hexdigest()[:16]
    return Path("/tmp") / f"mug-{digest}"  # noqa: S108 - the supervisor makes it 0700 and checks whose it is


def embedded_urls(data_dir: Path) -> dict[str, str]:
    """The URL of each role: {"web": …, "owner": …, "export": …}.

    `requirepeer` makes libpq refuse a server that another user of this machine put in that place.
    """
    host, peer = quote(os.fsencode(socket_directory(data_dir)), safe=""), quote(server_account().name, safe="")
    return {role: f"postgres://{name}@{host}:{PORT}/{DATABASE}?requirepeer={peer}" for role, name in ROLES.items()}
