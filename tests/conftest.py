"""The ground under every test: a real PostgreSQL, a database per worker, and the web role's rights, no more."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.signals import setting_changed
from django.db import connections
from django.test import TransactionTestCase
from psycopg2 import extensions
from psycopg2.extensions import quote_ident

from mug_site.database.roles import role_name
from mug_site.database.schema import expected_schema
from mug_site.database.supervisor import serve

pytest_plugins = ["tests.cast", "tests.forum_cast"]

MIGRATIONS_LOCK = 7_221_001
"""Advisory lock under which one pytest worker builds the template that all of them copy."""


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


def _point_django_at(database: str, role: str) -> None:
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


def _drop_outdated(cursor: extensions.cursor) -> None:
    """Our own server serves this checkout alone, so templates of other migrations have had their day."""
    cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '^template_'")
    for (database,) in cursor.fetchall():
        cursor.execute(f"DROP DATABASE {quote_ident(database, cursor)} WITH (FORCE)")


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
    """The name of a database with every migration applied; built once for all workers, kept between runs."""
    name = f"template_{expected_schema()}"
    admin = owner_connection("postgres")
    with admin.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATIONS_LOCK])
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            if not settings.DATABASE_URL:
                _drop_outdated(cursor)
            building = f"{name}_building"
            cursor.execute(f"DROP DATABASE IF EXISTS {quote_ident(building, admin)} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {quote_ident(building, admin)}")
            _point_django_at(building, "owner")
            with django_db_blocker.unblock():
                call_command("migrate", verbosity=0)
            connections["default"].close()
            cursor.execute(f"ALTER DATABASE {quote_ident(building, admin)} RENAME TO {quote_ident(name, admin)}")
        cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATIONS_LOCK])
    admin.close()
    return name


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
        _point_django_at(test_database, "web")
    yield
    with django_db_blocker.unblock():
        connections["default"].close()


@pytest.fixture(autouse=True, scope="session")
def _fresh_copy_after_transactional_tests(migrated_template, test_database) -> Iterator[None]:
    """The web role cannot TRUNCATE: after a test that really committed, the database is copied anew."""

    def copy_again(self: TransactionTestCase) -> None:
        connections.close_all()
        _copy(migrated_template, test_database)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", copy_again)
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
