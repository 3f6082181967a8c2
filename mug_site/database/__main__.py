"""Runs one of PostgreSQL's programs on the embedded database, as its owner: `python -m mug_site.database pg_dump …`."""

import os
import subprocess
import sys
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from mug_site.database.errors import CannotServe
from mug_site.database.programs import own_programs
from mug_site.database.supervisor import serve

PROGRAMS = ("psql", "pg_dump", "pg_restore")


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mug_site.settings")
    if not arguments or arguments[0] not in PROGRAMS:
        sys.stderr.write(
            f"It runs one of {', '.join(PROGRAMS)}: python -m mug_site.database pg_dump --format=custom …\n"
        )
        return 2
    try:
        if settings.DATABASE_URL:
            raise CannotServe(f"DATABASE_URL is set: run the {arguments[0]} of that server.")
        with serve(settings.DATA_DIR) as urls:
            program = own_programs() / arguments[0]
            return subprocess.run(
                [program, *arguments[1:]], env=os.environ | address(urls["owner"]), check=False
            ).returncode
    except (CannotServe, ImproperlyConfigured) as refused:
        sys.stderr.write(f"{refused}\n")
        return 1


def address(url: str) -> dict[str, str]:
    """The variables by which PostgreSQL's programs find the database of `url`."""
    parts = urlsplit(url)
    return {
        "PGHOST": unquote(parts.hostname or ""),
        "PGPORT": str(parts.port),
        "PGUSER": str(parts.username),
        "PGDATABASE": parts.path.removeprefix("/"),
        "PGREQUIREPEER": parse_qs(parts.query)["requirepeer"][0],
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
