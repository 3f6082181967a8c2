"""What each database role may do: the owner migrates, the web role serves and cannot rewrite what is append-only."""

from typing import Any

import dj_database_url
from django.apps import apps
from django.conf import settings
from django.db import connection
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
    """Gives the web role its rights on every table, less rewriting of those that are append-only (P11)."""
    web, owner = role_name("web"), role_name("owner")
    if web == owner:
        return  # one role for all: `check --deploy` says what that costs
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quote(web)}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quote(web)}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quote(web)}")
        existing = set(connection.introspection.table_names(cursor))
        for table in append_only_tables():
            if table in existing:
                cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {quote(table)} FROM {quote(web)}")
        for table in read_only_tables():
            if table in existing:
                cursor.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {quote(table)} FROM {quote(web)}")
        for function in web_functions():
            cursor.execute("SELECT to_regprocedure(%s)", [function])
            if cursor.fetchone()[0]:
                cursor.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {quote(web)}")
