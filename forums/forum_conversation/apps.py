"""Takes the place of machina.apps.forum_conversation."""

from machina.apps.forum_conversation.apps import ForumConversationAppConfig as Stock


class ForumConversationAppConfig(Stock):
    name = "forums.forum_conversation"
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        """None of machina's receivers: they count and write on every save and every view."""
