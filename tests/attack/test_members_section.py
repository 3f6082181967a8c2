"""What is for members only reaches nobody else: not as a page, a list, a menu, a map, a calendar or a file (P05)."""

from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.models import Collection, Page, PageViewRestriction

from members.models import Membership, User
from mug_site.pages.models import EventIndexPage, NewsIndexPage, SiteDocument
from tests.factories_pages import content, event, home, image, members_section, news, news_section, put

pytestmark = [pytest.mark.promise("P05"), pytest.mark.django_db]

SECRET = "Minutes of the closed session"


@pytest.fixture
def closed() -> dict[str, Page]:
    """Every page type that can be in a members' section, each with a telling title."""
    section = members_section()
    papers = content("Papers", below=section)
    news_below = put(section, NewsIndexPage(title="Inside news", slug="inside-news", show_in_menus=True))
    events_below = put(section, EventIndexPage(title="Inside events", slug="inside-events", show_in_menus=True))
    return {
        "section": section,
        "content": content(SECRET, below=papers),
        "news": news(f"{SECRET}: news", below=news_below),
        "event": event(f"{SECRET}: event", below=events_below),
    }


@pytest.fixture
def someone(sign_in, dee, eve, root) -> Callable[[str], Client]:
    """A client of everyone who is not a member in good standing."""

    def client_of(who: str) -> Client:
        if who == "visitor":
            return Client()
        if who in {"suspended", "terminated"}:
            Membership.objects.filter(person=dee).update(standing=who, reason="Sold the equipment.")
        return sign_in(None, {"applicant": eve, "root": root}.get(who, dee))

    return client_of


OTHERS = ["applicant", "suspended", "terminated", "root"]


@pytest.mark.parametrize("kind", ["section", "content", "news", "event"])
def test_a_member_reads_it_and_no_cache_keeps_it(closed, kind, dee, sign_in):
    answer = sign_in(None, dee).get(closed[kind].url)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert '<meta name="robots" content="noindex, noarchive">' in answer.content.decode()


@pytest.mark.parametrize("who", OTHERS)
def test_whoever_else_is_signed_in_finds_nothing(closed, who, someone):
    client = someone(who)
    for page in closed.values():
        assert client.get(page.url).status_code == 404, page.url


def test_a_visitor_is_sent_to_sign_in_and_learns_not_which_pages_are_there(closed, client):
    there = closed["content"].url
    for address in (there, "/members-area/", "/members-area/no-such/", "/members-area/papers/no/such/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={address}")


def test_an_unpublished_members_page_is_not_found_even_by_members(closed, dee, sign_in):
    closed["content"].unpublish()
    assert sign_in(None, dee).get(closed["content"].url).status_code == 404


@pytest.mark.parametrize("who", ["visitor", *OTHERS])
def test_no_list_menu_or_map_names_it(closed, who, someone):
    client = someone(who)
    for address in ("/", "/news/", "/events/", "/about/", "/sitemap.xml", "/robots.txt"):
        body = client.get(address).content.decode()
        assert SECRET not in body, address
        assert "members-area" not in body, address


def test_a_list_above_names_it_to_members_only(client, dee, sign_in):
    page = content("Open page")
    hidden = content(SECRET, below=page)
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    assert SECRET not in client.get(page.url).content.decode()
    assert SECRET in sign_in(None, dee).get(page.url).content.decode()


@pytest.mark.parametrize("restriction", ["login", "password", "groups"])
def test_a_page_that_wagtail_restricts_is_closed_here_too(client, eve, sign_in, restriction):
    page = content("Open page")
    PageViewRestriction.objects.create(page=page, restriction_type=restriction, password="x")
    below = content(SECRET, below=page)
    assert client.get(below.url).status_code == 302
    assert sign_in(None, eve).get(below.url).status_code == 404


