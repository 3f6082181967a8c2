"""Each database role may do what its task needs, whatever somebody granted by hand in the meantime."""

import pytest
from django.core.cache import cache
from django.db import ProgrammingError, connection

from mug_site.database.checks import roles_are_apart
from mug_site.database.roles import append_only_tables


@pytest.mark.django_db
def test_the_web_role_uses_the_cache():
    cache.set("greeting", "hello")
    assert cache.get("greeting") == "hello"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (x int)",
        "CREATE SCHEMA mine",
        "ALTER TABLE members_user ADD COLUMN mine int",
        "DROP TABLE members_user CASCADE",
        "CREATE ROLE mine",
        "ALTER DEFAULT PRIVILEGES FOR ROLE mug_owner GRANT ALL ON TABLES TO mug_web",
    ],
)
def test_the_web_role_changes_no_tables(statement):
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.promise("P11")
def test_the_web_role_rewrites_nothing_that_is_append_only():
    assert "members_event" in append_only_tables()
    rewritable = []
    with connection.cursor() as cursor:
        for table in append_only_tables():
            cursor.execute("SELECT has_table_privilege(%s, 'UPDATE, DELETE, TRUNCATE')", [table])
            if cursor.fetchone()[0]:
                rewritable.append(table)
    assert rewritable == []


@pytest.mark.parametrize(
    ("web", "owner", "export", "found"),
    [
        ("web", "owner", "export", []),
        ("web", "web", "export", ["database.E001"]),
        ("web", "owner", "web", ["database.W001"]),
        ("web", "web", "web", ["database.E001", "database.W001"]),
    ],
)
def test_roles_that_are_one_are_reported(settings, web, owner, export, found):
    settings.DATABASE_URL = "postgres://web@db.example/mug"
    names = {"web": web, "owner": owner, "export": export}
    settings.DATABASE_URLS = {role: f"postgres://{name}@db.example/mug" for role, name in names.items()}
    assert [message.id for message in roles_are_apart()] == found
