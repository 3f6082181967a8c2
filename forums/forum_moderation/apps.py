"""Takes the place of machina.apps.forum_moderation."""

from machina.apps.forum_moderation.apps import ForumModerationAppConfig as Stock


class ForumModerationAppConfig(Stock):
    name = "forums.forum_moderation"
    default_auto_field = "django.db.models.AutoField"
