"""Takes the place of machina.apps.forum_tracking."""

from machina.apps.forum_tracking.apps import ForumTrackingAppConfig as Stock


class ForumTrackingAppConfig(Stock):
    name = "forums.forum_tracking"
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        """None of machina's receivers: they count and write on every save and every view."""
