"""Where the embedded PostgreSQL of a data directory answers."""

import hashlib
from pathlib import Path

ROLES = {"web": "mug_web", "owner": "mug_owner", "export": "mug_export"}


def socket_directory(data_dir: Path) -> Path:
    """A short directory for the socket: a path of over 107 bytes is refused by the kernel."""
    digest = hashlib.sha256(str(data_dir).encode()).hexdigest()[:12]
    return Path("/tmp") / f"mug-{digest}"  # noqa: S108 - created 0700 by the supervisor, which checks its owner


def embedded_urls(data_dir: Path) -> dict[str, str]:
    """The URL of each role: {"web": …, "owner": …, "export": …}."""
    host = str(socket_directory(data_dir)).replace("/", "%2F")
    return {role: f"postgres://{name}@{host}/mug" for role, name in ROLES.items()}
