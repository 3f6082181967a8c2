"""Says in `check --deploy` what a production site's database connections get wrong."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

from mug_site.database.roles import role_name


def roles_are_apart(**_: Any) -> list[CheckMessage]:
    """The web role must not own the tables (P11), and the export role alone may read a release's rows (P07)."""
    if not settings.DATABASE_URL:
        return []
    web, owner, export = role_name("web"), role_name("owner"), role_name("export")
    found: list[CheckMessage] = []
    if web == owner:
        found.append(
            Error(
                f"DATABASE_URL and DATABASE_OWNER_URL both sign in as {web!r}: whoever breaks into the site can rewrite "
                "what is append-only.",
                hint="Make a role of its own for the site that owns nothing, and name it in DATABASE_URL.",
                id="database.E001",
            )
        )
    if export in (web, owner):
        found.append(
            CheckWarning(
                f"DATABASE_EXPORT_URL signs in as {export!r}, which does other work too.",
                hint="Make a role of its own for exports, and name it in DATABASE_EXPORT_URL.",
                id="database.W001",
            )
        )
    return found
