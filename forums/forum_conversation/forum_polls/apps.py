"""Takes the place of machina.apps.forum_conversation.forum_polls."""

from machina.apps.forum_conversation.forum_polls.apps import ForumPollsAppConfig as Stock


class ForumPollsAppConfig(Stock):
    name = "forums.forum_conversation.forum_polls"
    default_auto_field = "django.db.models.AutoField"
