"""Tells whether a database has the tables and rights that this code expects, without loading any of the code."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import psycopg2
from psycopg2.errors import InsufficientPrivilege, UndefinedTable

from mug_site.database.errors import CannotServe

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("forums", "members", "mug_site")


def expected_schema() -> str:
    """Changes with whatever can change tables or rights: migrations, models, roles, installed versions."""
    digest = hashlib.sha256()
    for source in sorted(_sources()):
        digest.update(source.relative_to(ROOT).as_posix().encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()[:12]


def _sources() -> Iterator[Path]:
    yield from (ROOT / "requirements.txt", ROOT / "mug_site/database/roles.py")
    for package in PACKAGES:
        yield from (ROOT / package).glob("**/migrations/*.py")
        yield from (ROOT / package).glob("**/models.py")


def actual_schema(url: str) -> str:
    """Names this very database and what was applied to it when; empty where nothing was, or no rights were given.

    Raises CannotServe where the database does not answer.
    """
    try:
        connection = psycopg2.connect(url.replace("postgres://", "postgresql://", 1))
    except psycopg2.OperationalError as refused:
        raise CannotServe(f"The database does not answer: {refused}".strip()) from refused
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT md5(string_agg(concat(app, name, applied), ',' ORDER BY id)) FROM django_migrations")
            return (cursor.fetchone() or [None])[0] or ""
    except (UndefinedTable, InsufficientPrivilege):
        return ""
    finally:
        connection.close()
