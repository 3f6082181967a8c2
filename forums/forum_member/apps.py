"""Takes the place of machina.apps.forum_member."""

from machina.apps.forum_member.apps import ForumMemberAppConfig as Stock


class ForumMemberAppConfig(Stock):
    name = "forums.forum_member"
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        """None of machina's receivers: they count and write on every save and every view."""
