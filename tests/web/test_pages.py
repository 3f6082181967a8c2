"""The public pages and the members' section: each type answers, to whom it should, in a known number of queries."""

from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client
from wagtail.models import Page

from mug_site.pages.models import ContentPage, GroupSettings
from tests.factories_pages import content, event, event_section, home, news, news_section

EVERY_PAGE_OF_A_NEW_SITE = ["/", "/about/", "/news/", "/events/"]


def test_home_tells_a_visitor_what_the_group_is(client, db):
    news("Fresh news")
    event("Next meeting")
    text = client.get("/").content.decode()
    for expected in (
        "Mitel User Group",
        "Who runs it",
        "The promises we keep",
        "Join MUG",
        "Fresh news",
        "Next meeting",
    ):
        assert expected in text


def test_home_tells_a_member_what_today_holds(dee, sign_in):
    news("Fresh news")
    event("Next meeting")
    text = sign_in(None, dee).get("/").content.decode()
    for expected in ("Today", "What awaits you", "Open the forums", "Fresh news", "Next meeting"):
        assert expected in text
    assert "Become a member" not in text


def test_home_offers_an_applicant_no_forums(eve, sign_in):
    text = sign_in(None, eve).get("/").content.decode()
    assert "with the treasurer" in text
    assert "Open the forums" not in text


def test_home_shows_the_three_latest_news_and_the_event_that_comes_next(client, db):
    for day in (1, 2, 3, 4):
        news(f"News of day {day}", published_on=date(2026, 3, day))
    event("Long over", start_date=date(2020, 1, 1))
    event("Later", start_date=date(2099, 9, 1))
    event("Sooner", start_date=date(2099, 7, 1))
    answer = client.get("/")
    assert [item.title for item in answer.context["news"]] == ["News of day 4", "News of day 3", "News of day 2"]
    assert answer.context["next_event"].title == "Sooner"


