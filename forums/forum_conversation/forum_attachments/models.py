"""Files that belong to posts: checked, stored privately under random names, served through a permission check."""

import secrets

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from machina.apps.forum_conversation.forum_attachments.abstract_models import AbstractAttachment


def private_storage() -> Storage:
    return storages["private"]


def random_name(attachment: "Attachment", filename: str) -> str:
    """Where a file is stored. The name that it came with is only ever a label."""
    name = secrets.token_hex(20)
    return f"forums/{name[:2]}/{name}"


class Attachment(AbstractAttachment):
    """A file of a post; without a post as long as its writer has not sent the form."""

    post = models.ForeignKey(
        "forum_conversation.Post", null=True, blank=True, on_delete=models.CASCADE, related_name="attachments"
    )
    file = models.FileField(_("file"), upload_to=random_name, storage=private_storage, max_length=120)
    label = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(_("type"), max_length=60)
    size = models.PositiveIntegerField(_("size in bytes"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)
    comment = None

    class Meta(AbstractAttachment.Meta):
        ordering = ["id"]
        indexes = [models.Index(fields=["uploaded_at"], condition=models.Q(post=None), name="attachment_without_post")]

    def __str__(self) -> str:
        return self.label

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")
