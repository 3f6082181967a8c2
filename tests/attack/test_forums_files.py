"""Files in the forums: taken by content, stored privately, served so that they can do nothing."""

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from forums import attachments
from forums.attachments import FileRefusedError, safe_label, take
from forums.forum_conversation.forum_attachments.models import Attachment
from forums.jobs import sweep_unsent_files
from tests.forum_cast import asked, downloaded, png, url

pytestmark = pytest.mark.django_db


def upload(name, content=b"plain"):
    return SimpleUploadedFile(name, content, content_type="text/html")


def picture(kind, **save):
    content = io.BytesIO()
    Image.new("RGB", (30, 20), "navy").save(content, kind, **save)
    return content.getvalue()


def zipped():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.log", "x")
    return content.getvalue()


TAKEN = [
    ("log.txt", b"SIP/2.0 481", "text/plain; charset=utf-8", "log.txt"),
    ("trace.pcap", b"\xd4\xc3\xb2\xa1\x02\x00", "application/vnd.tcpdump.pcap", "trace.pcap"),
    ("trace.pcapng", b"\x0a\x0d\x0d\x0a\x00\x00", "application/vnd.tcpdump.pcap", "trace.pcapng"),
    ("guide.pdf", b"%PDF-1.7\n", "application/pdf", "guide.pdf"),
    ("logs.zip", zipped(), "application/zip", "logs.zip"),
    ("photo.jpeg", picture("JPEG"), "image/jpeg", "photo.jpeg"),
    ("old.gif", picture("GIF"), "image/png", "old.gif.png"),
    ("new.webp", picture("WEBP"), "image/png", "new.webp.png"),
    ("evil.html", b"<script>alert(1)</script>", "text/plain; charset=utf-8", "evil.html.txt"),
    ("evil.svg", b"<svg onload=alert(1)>", "text/plain; charset=utf-8", "evil.svg.txt"),
    ("photo.png.exe", picture("PNG"), "image/png", "photo.png.exe.png"),
    ("setup.exe", b"%PDF-1.7\n", "application/pdf", "setup.exe.pdf"),
]


@pytest.mark.parametrize(("name", "content", "content_type", "label"), TAKEN)
def test_content_decides_what_a_file_is(dee, name, content, content_type, label):
    """Stock machina takes any file and guesses the type to serve from its name: an .html file runs on the site."""
    file = take(upload(name, content), by=dee)
    assert (file.content_type, file.label) == (content_type, label)


REFUSED = {
    "a program": b"MZ\x90\x00",
    "an ELF program": b"\x7fELF\x00",
    "nothing": b"",
    "text with NUL": b"some text that goes on" + b"\x00" * 10,
    "a broken image": b"\x89PNG\r\n\x1a\nxxxx",
    "half an image": picture("PNG")[:60],
    "something that calls itself ZIP": b"PK\x03\x04xxxx",
    "a sound": b"RIFF\x00\x00\x00\x00WAVEfmt ",
    "a class file": b"\xca\xfe\xba\xbe\x00\x00",
}


@pytest.mark.parametrize("what", REFUSED)
def test_other_content_is_refused_with_a_sentence(dee, what):
    with pytest.raises(FileRefusedError, match=r"^“x.png” .*\.$"):
        take(upload("x.png", REFUSED[what]), by=dee)
    assert Attachment.objects.count() == 0


def test_a_picture_loses_its_past(dee):
    """Stock machina keeps the file as it came, with the place it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAM"
    exif.get_ifd(0x8825)[1] = "N"
    text = PngInfo()
    text.add_text("Comment", "SECRETNOTE")
    photo = picture("JPEG", exif=exif, comment=b"SECRETCOMMENT") + b"<script>SECRETTAIL</script>"
    screenshot = picture("PNG", pnginfo=text, exif=exif) + zipped()
    for name, content in (("a.jpg", photo), ("b.png", screenshot), ("c.webp", picture("WEBP", exif=exif))):
        stored = Path(take(upload(name, content), by=dee).file.path).read_bytes()
        assert b"SECRET" not in stored
        assert b"Exif" not in stored
        assert b"PK\x03\x04" not in stored
        assert Image.open(io.BytesIO(stored)).size == (30, 20)


@pytest.mark.parametrize(("side", "sentence"), [(6_000, "million pixels"), (12_000, "cannot be read as an image")])
def test_a_picture_too_large_to_draw_is_refused(dee, side, sentence):
    bomb = io.BytesIO()
    Image.new("1", (side, side)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 100_000
    with pytest.raises(FileRefusedError, match=sentence):
        take(upload("bomb.png", bomb.getvalue()), by=dee)


def test_an_animation_is_refused(dee):
    frames = io.BytesIO()
    colours = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    colours[0].save(frames, "GIF", save_all=True, append_images=colours[1:])
    with pytest.raises(FileRefusedError, match="animated"):
        take(upload("a.gif", frames.getvalue()), by=dee)


def test_a_file_too_large_is_refused(dee, monkeypatch):
    monkeypatch.setattr(attachments, "TEXT", attachments.TEXT._replace(limit=10))
    with pytest.raises(FileRefusedError, match="may have"):
        take(upload("a.txt", b"x" * 11), by=dee)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\a.txt", "a.txt"),
        ('a".txt\r\nSet-Cookie: x', "a_.txtSet-Co"),
        ("\u202etxt.exe", "txt.exe"),
        ("", "file"),
        ("...", "file"),
        ("x" * 300 + ".txt", "x" * 80 + ".txt"),
        ("Ünïcode 📞.log", "Ünïcode 📞.log"),
    ],
)
def test_a_name_is_only_a_label(name, label):
    assert safe_label(name) == label


def test_stored_privately_under_a_random_name(dee):
    """Stock machina stores under MEDIA_ROOT, by the name that the file came with."""
    file = take(upload("salaries.txt"), by=dee)
    path = Path(file.file.path)
    assert path.is_relative_to(settings.STORAGES["private"]["OPTIONS"]["location"])
    assert not path.is_relative_to(settings.MEDIA_ROOT)
    assert "salaries" not in str(path)


@pytest.mark.parametrize(("name", "inline"), [("a.png", True), ("a.txt", False), ("a.pdf", False)])
def test_served_so_that_it_can_do_nothing(forum, dee, sign_in, name, inline):
    content = {"a.png": png().read(), "a.txt": b"<script>", "a.pdf": b"%PDF-1.7"}[name]
    file = asked(dee, forum, attachments=[take(upload(name, content), by=dee)]).attachments.get()
    answer = sign_in(None, dee).get(url("attachment", file.pk))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Disposition"] == f'{"inline" if inline else "attachment"}; filename="{name}"'
    downloaded(answer)


def test_a_missing_file_is_not_a_fault(forum, dee, sign_in):
    file = asked(dee, forum, attachments=[take(png(), by=dee)]).attachments.get()
    file.file.storage.delete(file.file.name)
    assert sign_in(None, dee).get(url("attachment", file.pk)).status_code == 404


def test_unsent_files_are_swept(forum, dee, django_capture_on_commit_callbacks):
    sent = asked(dee, forum, attachments=[take(png(), by=dee)]).attachments.get()
    fresh, old = take(png(), by=dee), take(png(), by=dee)
    Attachment.objects.filter(pk__in=[old.pk, sent.pk]).update(uploaded_at="2026-01-01T00:00Z")
    with django_capture_on_commit_callbacks(execute=True):
        sweep_unsent_files.call()
    assert set(Attachment.objects.all()) == {sent, fresh}
    assert not old.file.storage.exists(old.file.name)
    assert sent.file.storage.exists(sent.file.name)
