"""What editors may upload: pictures without what a camera tells about its owner, and documents that are what they say."""

import io
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form

from mug_site.pages.uploads import DOCUMENT_BYTES, refuse_unlikely_document
from tests.factories_pages import picture

ARTIST, GPS, ORIENTATION = 0x013B, 0x8825, 0x0112


def photograph(kind: str) -> bytes:
    exif = Pillow.Exif()
    exif[ARTIST] = "Zyxwald Quokkabert"
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[1] = "N"
    return picture(kind, (40, 20), exif=exif)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.promise("P11")
def test_a_picture_loses_what_the_camera_tells(db, kind):
    image = get_image_model()(title="Photo", file=ContentFile(photograph(kind), name=f"photo.{kind.lower()}"))
    image.save()
    with image.file.open("rb") as kept:
        content = kept.read()
    with Pillow.open(io.BytesIO(content)) as found:
        assert dict(found.getexif()) == {}
        assert found.size == (20, 40)  # turned upright, as its camera meant it
    assert (image.width, image.height) == (20, 40)
    assert b"Quokkabert" not in content


def image_form(name: str, content: bytes):
    from wagtail.models import Collection

    upload = SimpleUploadedFile(name, content)
    form = get_image_form(get_image_model())
    return form({"title": "x", "collection": Collection.get_first_root_node().pk}, {"file": upload})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("page.html", b"<script>alert(1)</script>"),
        ("picture.png", b"<script>alert(1)</script>"),
        ("picture.png", b""),
    ],
)
def test_what_is_no_picture_is_refused(db, name, content):
    form = image_form(name, content)
    assert not form.is_valid()
    assert form.errors["file"]


def test_a_picture_is_taken(db):
    assert image_form("picture.png", picture()).is_valid()


def test_a_picture_of_too_many_pixels_is_refused(db, settings):
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 100
    assert not image_form("picture.png", picture()).is_valid()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("minutes.pdf", b"%PDF-1.7\n..."),
        ("MINUTES.PDF", b"%PDF-1.7\n..."),
        ("budget.xlsx", b"PK\x03\x04..."),
        ("list.csv", "name,näme\n".encode()),
    ],
)
def test_a_document_that_is_what_it_says_is_taken(name, content):
    refuse_unlikely_document(ContentFile(content, name=name))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("minutes.pdf", b"<script>", "This file is not what its name says. Save it again as .pdf."),
        ("minutes.pdf", b"", "This file is not what its name says. Save it again as .pdf."),
        ("list.csv", b"MZ\x00\x00", "This file is not what its name says. Save it again as .csv."),
        (
            "page.html",
            b"<p>",
            "Files of this type are not taken. Choose one of these: pdf, docx, xlsx, pptx, odt, ods, odp, zip, csv, txt.",
        ),
        (
            "no-ending",
            b"%PDF-",
            "Files of this type are not taken. Choose one of these: pdf, docx, xlsx, pptx, odt, ods, odp, zip, csv, txt.",
        ),
    ],
)
def test_a_document_that_is_not_is_refused_in_a_sentence(name, content, sentence):
    with pytest.raises(ValidationError) as refused:
        refuse_unlikely_document(ContentFile(content, name=name))
    assert refused.value.messages == [sentence]


def test_a_document_that_is_too_large_is_refused():
    with pytest.raises(ValidationError, match="larger than 20 MB"):
        refuse_unlikely_document(SimpleNamespace(size=DOCUMENT_BYTES + 1, name="minutes.pdf"))
