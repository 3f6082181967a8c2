"""`make check`: every linter, and whether settings, migrations and documentation are in step with the code."""

import os
import subprocess
import sys
from pathlib import Path

from cryptography.fernet import Fernet
from django.core.management.utils import get_random_secret_key

TOOLS = Path(sys.executable).parent
TEMPLATES = [str(path) for path in sorted(Path("templates").rglob("*.html"))]
PRODUCTION = {
    "SITE_MODE": "production",
    "SECRET_KEY": get_random_secret_key(),
    "FIELD_KEYS": Fernet.generate_key().decode(),
    "ALLOWED_HOSTS": "members.example.org",
    "SITE_URL": "https://members.example.org",
    "DATABASE_URL": "postgres://mug_web@db.example.org/mug",
    "DATABASE_OWNER_URL": "postgres://mug_owner@db.example.org/mug",
    "DATABASE_EXPORT_URL": "postgres://mug_export@db.example.org/mug",
    "MAIL_URL": "smtp://user:password@smtp.example.org:587",
    "MAIL_FROM": "Members' office <office@example.org>",
}
"""A complete production configuration. Its database is never asked."""

CHECKS: list[tuple[list[str], dict[str, str]]] = [
    (["ruff", "check", "--quiet", "."], {}),
    (["ruff", "format", "--quiet", "--check", "."], {}),
    (["mypy", "--no-error-summary"], {}),
    (["lint-imports", "--no-logo"], {}),
    (["djade", "--check", "--target-version", "5.2", *TEMPLATES], {}),
    (["djhtml", "--check", "-t", "2", *TEMPLATES], {}),
    (["python", "manage.py", "makemigrations", "--check", "--dry-run"], {}),
    (["python", "manage.py", "check", "--deploy", "--fail-level=WARNING"], PRODUCTION),
    (["python", "-m", "mug_site.docs", "--check"], {}),
]


def main() -> int:
    """Runs every check, prints what those that fail have to say, and returns how many failed."""
    failed = 0
    for command, environment in CHECKS:
        done = subprocess.run(
            [TOOLS / command[0], *command[1:]],
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        words = [word for word in command if word not in TEMPLATES]
        sys.stdout.write(f"{'passed' if done.returncode == 0 else 'FAILED'}  {' '.join(words)}\n")
        if done.returncode:
            failed += 1
            sys.stdout.write(done.stdout)
    return failed


if __name__ == "__main__":
    sys.exit(main())