def test_a_page_moved_into_the_section_is_closed_at_once(client):
    page = content(SECRET)
    assert client.get(page.url).status_code == 200
    page.move(members_section(), pos="last-child")
    moved = Page.objects.get(pk=page.pk)
    assert client.get(moved.url).status_code == 302


@pytest.mark.parametrize("who", ["visitor", *OTHERS])
def test_its_calendar_file_is_closed_too(closed, who, someone):
    answer = someone(who).get(f"/calendar/{closed['event'].pk}.ics")
    assert answer.status_code == (302 if who == "visitor" else 404)
    assert SECRET.encode() not in answer.content


def closed_collection() -> Collection:
    return Collection.objects.get(name="Members only")


def document(collection: Collection, name: str = "minutes.pdf") -> SiteDocument:
    made = SiteDocument(title=SECRET, collection=collection, file=ContentFile(b"%PDF-1.7 secret", name=name))
    made.save()
    return made


def test_a_members_document_is_downloaded_by_members(dee, sign_in):
    answer = sign_in(None, dee).get(document(closed_collection()).url)
    assert b"".join(answer) == b"%PDF-1.7 secret"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("who", ["visitor", "applicant", "suspended", "terminated"])
@pytest.mark.parametrize("deep", [False, True])
def test_a_members_file_is_closed_to_others_in_whatever_depth(who, deep, someone):
    collection = closed_collection()
    if deep:
        collection = collection.add_child(name="Board")
    rendition = image(collection=collection).get_rendition("max-100x100")
    client = someone(who)
    for address in (document(collection).url, rendition.url):
        assert client.get(address).status_code == (302 if who == "visitor" else 404)


def test_an_open_file_is_for_everyone(client):
    root = Collection.get_first_root_node()
    answer = client.get(document(root).url)
    assert b"".join(answer) == b"%PDF-1.7 secret"
    answer = client.get(image(collection=root).get_rendition("max-100x100").url)
    assert answer["Content-Type"] == "image/png"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    answer.close()


def test_files_are_not_reached_by_their_place_in_storage(client):
    made = document(Collection.get_first_root_node())
    rendition = image().get_rendition("max-100x100")
    for name in (made.file.name, rendition.file.name, rendition.image.file.name):
        assert client.get(f"/media/{name}").status_code == 404
        assert client.get(f"/images/{rendition.pk}/{name}").status_code == 404


@pytest.mark.parametrize("name", ["other.pdf", "..%2f..%2fsettings.py", "minutes.pdf%00"])
def test_a_file_answers_to_its_own_name_only(client, name):
    made = document(Collection.get_first_root_node())
    assert client.get(f"/documents/{made.pk}/{name}").status_code in {400, 404}


def test_a_lost_file_is_not_found(client):
    made = document(Collection.get_first_root_node())
    made.file.storage.delete(made.file.name)
    assert client.get(made.url).status_code == 404


def test_the_sitemap_lists_every_open_page_and_its_address(client, closed):
    news("Open news")
    body = client.get("/sitemap.xml").content.decode()
    for path in ("/", "/about/", "/news/", "/news/open-news/", "/events/"):
        assert f"<loc>http://127.0.0.1:8000{path}</loc>" in body


def test_the_sitemap_is_the_same_for_a_member(closed, dee, sign_in):
    assert SECRET not in sign_in(None, dee).get("/sitemap.xml").content.decode()
    assert "members-area" not in sign_in(None, dee).get("/sitemap.xml").content.decode()


@pytest.mark.promise("P07")
def test_no_page_shows_a_visitor_who_wrote_it(client, dee, sign_in):
    User.objects.filter(pk=dee.pk).update(full_name="Zyxwald Quokkabert")
    writer = User.objects.get(pk=dee.pk)
    for page in (content("A page", owner=writer), news("Some news", owner=writer), event("A day", owner=writer)):
        page.save_revision(user=writer).publish()
        assert "Quokkabert" not in client.get(page.url).content.decode()
    for page in (home(), news_section()):
        assert "Quokkabert" not in client.get(page.url).content.decode()
