"""Takes the place of machina.apps.forum_feeds."""

from machina.apps.forum_feeds.apps import ForumFeedsAppConfig as Stock


class ForumFeedsAppConfig(Stock):
    name = "forums.forum_feeds"
    default_auto_field = "django.db.models.AutoField"
