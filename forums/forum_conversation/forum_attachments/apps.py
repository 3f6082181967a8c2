"""Takes the place of machina.apps.forum_conversation.forum_attachments."""

from machina.apps.forum_conversation.forum_attachments.apps import ForumAttachmentsAppConfig as Stock


class ForumAttachmentsAppConfig(Stock):
    name = "forums.forum_conversation.forum_attachments"
    default_auto_field = "django.db.models.AutoField"
