"""An editor's work by forms: create, publish, move the address, refuse nonsense, change the group's name."""

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from members.models import User
from mug_site.jobs.presence import Presence
from mug_site.jobs.worker import Worker
from mug_site.pages.models import ContentPage, EventPage, GroupSettings
from tests.factories_pages import content, event, event_section, home

pytestmark = pytest.mark.django_db


@pytest.fixture
def editing(sign_in) -> Client:
    """A client in which an editor, who is no member, is signed in."""
    editor = User.objects.create_user("editor@mug.example", "x", full_name="Erin Editor")
    editor.groups.add(Group.objects.get(name="Editors"))
    return sign_in(None, editor)


def content_form(**fields) -> dict[str, str]:
    fields = {"title": "How the board works", "slug": "how-the-board-works", "lead": "Seven people.", **fields}
    paragraph = '<p>Read <a href="javascript:alert(1)">this</a> and <b>that</b>.<script>alert(1)</script></p>'
    blocks = [("heading", {"text": "Elections", "level": "h2"}), ("paragraph", rich_text(paragraph))]
    return nested_form_data({**fields, "body": streamfield(blocks), "action-publish": "publish"})


def event_form(**fields) -> dict[str, str]:
    given = {
        "title": "Spring meeting",
        "slug": "spring-meeting",
        "start_date": "2099-06-01",
        "start_time": "16:00",
        "end_date": "",
        "end_time": "18:00",
        "time_zone": "Europe/Oslo",
        "place": "Oslo",
        "link": "",
        "lead": "",
        "body": streamfield([]),
        "action-publish": "publish",
        **fields,
    }
    return nested_form_data(given)


def test_an_editor_creates_and_publishes_a_page_that_everyone_reads(editing, client):
    answer = editing.post(f"/admin/pages/add/pages/contentpage/{home().pk}/", content_form())
    assert answer.status_code == 302
    text = client.get("/how-the-board-works/").content.decode()
    assert "<h2>Elections</h2>" in text
    assert "<b>that</b>" in text
    assert "javascript:" not in text
    assert "<script>alert" not in text


def test_a_page_that_gets_another_address_is_found_at_the_old_one_for_ever(
    editing, client, django_capture_on_commit_callbacks
):
    page = content("How the board works")
    below = content("Elections", below=page)
    with django_capture_on_commit_callbacks(execute=True):
        answer = editing.post(f"/admin/pages/{page.pk}/edit/", content_form(slug="the-board"))
    assert answer.status_code == 302
    for old, new in (
        ("/how-the-board-works/", "/the-board/"),
        ("/how-the-board-works", "/the-board/"),
        ("/how-the-board-works/elections/", "/the-board/elections/"),
    ):
        moved = client.get(old)
        assert (moved.status_code, moved["Location"]) == (301, new)
    assert ContentPage.objects.get(pk=below.pk).url == "/the-board/elections/"


def test_a_draft_changes_nothing_for_its_readers(editing, client):
    page = content("How the board works", lead="As it was.")
    draft = content_form(lead="As it will be.")
    del draft["action-publish"]
    editing.post(f"/admin/pages/{page.pk}/edit/", draft)
    text = client.get(page.url).content.decode()
    assert "As it was." in text
    assert "As it will be." not in text


def test_an_editor_publishes_an_event(editing):
    answer = editing.post(f"/admin/pages/add/pages/eventpage/{event_section().pk}/", event_form())
    assert answer.status_code == 302
    page = EventPage.objects.get()
    assert page.live
    assert page.starts_at.isoformat() == "2099-06-01T14:00:00+00:00"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"start_date": "2099-02-30"}, "Enter a valid date."),
        ({"start_date": "soon"}, "Enter a valid date."),
        ({"start_date": "2099-06-01\x00"}, "Enter a valid date."),
        ({"start_time": "25:00"}, "Enter a valid time."),
        ({"end_time": "15:00"}, "The event ends before it starts. Check both dates and times."),
        ({"end_date": "2099-05-31"}, "The event ends before it starts. Check both dates and times."),
        ({"start_time": "", "end_time": "18:00"}, "Give the time at which it starts, or leave both times empty."),
        ({"place": ""}, "Say where it is: a place, or a link for an event that is held online."),
        ({"link": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"time_zone": "Mars/Olympus"}, "“Mars/Olympus” is not a time zone. Choose one from the list."),
        ({"title": "W" * 256}, "Ensure this value has at most 255 characters (it has 256)."),
        ({"place": "Oslo\x00"}, "Null characters are not allowed."),
    ],
)
def test_nonsense_is_refused_in_a_sentence_and_what_was_typed_stays(editing, fields, sentence):
    answer = editing.post(
        f"/admin/pages/add/pages/eventpage/{event_section().pk}/", event_form(lead="Kept as typed.", **fields)
    )
    assert answer.status_code == 200
    text = answer.content.decode()
    assert sentence in text
    assert "Kept as typed." in text
    assert not EventPage.objects.exists()


def test_an_editor_changes_the_groups_name(editing, client):
    pk = GroupSettings.objects.get().site_id
    answer = editing.post(
        f"/admin/settings/pages/groupsettings/{pk}/",
        {
            "name": "Norsk brukergruppe",
            "short_name": "NBG",
            "vendor_name": "Acme",
            "contact_address": "office@nbg.example",
            "footer_text": "Drevet av frivillige.",
        },
    )
    assert answer.status_code == 302
    text = client.get("/").content.decode()
    for expected in ("Norsk brukergruppe", "NBG", "office@nbg.example", "Drevet av frivillige."):
        assert expected in text


def test_pages_are_found_in_the_admins_search(editing):
    content("Voicemail statutes")
    with Presence() as here:
        while Worker({"default"}).work_once(here):
            pass
    assert "Voicemail statutes" in editing.get("/admin/pages/search/?q=voicemail").content.decode()


def test_an_event_is_shown_in_its_zone_and_the_readers(client, dee, sign_in):
    page = event()
    assert "Monday, 1 June 2099, 16:00" in client.get(page.url).content.decode()
    assert "For you:" not in client.get(page.url).content.decode()
    User.objects.filter(pk=dee.pk).update(time_zone="Asia/Tokyo")
    text = sign_in(None, dee).get(page.url).content.decode()
    assert "Monday, 1 June 2099, 16:00" in text
    assert "Monday, 1 June 2099, 23:00" in text
    assert 'datetime="2099-06-01T23:00:00+09:00"' in text


def test_an_event_of_several_days_says_both(client):
    page = event(start_time=None, end_time=None, end_date=date(2099, 6, 3))
    text = client.get(page.url).content.decode()
    assert "Monday, 1 June 2099" in text
    assert "Wednesday, 3 June 2099" in text


def test_an_event_has_a_calendar_file(client):
    answer = client.get(event("Møte 🎉, or «not»").calendar_url)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "SUMMARY:Møte 🎉\\, or «not»" in answer.content.decode()
    assert client.post(event("Other").calendar_url).status_code == 405
    assert client.get("/calendar/999999.ics").status_code == 404
