"""Images and documents that editors upload: checked when they come in, kept where no web server reaches them."""

from io import BytesIO
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image as Pillow
from PIL import ImageOps
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image, WagtailImageField, get_upload_to

DOCUMENT_BYTES = 20 * 1024 * 1024
"""The largest document an editor may upload."""

OFFICE = (b"PK\x03\x04",)
SIGNATURES = {
    "pdf": (b"%PDF-",),
    "docx": OFFICE,
    "xlsx": OFFICE,
    "pptx": OFFICE,
    "odt": OFFICE,
    "ods": OFFICE,
    "odp": OFFICE,
    "zip": OFFICE,
    "csv": (),
    "txt": (),
}
"""The document types that are taken, and what such a file begins with; none means text in UTF-8."""


def private_storage() -> Storage:
    return storages["private"]


def refuse_unlikely_document(upload: File) -> None:
    """Raises ValidationError where the size is too large or the content is not what the file's name says."""
    if upload.size > DOCUMENT_BYTES:
        raise ValidationError(_("This file is larger than 20 MB. Choose a smaller one."))
    ending = PurePath(upload.name or "").suffix.lower().lstrip(".")
    if ending not in SIGNATURES:
        raise ValidationError(
            _("Files of this type are not taken. Choose one of these: %(types)s.") % {"types": ", ".join(SIGNATURES)}
        )
    upload.seek(0)
    head = upload.read(4096)
    upload.seek(0)
    begins = SIGNATURES[ending]
    likely = head.startswith(begins) if begins else b"\x00" not in head
    if not likely:
        raise ValidationError(_("This file is not what its name says. Save it again as .%(type)s.") % {"type": ending})


def without_metadata(upload: File) -> File:
    """The same picture, turned upright, without the place, camera and names that photographs carry."""
    upload.seek(0)
    with Pillow.open(upload) as picture:
        kind = picture.format
        if kind == "GIF":  # holds no such data, and may move
            upload.seek(0)
            return upload
        upright = ImageOps.exif_transpose(picture)
        upright.info = {"icc_profile": upright.info["icc_profile"]} if upright.info.get("icc_profile") else {}
        plain = BytesIO()
        upright.save(plain, format=kind, **({"quality": 92} if kind in {"JPEG", "WEBP", "AVIF"} else {}))
    return ContentFile(plain.getvalue(), name=upload.name)


class SiteImage(AbstractImage):
    """A picture. Who may see it follows from its collection."""

    file = WagtailImageField(
        verbose_name=gettext_lazy("file"),
        upload_to=get_upload_to,
        storage=private_storage,
        width_field="width",
        height_field="height",
    )

    admin_form_fields = Image.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = gettext_lazy("image")
        verbose_name_plural = gettext_lazy("images")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.file and not self.file._committed:
            self.file = without_metadata(self.file)
            self.file_size = self.file.size
            self._set_file_hash()
        super().save(*args, **kwargs)


class Rendition(AbstractRendition):
    """A picture at one size; served by `views.image`, which asks whether the collection is open."""

    image = models.ForeignKey(SiteImage, related_name="renditions", on_delete=models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_size")
        ]

    @property
    def url(self) -> str:
        return reverse("pages:image", args=[self.pk, PurePath(self.file.name).name])


class SiteDocument(AbstractDocument):
    """A file to download. Who may have it follows from its collection."""

    file = models.FileField(
        gettext_lazy("file"),
        upload_to="documents",
        storage=private_storage,
        validators=[refuse_unlikely_document],
    )

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = gettext_lazy("document")
        verbose_name_plural = gettext_lazy("documents")
