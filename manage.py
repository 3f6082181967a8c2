#!/usr/bin/env python
"""The site's command line."""

import os
import sys

OWNER_COMMANDS = {"migrate", "makemigrations", "sqlmigrate", "squashmigrations", "createcachetable"}
"""Commands that change tables: they connect as the role that owns them, everything else as the web role."""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mug_site.settings")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("DATABASE_ROLE", "owner")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
