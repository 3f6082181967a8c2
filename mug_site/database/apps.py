"""The database's own app: it holds no tables, it grants the roles their rights after each migration."""

from django.apps import AppConfig, apps
from django.core import checks
from django.db.models.signals import post_migrate


class DatabaseConfig(AppConfig):
    name = "mug_site.database"
    label = "database"

    def ready(self) -> None:
        from mug_site.database.checks import roles_are_apart
        from mug_site.database.roles import grant_rights

        checks.register(roles_are_apart, deploy=True)
        # Django sends the signal only for apps with tables; by then every app's migrations have run.
        post_migrate.connect(grant_rights, sender=apps.get_app_config("members"), dispatch_uid="grant_rights")
