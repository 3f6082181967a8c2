"""Moderating: approving, refusing, locking, moving, ranking, removing; each asks first and is recorded."""

import pytest
from django.urls import reverse

from forums.forum_conversation.models import Post, Topic
from forums.recount import recount
from members.models import Event
from tests.forum_cast import answered, asked, url

pytestmark = pytest.mark.django_db

ACTS = {
    "topic_lock": "forums:topic:locked",
    "topic_delete": "forums:topic:removed",
    "topic_move": "forums:topic:moved",
    "topic_update_to_sticky": "forums:topic:ranked",
    "topic_update_to_announce": "forums:topic:ranked",
}


def moderation(name, *args):
    return reverse(f"forum_moderation:{name}", args=args)


@pytest.fixture
def client(client, mo, sign_in):
    return sign_in(client, mo)


@pytest.mark.parametrize("act", ACTS)
def test_each_act_asks_then_acts_and_is_recorded(client, topic, other_forum, mo, act):
    here = moderation(act, topic.slug, topic.pk)
    assert client.get(here).status_code == 200
    assert not Event.objects.filter(name__startswith="forums:").exists()
    assert client.post(here, {"to": other_forum.pk, "reason": "other"}).status_code == 302
    assert list(Event.objects.filter(name__startswith="forums:").values_list("name", "actor_id")) == [
        (ACTS[act], mo.pk)
    ]


@pytest.mark.parametrize("act", [*ACTS, "topic_unlock", "topic_update_to_post"])
def test_members_may_not(topic, dee, other_forum, sign_in, act):
    client = sign_in(None, dee)
    here = moderation(act, topic.slug, topic.pk)
    assert client.get(here).status_code == 403
    assert client.post(here, {"to": other_forum.pk, "reason": "other"}).status_code == 403
    assert not Event.objects.filter(name__startswith="forums:").exists()


def test_lock_and_unlock(client, topic):
    client.post(moderation("topic_lock", topic.slug, topic.pk))
    assert client.post(moderation("topic_lock", topic.slug, topic.pk)).status_code == 403
    client.post(moderation("topic_unlock", topic.slug, topic.pk))
    topic.refresh_from_db()
    assert not topic.is_locked


def test_moving_takes_the_counts_along_and_keeps_the_lock(client, topic, forum, other_forum, cem):
    answered(cem, topic)
    Topic.objects.update(status=Topic.TOPIC_LOCKED)
    client.post(moderation("topic_move", topic.slug, topic.pk), {"to": other_forum.pk})
    for row in (topic, forum, other_forum):
        row.refresh_from_db()
    assert topic.is_locked
    assert (forum.direct_topics_count, forum.direct_posts_count, forum.last_post) == (0, 0, None)
    assert (other_forum.direct_topics_count, other_forum.direct_posts_count) == (1, 2)
    assert other_forum.last_post_id == topic.last_post_id


def test_a_topic_is_not_moved_where_the_mover_may_not(client, topic, category):
    page = client.post(moderation("topic_move", topic.slug, topic.pk), {"to": category.pk})
    assert page.status_code == 200
    assert "Select a valid choice" in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_queue_costs(client, checked_forum, cem, rows, django_assert_num_queries):
    for n in range(rows):
        asked(cem, checked_forum, f"For sale {n}")
    client.get(moderation("queue"))
    with django_assert_num_queries(8):
        assert len(client.get(moderation("queue")).context["posts"]) == rows


def test_approving_lets_a_topic_show_and_count(client, checked_forum, cem):
    post = asked(cem, checked_forum)
    checked_forum.refresh_from_db()
    assert checked_forum.direct_topics_count == 0
    assert client.get(moderation("queued_post", post.pk)).status_code == 302
    client.post(moderation("approve_queued_post", post.pk))
    checked_forum.refresh_from_db()
    assert (checked_forum.direct_topics_count, checked_forum.direct_posts_count) == (1, 1)
    assert checked_forum.last_post_id == post.pk
    assert client.post(moderation("approve_queued_post", post.pk)).status_code == 403
    assert not any(recount(repair=False).values())


def test_refusing_removes_and_tells(client, checked_forum, cem):
    post = asked(cem, checked_forum)
    client.post(moderation("disapprove_queued_post", post.pk), {"reason": "solicitation", "words": ""})
    assert (Post.objects.count(), Topic.objects.count()) == (0, 0)


def test_members_find_no_queue(dee, forum, sign_in):
    assert sign_in(None, dee).get(moderation("queue")).status_code == 404


def test_a_moderator_edits_with_a_reason(client, topic, dee):
    here = url("post_update", topic.forum.slug, topic.forum_id, topic.slug, topic.pk, topic.first_post_id)
    client.post(here, {"subject": topic.subject, "content": "Tidied", "reason": "Took a name out"})
    post = Post.objects.get()
    assert (post.update_reason, post.poster_id) == ("Took a name out", dee.pk)
    assert Event.objects.filter(name="forums:post:edited", about_id=dee.pk).exists()
