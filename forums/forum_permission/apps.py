"""Takes the place of machina.apps.forum_permission."""

from machina.apps.forum_permission.apps import ForumPermissionAppConfig as Stock


class ForumPermissionAppConfig(Stock):
    name = "forums.forum_permission"
    default_auto_field = "django.db.models.AutoField"
