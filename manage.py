#!/usr/bin/env python
"""The site's command line. Without DATABASE_URL it brings the site's own database up for as long as it needs it."""

import os
import sys
from contextlib import AbstractContextManager, nullcontext

OWNER_COMMANDS = {"migrate", "makemigrations", "sqlmigrate", "squashmigrations", "createcachetable", "seed_scale"}
"""Commands that change tables: they connect as the role that owns them, everything else as the web role."""

WITHOUT_DATABASE = {"check", "collectstatic", "compilemessages", "diffsettings", "findstatic", "help", "makemessages"}
WITHOUT_DATABASE |= {"version", "write_docs", "--help", "-h", "--version"}
"""Commands that read no table."""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mug_site.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command in OWNER_COMMANDS:
        os.environ.setdefault("DATABASE_ROLE", "owner")

    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from mug_site.database.errors import CannotServe

    try:
        with database_for(command):
            execute_from_command_line(sys.argv)
    except (CannotServe, ImproperlyConfigured) as refused:
        sys.exit(str(refused))


def database_for(command: str) -> AbstractContextManager[object]:
    """The running database that `command` needs: the site's own, unless DATABASE_URL names another."""
    from django.conf import settings

    from mug_site.database.supervisor import serve

    needs_ours = command not in WITHOUT_DATABASE and not settings.DATABASE_URL
    return serve(settings.DATA_DIR) if needs_ours else nullcontext()


if __name__ == "__main__":
    main()
