"""The inbox: what it shows, to whom, in how many queries; and the links that turn e-mails off."""

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from members.models import InboxNotice, NoticeChoice
from members.notices import registry
from members.notices.unsubscribe import unsubscribe_url

INBOX = "/inbox/"


def give(person, count=1, *, url="/inbox/?page=1", title="Notice") -> list[InboxNotice]:
    start = InboxNotice.objects.count()
    return [
        InboxNotice.objects.create(
            key=f"k{number}", person=person, notice="test", title=f"{title} {number}", text="It & that.", url=url
        )
        for number in range(start, start + count)
    ]


def test_the_inbox_shows_my_notices_newest_first(sign_in, dee, bea):
    give(dee, 2)
    give(bea, title="Secret")
    page = sign_in(None, dee).get(INBOX)
    text = page.content.decode()
    assert text.index("Notice 1") < text.index("Notice 0")
    assert "2 notices are unread." in text
    assert "It &amp; that." in text
    assert "Secret" not in text


def test_an_empty_inbox_says_so(sign_in, eve):
    assert "Nothing here yet" in sign_in(None, eve).get(INBOX).content.decode()


def test_a_visitor_signs_in_first(client, db):
    for address in (INBOX, "/inbox/read/", "/inbox/1/"):
        answer = client.post(address) if address != INBOX else client.get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(("address", "method"), [(INBOX, "post"), ("/inbox/read/", "get"), ("/inbox/1/", "get")])
def test_a_wrong_method_is_refused(sign_in, dee, address, method):
    assert getattr(sign_in(None, dee), method)(address).status_code == 405


def test_opening_a_notice_reads_it_and_goes_where_it_leads(sign_in, dee):
    (notice,) = give(dee)
    answer = sign_in(None, dee).post(f"/inbox/{notice.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, "/inbox/?page=1")
    notice.refresh_from_db()
    assert notice.read_at is not None


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_a_notice_leads_nowhere_else(sign_in, dee, url):
    (notice,) = give(dee, url=url)
    assert sign_in(None, dee).post(f"/inbox/{notice.pk}/")["Location"] == INBOX


def test_somebody_elses_notice_does_not_exist(sign_in, dee, bea):
    (notice,) = give(bea)
    assert sign_in(None, dee).post(f"/inbox/{notice.pk}/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_all_are_read_at_once_mine_only(sign_in, dee, bea):
    give(dee, 3)
    give(bea)
    answer = sign_in(None, dee).post("/inbox/read/", follow=True)
    assert "3 notices are marked as read." in answer.content.decode()
    assert InboxNotice.objects.filter(read_at__isnull=True).count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_inbox_takes_the_same_queries_for_any_number(sign_in, dee, count, django_assert_num_queries):
    give(dee, count)
    client = sign_in(None, dee)
    client.get(INBOX)
    with django_assert_num_queries(QUERIES):
        assert client.get(INBOX).status_code == 200


QUERIES = 6
"""Session, person, count, page, unread count, frame."""


@pytest.mark.parametrize("page", ["1", "2", "99", "0", "-1", "²", "x"])
def test_long_inboxes_have_pages(sign_in, dee, page):
    give(dee, 21)
    assert sign_in(None, dee).get(INBOX, {"page": page}).status_code == 200


def test_the_header_counts_what_is_unread(sign_in, dee):
    client = sign_in(None, dee)
    assert 'class="count"' not in client.get(INBOX).content.decode()
    give(dee, 2)
    assert '<span class="count">2<' in client.get(INBOX).content.decode()


@pytest.fixture
def link(dee, settings, monkeypatch):
    settings.SITE_URL = ""
    monkeypatch.setattr(registry, "_purposes", {"forums": "answers in the forums"})
    return unsubscribe_url(dee, "forums")


@pytest.mark.promise("P22")
def test_one_click_turns_a_purpose_off_without_signing_in(dee, link):
    mail_system = Client(enforce_csrf_checks=True)
    answer = mail_system.post(link, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert NoticeChoice.objects.values_list("person", "purpose", "wanted").get() == (dee.pk, "forums", False)


def test_opening_the_link_changes_nothing(client, link):
    answer = client.get(link)
    assert "You get e-mails about answers in the forums." in answer.content.decode()
    assert NoticeChoice.objects.count() == 0


def test_a_person_can_turn_them_on_again(client, link):
    client.post(link, {"wanted": "no"})
    assert "You get no e-mails about answers in the forums." in client.get(link).content.decode()
    assert "You get these e-mails again." in client.post(link, {"wanted": "yes"}).content.decode()
    assert NoticeChoice.objects.get().wanted is True


@pytest.mark.parametrize("forge", ["x", "a:b:c", None])
def test_a_link_that_is_not_ours_does_not_exist(client, dee, forge):
    token = forge or signing.dumps([dee.pk, "forums"], salt="another")
    address = reverse("notices:unsubscribe", args=[token])
    assert [client.get(address).status_code, client.post(address).status_code] == [404, 404]
    assert NoticeChoice.objects.count() == 0


def test_the_link_of_somebody_who_left_does_not_exist(client, dee, link):
    dee.delete()
    assert client.get(link).status_code == 404


def test_the_link_names_no_address_and_is_kept_from_other_sites(client, dee, link):
    assert dee.email not in link
    assert client.get(link)["Referrer-Policy"] == "same-origin"
