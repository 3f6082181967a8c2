"""The ground under every test: a real PostgreSQL, a database per worker, and the web role's rights, no more."""

import hashlib
import io
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.signals import setting_changed
from django.db import connections
from django.test import TransactionTestCase
from django.utils import translation
from psycopg2 import extensions
from psycopg2.extensions import quote_ident

from mug_site.database.roles import role_name
from mug_site.database.schema import expected_schema
from mug_site.database.supervisor import serve

pytest_plugins = ["tests.cast", "tests.mail_sink", "tests.forum_cast", "tests.first_start"]

TEMPLATES_LOCK = 7_221_001
"""Advisory lock under which one pytest worker builds a template that all of them copy."""


def pytest_configure() -> None:
    """Static files under their own names, straight from the tree: no test waits for them to be collected."""
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    # A model that names a storage has had them all read before: this makes Django read them again.
    setting_changed.send(None, setting="STORAGES", value=settings.STORAGES, enter=True)
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


def owner_connection(database: str) -> extensions.connection:
    """A connection as the role that owns the tables, outside Django."""
    connection = psycopg2.connect(
        settings.DATABASE_URLS["owner"].replace("postgres://", "postgresql://"), dbname=database
    )
    connection.autocommit = True
    return connection


def _demo_digest() -> str:
    """Changes with the tables, the demo's content, the code that writes it, the day, and where files are kept."""
    digest = hashlib.sha256(f"{expected_schema()} {datetime.now(UTC).date()} {settings.DATA_DIR}".encode())
    root = Path(settings.BASE_DIR)
    for folder in ("mug_site/demo", "mug_site/pages", "forums", "members"):
        for source in sorted((root / folder).rglob("*.*")):
            if source.suffix in {".py", ".md", ".csv", ".toml", ".txt"}:
                digest.update(source.relative_to(root).as_posix().encode())
                digest.update(source.read_bytes())
    return digest.hexdigest()[:12]


def point_django_at(database: str, role: str) -> None:
    connections["default"].close()
    connections["default"].settings_dict.update(NAME=database, USER=role_name(role))


def _drop(cursor: extensions.cursor, database: str) -> None:
    try:
        cursor.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
    except psycopg2.errors.InsufficientPrivilege:
        # Autovacuum is there, which only a superuser may end by force. Without force it is asked to leave.
        cursor.execute(f"DROP DATABASE IF EXISTS {database}")


def _copy(template: str, database: str) -> None:
    admin = owner_connection("postgres")
    with admin.cursor() as cursor:
        _drop(cursor, quote_ident(database, admin))
        cursor.execute(
            f"CREATE DATABASE {quote_ident(database, admin)} TEMPLATE {quote_ident(template, admin)} STRATEGY FILE_COPY"
        )
    admin.close()


def _drop_outdated(cursor: extensions.cursor, kind: str) -> None:
    """Our own server serves this checkout alone, so templates of other migrations have had their day."""
    cursor.execute("SELECT datname FROM pg_database WHERE datname ~ %s", [f"^{kind}_"])
    for (database,) in cursor.fetchall():
        cursor.execute(f"DROP DATABASE {quote_ident(database, cursor)} WITH (FORCE)")


def _template(kind: str, digest: str, *, of: str, fill: Callable[[str], None]) -> str:
    """The name of a database that `fill` has filled; built once for all workers, kept between runs."""
    name = f"{kind}_{digest}"
    admin = owner_connection("postgres")
    with admin.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [TEMPLATES_LOCK])
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            if not settings.DATABASE_URL:
                _drop_outdated(cursor, kind)
            building = f"{name}_building"
            _copy(of, building)
            fill(building)
            connections["default"].close()
            cursor.execute(f"ALTER DATABASE {quote_ident(building, admin)} RENAME TO {quote_ident(name, admin)}")
        cursor.execute("SELECT pg_advisory_unlock(%s)", [TEMPLATES_LOCK])
    admin.close()
    return name


@pytest.fixture(scope="session")
def database_server() -> Iterator[None]:
    """The tests' own embedded PostgreSQL, shared by all workers; with DATABASE_URL the server that it names."""
    if settings.DATABASE_URL:
        yield
        return
    with serve(settings.DATA_DIR, durable=False):
        yield


@pytest.fixture(scope="session")
def migrated_template(database_server, django_test_environment, django_db_blocker) -> str:
    """The name of a database with every migration applied."""

    def migrate(database: str) -> None:
        point_django_at(database, "owner")
        with django_db_blocker.unblock():
            call_command("migrate", verbosity=0)

    return _template("template", expected_schema(), of="template0", fill=migrate)


@pytest.fixture(scope="session")
def test_database(worker_id: str) -> str:
    """This worker's own database; two checkouts on one server do not meet."""
    checkout = hashlib.sha256(str(settings.BASE_DIR).encode()).hexdigest()[:8]
    return f"test_{checkout}_{worker_id}"


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, migrated_template, test_database) -> Iterator[None]:
    """Gives this worker its own copy of the template, and connects as the web role."""
    with django_db_blocker.unblock():
        _copy(migrated_template, test_database)
        point_django_at(test_database, "web")
    yield
    with django_db_blocker.unblock():
        connections["default"].close()


@pytest.fixture(scope="session")
def start(migrated_template) -> dict[str, str]:
    """What this worker's database begins as, and is again after each test that really committed."""
    return {"template": migrated_template}


@pytest.fixture(autouse=True, scope="session")
def _fresh_copy_after_transactional_tests(start, test_database) -> Iterator[None]:
    """The web role cannot TRUNCATE: after a test that really committed, the database is copied anew."""

    def copy_again(self: TransactionTestCase) -> None:
        connections.close_all()
        _copy(start["template"], test_database)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", copy_again)
        yield


@pytest.fixture(scope="module")
def demo_site(django_db_setup, django_db_blocker, migrated_template, start, test_database) -> Iterator[None]:
    """The demo's group is in the database while this module runs, as `make run` seeds it."""

    def seed_demo(database: str) -> None:
        point_django_at(database, "web")
        with django_db_blocker.unblock():
            call_command("seed_demo", stdout=io.StringIO())

    def begin_with(template: str) -> None:
        connections["default"].close()
        start["template"] = template
        _copy(template, test_database)
        point_django_at(test_database, "web")

    begin_with(_template("demo", _demo_digest(), of=migrated_template, fill=seed_demo))
    yield
    begin_with(migrated_template)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """A request leaves its language active in its thread: no test begins with the one before's."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def subprocess_environment(test_database: str) -> dict[str, str]:
    """The environment in which `manage.py` works on this worker's test database. The test must commit what it needs."""
    urls = {role: f"{url.rpartition('/')[0]}/{test_database}" for role, url in settings.DATABASE_URLS.items()}
    return {
        **os.environ,
        "DATABASE_URL": urls["web"],
        "DATABASE_OWNER_URL": urls["owner"],
        "DATABASE_EXPORT_URL": urls["export"],
        "DATA_DIR": str(settings.DATA_DIR),
        "PYTHONUNBUFFERED": "1",
    }
