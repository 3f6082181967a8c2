"""Secrets of a demo: made at random on the first start and kept beside its data, so that none is ever in the code."""

import base64
import os
from pathlib import Path


def demo_secret(data_dir: Path, name: str) -> str:
    """The demo's secret called `name`: 32 random bytes in URL-safe base64, the same at every start."""
    path = data_dir / "secrets" / name.lower()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(handle, "w") as file:
        file.write(base64.urlsafe_b64encode(os.urandom(32)).decode())
    return path.read_text()
