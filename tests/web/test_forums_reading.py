"""Reading the forums: works, shows what it should, and costs a fixed number of queries."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forums.actions import move
from forums.forum.models import Forum
from forums.forum_conversation.models import Topic, TopicView
from forums.jobs import fold_views
from forums.personal_data import anonymise
from tests.forum_cast import answered, asked, place, url

pytestmark = pytest.mark.django_db


INDEX_QUERIES = 8
FORUM_QUERIES = 7
TOPIC_QUERIES = 11


@pytest.fixture
def client(client, dee, sign_in):
    return sign_in(client, dee)


def test_index_shows_forums_by_category(client, topic, forum, other_forum, closed_forum):
    page = client.get(url("index"))
    assert page.status_code == 200
    assert [section["category"].name for section in page.context["sections"]] == ["Telephony"]
    assert [f.name for f in page.context["sections"][0]["forums"]] == ["SIP trunks", "Voicemail"]
    assert "Calls drop" in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_index_costs(client, dee, cem, category, rows, django_assert_num_queries):
    for n in range(rows):
        asked(cem, Forum.objects.create(name=f"Forum {n}", type=0, parent=category))
    client.get(url("index"))
    with django_assert_num_queries(INDEX_QUERIES):
        assert client.get(url("index")).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_topic_list_costs(client, forum, cem, rows, django_assert_num_queries):
    for n in range(rows):
        asked(cem, forum, f"Question {n}")
    client.get(url("forum", forum.slug, forum.pk))
    with django_assert_num_queries(FORUM_QUERIES):
        assert client.get(url("forum", forum.slug, forum.pk)).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_topic_page_costs(client, forum, cem, bea, vic, rows, django_assert_num_queries):
    """The first opening by a member: it is also noted and marked as read."""
    topic = asked(cem, forum).topic
    for person in (bea, vic)[: rows - 1]:
        answered(person, topic)
    with django_assert_num_queries(TOPIC_QUERIES):
        assert client.get(url("topic", *place(topic))).status_code == 200


def test_topic_page_shows_posts_and_marks_them_read(client, topic, cem, dee):
    answered(cem, topic)
    assert "new" in client.get(url("forum", topic.forum.slug, topic.forum_id)).content.decode()
    page = client.get(url("topic", *place(topic)))
    assert [post.content.raw for post in page.context["page"]] == ["After 15 minutes.", "Check the session timer."]
    assert [t.is_unread for t in client.get(url("forum", topic.forum.slug, topic.forum_id)).context["page"].topics] == [
        False
    ]


def test_an_older_page_takes_no_read_mark_back(client, forum, dee, cem):
    topic = asked(cem, forum).topic
    for n in range(12):
        answered(cem, topic, f"Answer {n}")
    client.get(url("topic", *place(topic)) + "?page=2")
    client.get(url("topic", *place(topic)) + "?page=1")
    assert list(client.get("/forums/tracking/unread-topics/").context["topics"]) == []


def test_reading_the_first_page_leaves_the_second_unread(client, forum, cem):
    topic = asked(cem, forum).topic
    for n in range(12):
        answered(cem, topic, f"Answer {n}")
    client.get(url("topic", *place(topic)))
    assert list(client.get("/forums/tracking/unread-topics/").context["topics"]) == [topic]


def test_ten_posts_stand_on_a_page(client, forum, cem):
    topic = asked(cem, forum).topic
    for n in range(12):
        answered(cem, topic, f"Answer {n}")
    first, second = (client.get(url("topic", *place(topic)) + f"?page={n}").context["page"] for n in (1, 2))
    assert (len(first), len(second), first.paginator.num_pages) == (10, 3, 2)


def test_a_post_is_found_on_its_page(client, forum, cem):
    topic = asked(cem, forum).topic
    posts = [answered(cem, topic, f"Answer {n}") for n in range(12)]
    found = client.get(url("post", posts[-1].pk))
    assert found.url == url("topic", *place(topic)) + f"?page=2#post-{posts[-1].pk}"
    assert client.get(url("topic", *place(topic)) + f"?post={posts[-1].pk}").url == found.url


def test_another_slug_leads_to_the_right_one(client, topic):
    assert client.get(url("topic", "x", topic.forum_id, "y", topic.pk)).url == url("topic", *place(topic))
    assert client.get(url("forum", "x", topic.forum_id)).url == url("forum", topic.forum.slug, topic.forum_id)


def test_topics_page_by_page_in_both_directions(client, forum, cem):
    now = timezone.now()
    Topic.objects.bulk_create(
        Topic(forum=forum, poster=cem, subject=f"Topic {n}", slug="t", last_post_on=now - timedelta(minutes=n // 2))
        for n in range(45)
    )
    here, seen = url("forum", forum.slug, forum.pk), []
    page = client.get(here).context["page"]
    pages = [page]
    while page.older:
        page = client.get(f"{here}?older={page.older}").context["page"]
        pages.append(page)
    seen = [topic.pk for page in pages for topic in page.topics]
    assert len(seen) == len(set(seen)) == 45
    back = client.get(f"{here}?newer={pages[2].newer}").context["page"]
    assert [t.pk for t in back.topics] == [t.pk for t in pages[1].topics]


@pytest.mark.parametrize(
    "cursor", ["x", "é", "MQ", "OTk5OTk5OTk5OTk5OS45OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTkuMQ", "a" * 500]
)
def test_a_foreign_cursor_is_not_found(client, forum, cursor):
    assert client.get(url("forum", forum.slug, forum.pk) + f"?older={cursor}").status_code == 404


def test_mark_all_read(client, topic, cem):
    answered(cem, topic)
    assert client.get("/forums/tracking/mark/forums/").status_code == 405
    client.post("/forums/tracking/mark/forums/")
    assert list(client.get("/forums/tracking/unread-topics/").context["topics"]) == []
    answered(cem, topic)
    assert list(client.get("/forums/tracking/unread-topics/").context["topics"]) == [topic]


def test_unread_forums_are_marked(client, topic, cem, other_forum):
    def marked():
        sections = client.get(url("index")).context["sections"]
        return [forum.name for section in sections for forum in section["forums"] if forum.is_unread]

    assert marked() == []
    answered(cem, topic)
    assert marked() == ["SIP trunks"]
    client.get(url("topic", *place(topic)))
    assert marked() == []


@pytest.mark.parametrize("rows", [1, 3])
def test_unread_costs(client, forum, cem, rows, django_assert_num_queries):
    for n in range(rows):
        asked(cem, forum, f"Question {n}")
    with django_assert_num_queries(7):
        assert len(client.get("/forums/tracking/unread-topics/").context["topics"]) == rows


def test_views_are_noted_and_folded(client, topic):
    for _ in range(3):
        client.get(url("topic", *place(topic)))
    assert Topic.objects.get().views_count == 0
    fold_views.call()
    fold_views.call()
    assert (Topic.objects.get().views_count, TopicView.objects.count()) == (3, 0)


def test_a_former_member_stands_under_a_pseudonym(client, topic, dee, cem):
    asked(cem, topic.forum, "Another")
    anonymise(cem, "Former member 12")
    page = client.get(url("forum", topic.forum.slug, topic.forum_id)).content.decode()
    assert "Former member 12" in page
    assert "Cem" not in page


def test_a_category_has_no_topics_of_its_own(client, category):
    page = client.get(url("forum", category.slug, category.pk))
    assert page.status_code == 200
    assert "Ask a question" not in page.content.decode()


def test_a_moved_topic_is_found_through_its_old_forum(client, topic, other_forum, mo):
    old = url("topic", *place(topic))
    move(by=mo, topic=topic, to=other_forum)
    topic.refresh_from_db()
    assert client.get(old).url == url("topic", *place(topic))
