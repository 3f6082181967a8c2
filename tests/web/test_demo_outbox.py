"""The demo's outbox: every e-mail that would have been sent, readable, harmless."""

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.urls import reverse

OUTBOX = "/demo/outbox/"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path / "mail"


def keep(subject="Grüße ☎", text="Look: https://mug.example/a?b=1&c=2", html="", key="1"):
    email = EmailMultiAlternatives(
        subject, text, to=["dee@example.org"], headers={"Message-ID": f"<{key}@mug.example>"}
    )
    if html:
        email.attach_alternative(html, "text/html")
    get_connection("mug_site.mail.files.EmailBackend").send_messages([email])


def test_an_outbox_without_mail_says_so(client, db):
    assert "No mail yet" in client.get(OUTBOX).content.decode()


def test_messages_are_listed_newest_first(client, db):
    keep("Old", key="1")
    keep("New", key="2")
    text = client.get(OUTBOX).content.decode()
    assert text.index("New") < text.index("Old")
    assert "dee@example.org" in text


def test_a_message_is_readable_and_its_links_can_be_followed(client, db, folder):
    keep(html="<p>Hi <script>alert(1)</script></p>")
    (file,) = folder.glob("*.eml")
    text = client.get(reverse("demo:message", args=[file.stem])).content.decode()
    assert "Grüße ☎" in text
    assert 'href="https://mug.example/a?b=1&amp;c=2"' in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script>alert" not in text


def test_files_belong_to_the_site_alone(folder):
    keep()
    (file,) = folder.glob("*.eml")
    assert (file.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.parametrize("name", ["absent", "20261122T000000000000-00000000000000000000"])
def test_a_message_that_is_not_there_is_not_found(client, db, name):
    assert client.get(f"{OUTBOX}{name}/").status_code == 404


@pytest.mark.parametrize("name", ["..%2F..%2Fsecrets%2Fsecret_key", "../secrets/secret_key"])
def test_no_other_file_is_reached(client, db, name):
    assert client.get(f"{OUTBOX}{name}/").status_code == 404


def test_a_wrong_method_is_refused(client, db):
    assert client.post(OUTBOX).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_the_outbox_reads_no_table_but_the_frames(client, db, count, django_assert_num_queries):
    for number in range(count):
        keep(key=str(number))
    client.get(OUTBOX)
    with django_assert_num_queries(1):
        client.get(OUTBOX)