@pytest.mark.parametrize("address", EVERY_PAGE_OF_A_NEW_SITE)
def test_every_page_of_a_new_site_answers(client, db, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", ["/", "/news/", "/members-area/", "/sitemap.xml", "/robots.txt"])
def test_pages_are_only_read(client, db, method, address):
    assert getattr(client, method)(address).status_code == 405


@pytest.mark.parametrize("address", ["/no-such-page/", "/news/no-such/", "/%F0%9F%98%80/", "/a%2f%2fb/", "/home/"])
def test_an_address_without_a_page_is_not_found(client, db, address):
    assert client.get(address).status_code == 404


def test_a_nul_byte_in_an_address_is_a_bad_request(client, db):
    assert client.get("/%00/").status_code == 400


def test_an_unpublished_page_is_not_found(client, db):
    page = content("Not yet")
    page.unpublish()
    assert client.get(page.url).status_code == 404


def test_a_page_says_its_address_to_others_and_never_who_wrote_it(client, db, dee):
    page = content("How we work", search_description="Of boards and members.", owner=dee)
    page.save_revision(user=dee).publish()
    text = client.get(page.url).content.decode()
    assert '<link rel="canonical" href="http://127.0.0.1:8000/how-we-work/">' in text
    assert '<meta property="og:description" content="Of boards and members.">' in text
    assert '<meta property="og:site_name" content="Mitel User Group">' in text
    assert dee.full_name not in text


def test_the_groups_names_come_from_its_settings(client, db):
    GroupSettings.objects.update(name="Norsk brukergruppe", short_name="NBG", vendor_name="Acme")
    text = client.get("/").content.decode()
    assert "Norsk brukergruppe" in text
    assert "Join NBG" in text
    assert "Acme" in text


def test_a_site_without_settings_gets_those_of_the_environment(client, db):
    GroupSettings.objects.all().delete()
    assert "Mitel User Group" in client.get("/").content.decode()


def navigation(answer) -> list[tuple[str, str, bool]]:
    return [(link.title, link.url, link.current) for link in answer.context["navigation"]]


def test_navigation_follows_the_order_of_the_pages(client, db):
    assert navigation(client.get("/news/")) == [
        ("About us", "/about/", False),
        ("News", "/news/", True),
        ("Events", "/events/", False),
    ]
    news_section().move(home(), pos="first-child")
    assert [title for title, *_ in navigation(client.get("/"))] == ["News", "About us", "Events"]


def test_navigation_leaves_out_what_is_not_in_menus(client, db):
    Page.objects.filter(slug="about").update(show_in_menus=False)
    assert [title for title, *_ in navigation(client.get("/"))] == ["News", "Events"]


def test_navigation_is_on_the_pages_of_other_apps_too(client, db):
    assert [title for title, *_ in navigation(client.get("/accounts/login/"))] == ["About us", "News", "Events"]


@pytest.mark.promise("P05")
def test_navigation_shows_the_members_section_to_members(dee, eve, sign_in):
    assert ("Members’ area", "/members-area/", False) in navigation(sign_in(None, dee).get("/"))
    assert "Members’ area" not in [title for title, *_ in navigation(sign_in(None, eve).get("/"))]


@pytest.mark.promise("P16")
def test_a_link_that_leaves_the_site_says_so(client, db):
    paragraph = (
        '<p><a href="https://vendor.example/x?a=1&amp;b=2">out</a> <a href="http://127.0.0.1:8000/news/">home</a> '
        '<a href="/about/">about</a></p>'
    )
    page = content(
        body=[
            ("paragraph", paragraph),
            ("call", {"text": "", "label": "Read more", "page": None, "address": "https://vendor.example/"}),
        ]
    )
    text = client.get(page.url).content.decode()
    out = 'rel="noopener noreferrer external" title="Leaves this site, to vendor.example"'
    assert f'<a href="https://vendor.example/x?a=1&amp;b=2" {out}>out</a>' in text
    assert f'<a href="https://vendor.example/" {out} class="button">Read more</a>' in text
    assert '<a href="http://127.0.0.1:8000/news/">home</a>' in text
    assert '<a href="/about/">about</a>' in text


def test_every_kind_of_block_is_shown(client, db):
    page = content(
        body=[
            ("heading", {"text": "A part", "level": "h3"}),
            ("quote", {"text": "It <b>works</b>.", "source": "A member"}),
            ("table", {"columns": [], "rows": [], "caption": "Figures"}),
            ("call", {"text": "Come along", "label": "See the events", "page": event_section(), "address": ""}),
            ("documents", {"heading": "Minutes", "documents": []}),
        ]
    )
    text = client.get(page.url).content.decode()
    assert "<h3>A part</h3>" in text
    assert "It &lt;b&gt;works&lt;/b&gt;." in text
    assert "<caption>Figures</caption>" in text
    assert '<a class="button" href="/events/">See the events</a>' in text


@pytest.mark.parametrize("title", ["مرحبا بالعالم", "🎉" * 60, "W" * 255, "<script>alert(1)</script>"])
def test_any_title_is_shown_as_it_is(client, db, title):
    page = content(title, slug="any-title")
    answer = client.get(page.url)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_a_page_lists_the_pages_below_it_that_its_reader_may_see(client, db):
    parent = content("Statutes")
    content("Bylaws", below=parent)
    content("Draft bylaws", below=parent).unpublish()
    assert [page.title for page in client.get("/statutes/").context["below"]] == ["Bylaws"]


def test_a_page_below_a_section_says_where_it_stands(client, db):
    content("Elections", below=content("Bylaws", below=content("Statutes")))
    crumbs = client.get("/statutes/bylaws/elections/").context["crumbs"]
    assert crumbs == [{"title": "Statutes", "url": "/statutes/"}, {"title": "Bylaws", "url": "/statutes/bylaws/"}]
    assert client.get("/statutes/").context["crumbs"] == []


@pytest.mark.parametrize("rows", [1, 3])
class TestQueries:
    """session, person, frame, page, then what the page shows, and the header's unread notices last."""

    @pytest.fixture(autouse=True)
    def _rows(self, db, rows):
        for number in range(rows):
            news(f"News {number}")
            event(f"Event {number}")
            content(f"Page {number}", below=ContentPage.objects.get(slug="about"))
        cache.clear()

    def asked(self, client: Client, address: str, django_assert_num_queries, number: int) -> None:
        with django_assert_num_queries(number):
            assert client.get(address).status_code == 200

    def test_home(self, dee, django_assert_num_queries, sign_in):
        self.asked(sign_in(None, dee), "/", django_assert_num_queries, 6)

    def test_home_of_a_visitor(self, client, django_assert_num_queries):
        self.asked(client, "/", django_assert_num_queries, 3)

    def test_content_page(self, dee, django_assert_num_queries, sign_in):
        self.asked(sign_in(None, dee), "/about/", django_assert_num_queries, 6)

    def test_news_list(self, dee, django_assert_num_queries, sign_in):
        self.asked(sign_in(None, dee), "/news/", django_assert_num_queries, 7)

    def test_events_list(self, dee, django_assert_num_queries, sign_in):
        self.asked(sign_in(None, dee), "/events/", django_assert_num_queries, 7)

    def test_news_page(self, dee, django_assert_num_queries, sign_in):
        self.asked(sign_in(None, dee), "/news/news-0/", django_assert_num_queries, 6)
