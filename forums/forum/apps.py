"""Takes the place of machina.apps.forum."""

from machina.apps.forum.apps import ForumAppConfig as Stock


class ForumAppConfig(Stock):
    name = "forums.forum"
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        """None of machina's receivers: they count and write on every save and every view."""
