"""Takes the place of machina.apps.forum_search."""

from machina.apps.forum_search.apps import ForumSearchAppConfig as Stock


class ForumSearchAppConfig(Stock):
    name = "forums.forum_search"
    default_auto_field = "django.db.models.AutoField"
