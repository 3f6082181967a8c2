"""Takes files into the forums: by what they contain, never by what they are called, and images without their past."""

import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable
from functools import partial
from pathlib import PurePath
from typing import NamedTuple

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from forums.forum_conversation.forum_attachments.models import Attachment
from members.models import User

MEGABYTE = 1024 * 1024
MAX_FILES = 5
MAX_PIXELS = 25_000_000
IMAGE_FORMATS = ["PNG", "JPEG", "GIF", "WEBP"]
TEXT_ENDINGS = (".txt", ".log", ".csv", ".cfg", ".conf", ".ini", ".json", ".xml", ".yaml", ".yml", ".md")


class Kind(NamedTuple):
    content_type: str
    endings: tuple[str, ...]
    """The first is added to a label that has none of them."""
    limit: int


IMAGE = Kind("image/png", (".png",), 10 * MEGABYTE)
PDF = Kind("application/pdf", (".pdf",), 20 * MEGABYTE)
ZIP = Kind("application/zip", (".zip",), 20 * MEGABYTE)
PCAP = Kind("application/vnd.tcpdump.pcap", (".pcap", ".cap", ".pcapng"), 20 * MEGABYTE)
TEXT = Kind("text/plain", TEXT_ENDINGS, 5 * MEGABYTE)

MAGIC = {
    b"\x89PNG\r\n\x1a\n": IMAGE,
    b"\xff\xd8\xff": IMAGE,
    b"GIF87a": IMAGE,
    b"GIF89a": IMAGE,
    b"RIFF": IMAGE,
    b"%PDF-": PDF,
    b"PK\x03\x04": ZIP,
    b"\xd4\xc3\xb2\xa1": PCAP,
    b"\xa1\xb2\xc3\xd4": PCAP,
    b"\x4d\x3c\xb2\xa1": PCAP,
    b"\xa1\xb2\x3c\x4d": PCAP,
    b"\x0a\x0d\x0d\x0a": PCAP,
}


class FileRefusedError(ValueError):
    """The file is not taken; the message says why, to the person who chose it."""


def take(upload: UploadedFile, *, by: User) -> Attachment:
    """Checks and stores one file. It belongs to no post until the form that brought it is sent."""
    label = safe_label(upload.name or "")
    kind = _kind_of(upload, label)
    if (upload.size or 0) > kind.limit:
        raise FileRefusedError(
            _("“%(name)s” has %(size)s MB; files of this kind may have %(limit)s MB.")
            % {"name": label, "size": number_format((upload.size or 0) / MEGABYTE, 1), "limit": kind.limit // MEGABYTE}
        )
    content, content_type, ending = _content_of(upload, kind, label)
    attachment = Attachment(
        label=_with_ending(label, ending), content_type=content_type, size=content.size, uploaded_by=by
    )
    attachment.file.save("", content, save=False)
    attachment.save()
    return attachment


def safe_label(name: str) -> str:
    """The name that a file came with, as something to read: no folders, control or direction characters."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    readable = "".join(c for c in name if c.isprintable() and unicodedata.category(c) not in {"Cf", "Cc", "Co"})
    readable = re.sub(r'["\'<>:|?*%;]', "_", readable).strip(" .")
    stem, ending = PurePath(readable).stem[:80], PurePath(readable).suffix[:10]
    return stem + ending or "file"


def _with_ending(label: str, endings: tuple[str, ...]) -> str:
    """A file is called what it is: an ending that does not fit its content gets a further one."""
    return label if PurePath(label).suffix.lower() in endings else label + endings[0]


def _kind_of(upload: UploadedFile, label: str) -> Kind:
    upload.seek(0)
    start = upload.read(16)
    for magic, kind in MAGIC.items():
        if start.startswith(magic) and (magic != b"RIFF" or start[8:12] == b"WEBP"):
            return kind
    if start and b"\x00" not in start:
        return TEXT
    raise FileRefusedError(_refused_kind(label))


def _refused_kind(label: str) -> str:
    return _("“%(name)s” is not an image, text, log, packet capture, PDF or ZIP file.") % {"name": label}


def _content_of(upload: UploadedFile, kind: Kind, label: str) -> tuple[ContentFile, str, tuple[str, ...]]:
    upload.seek(0)
    if kind is IMAGE:
        return _image(upload, label)
    content = upload.read()
    if kind is TEXT:
        return _text(content, label)
    if kind is ZIP and not zipfile.is_zipfile(io.BytesIO(content)):
        raise FileRefusedError(_refused_kind(label))
    return ContentFile(content), kind.content_type, kind.endings


def _text(content: bytes, label: str) -> tuple[ContentFile, str, tuple[str, ...]]:
    """Text as UTF-8, whatever it was; what has NUL bytes is not text."""
    for encoding in ("utf-8-sig", "cp1252", "latin-1"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    if "\x00" in text:
        raise FileRefusedError(_refused_kind(label))
    return ContentFile(text.encode()), "text/plain; charset=utf-8", TEXT.endings


def _image(upload: UploadedFile, label: str) -> tuple[ContentFile, str, tuple[str, ...]]:
    """The picture alone, drawn anew: no place, camera, comment or hidden file comes along."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(upload, formats=IMAGE_FORMATS)
            _check_image(image, label)
            upright = ImageOps.exif_transpose(image)
            return _drawn(upright, jpeg=image.format == "JPEG")
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as unreadable:
        raise FileRefusedError(_("“%(name)s” cannot be read as an image.") % {"name": label}) from unreadable
    except (OSError, SyntaxError, ValueError, EOFError) as broken:
        if isinstance(broken, FileRefusedError):
            raise
        raise FileRefusedError(_("“%(name)s” is a damaged image.") % {"name": label}) from broken


def _check_image(image: Image.Image, label: str) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise FileRefusedError(
            _("“%(name)s” has %(pixels)s million pixels; images may have %(limit)s.")
            % {"name": label, "pixels": image.width * image.height // 1_000_000, "limit": MAX_PIXELS // 1_000_000}
        )
    if getattr(image, "is_animated", False):
        raise FileRefusedError(_("“%(name)s” is animated. Attach a still picture.") % {"name": label})


def _drawn(image: Image.Image, *, jpeg: bool) -> tuple[ContentFile, str, tuple[str, ...]]:
    mode = "RGB" if jpeg or image.mode in {"RGB", "L", "1", "CMYK", "YCbCr", "I;16", "I"} else "RGBA"
    pixels = image.convert(mode)
    drawn = Image.new(mode, pixels.size)
    drawn.paste(pixels)
    output = io.BytesIO()
    if jpeg:
        drawn.save(output, "JPEG", quality=88, optimize=True)
        return ContentFile(output.getvalue()), "image/jpeg", (".jpg", ".jpeg")
    drawn.save(output, "PNG", optimize=False)
    return ContentFile(output.getvalue()), "image/png", (".png",)


def delete_files(attachments: Iterable[Attachment]) -> None:
    """Deletes rows now and their files when the transaction holds."""
    for attachment in attachments:
        transaction.on_commit(partial(attachment.file.storage.delete, str(attachment.file.name)))
        attachment.delete()
