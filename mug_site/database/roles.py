"""What each database role may do: the owner migrates, the web role serves and cannot rewrite what is append-only."""

from typing import Any

import dj_database_url
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.db.utils import DEFAULT_DB_ALIAS


def role_name(role: str) -> str:
    """The PostgreSQL role that `role` (web, owner or export) signs in as."""
    return str(dj_database_url.parse(settings.DATABASE_URLS[role])["USER"])


def append_only_tables() -> list[str]:
    """Tables whose model says `append_only = True`."""
    return _tables_that_say("append_only")


def read_only_tables() -> list[str]:
    """Tables whose model says `web_role_only_reads = True`: the database's own functions write them."""
    return _tables_that_say("web_role_only_reads")


def web_functions() -> list[str]:
    """Functions that a model names in `web_role_executes`, with their argument types."""
    return [function for model in apps.get_models() for function in getattr(model, "web_role_executes", ())]


def _tables_that_say(word: str) -> list[str]:
    return [model._meta.db_table for model in apps.get_models() if getattr(model, word, False)]


def grant_rights(*, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Gives each role its rights on the tables, and no more (P11).

    Runs as the owner after each migration: a right that somebody granted by hand does not outlive the next one.
    """
    call_command("createcachetable", database=using, verbosity=0)
    web, owner, export = role_name("web"), role_name("owner"), role_name("export")
    if web == owner:
        return  # one role for all: `check --deploy` says what that costs
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for statement in [*_web_rights(web), *([] if export in (web, owner) else _export_rights(export))]:
            cursor.execute(statement)
        existing = set(connections[using].introspection.table_names(cursor))
        for tables, rights in (
            (append_only_tables(), "UPDATE, DELETE, TRUNCATE"),
            (read_only_tables(), "INSERT, UPDATE, DELETE, TRUNCATE"),
        ):
            for table in existing.intersection(tables):
                cursor.execute(f"REVOKE {rights} ON {_quote(table)} FROM {_quote(web)}")
        for function in web_functions():
            cursor.execute("SELECT to_regprocedure(%s)", [function])
            if cursor.fetchone()[0]:
                cursor.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {_quote(web)}")


def _web_rights(web: str) -> list[str]:
    role = _quote(web)
    return [
        f"REVOKE ALL ON SCHEMA public FROM PUBLIC, {role}",
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        # A table made later and outside migrations is served like those that migrations make.
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    ]


def _export_rights(export: str) -> list[str]:
    """The export role may connect and see that tables exist: what it may read, releases will say."""
    role = _quote(export)
    return [f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}", f"GRANT USAGE ON SCHEMA public TO {role}"]


def _quote(name: str) -> str:
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(name)
