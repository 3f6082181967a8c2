"""What does not belong where the address says it does is not found: forum → topic → post → attachment or poll."""

import uuid

import pytest

from forums import actions
from forums.attachments import take
from forums.forum_conversation.forum_attachments.models import Attachment
from forums.forum_conversation.forum_polls.models import TopicPollVote
from forums.forum_conversation.models import Post, Topic
from tests.forum_cast import answered, asked, downloaded, place, png, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client, dee, sign_in):
    return sign_in(client, dee)


def through(forum, topic):
    """A topic's address through a forum that it is not in."""
    return [forum.slug, forum.pk, topic.slug, topic.pk]


def test_replying_through_another_forum_does_not_skip_approval(client, forum, checked_forum, cem, mo, dee):
    """Stock machina takes the permission from the forum in the address: through an open forum a post needs no approval."""
    post = asked(cem, checked_forum)
    actions.approve(by=mo, post=post)
    topic = Topic.objects.get()
    assert client.post(url("post_create", *through(forum, topic)), {"content": "Skipped"}).status_code == 404
    assert client.post(url("post_create", *place(topic)), {"content": "Waits"}).status_code == 302
    assert Post.objects.get(poster=dee).approved is False


@pytest.mark.parametrize("name", ["topic", "post_create", "post_update", "post_delete"])
def test_another_forums_or_topics_key_is_not_found(client, topic, other_forum, dee, name):
    """Stock machina looks posts and topics up by their own key alone."""
    other = asked(dee, other_forum, "Another").topic
    own = [topic.first_post_id] if name in {"post_update", "post_delete"} else []
    assert client.get(url(name, *place(topic), *own)).status_code == 200
    assert client.get(url(name, *through(other_forum, topic), *own)).status_code == 404
    if own:
        assert client.get(url(name, *place(other), *own)).status_code == 404
        assert client.post(url(name, *place(other), *own), {"content": "x"}).status_code == 404
    for beyond in (2**31, 2**63, 10**30, 0):
        assert client.get(url(name, topic.forum.slug, topic.forum_id, "x", beyond, *own)).status_code == 404


def test_what_waits_for_approval_does_not_open_by_its_address(client, checked_forum, cem):
    """Stock machina shows an unapproved topic to whoever knows its number."""
    post = asked(cem, checked_forum, "Cheap phones", attachments=[take(png(), by=cem)])
    addresses = [
        url("topic", *place(post.topic)),
        url("post_create", *place(post.topic)),
        url("post", post.pk),
        url("attachment", post.attachments.get().pk),
        url("topic", *place(post.topic)) + f"?post={post.pk}",
    ]
    for address in addresses:
        assert client.get(address).status_code == 404, address
    assert "Cheap phones" not in client.get(url("forum", checked_forum.slug, checked_forum.pk)).content.decode()


def test_an_answer_that_waits_does_not_show(client, checked_forum, cem, mo):
    actions.approve(by=mo, post=asked(cem, checked_forum))
    topic = Topic.objects.get()
    answered(cem, topic, "Buy here")
    page = client.get(url("topic", *place(topic))).content.decode()
    assert "Buy here" not in page


@pytest.mark.parametrize("wanted", ["²", "٣", "x", "-1", "1e3", "99999999999", "%C2%B2"])
def test_strange_numbers_are_not_found(client, topic, wanted):
    """Stock machina: `?post=²` passes `isdigit()` and is a 500."""
    assert client.get(url("topic", *place(topic)) + f"?post={wanted}").status_code == 404
    assert client.get(url("topic", *place(topic)) + f"?page={wanted}").status_code == 404


def test_nobody_takes_or_deletes_anothers_attachment(client, topic, other_forum, cem, dee):
    """Stock machina's attachment formset takes any primary key: one member moves another forum's file to their own post,
    or deletes it."""
    theirs = asked(cem, other_forum, "With a file", attachments=[take(png(), by=cem)]).attachments.get()
    unsent = take(png("unsent.png"), by=cem)
    change = url("post_update", *place(topic), topic.first_post_id)
    stock = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": theirs.pk, "form-0-DELETE": "on"}
    for sent in ({"keep": [theirs.pk, unsent.pk]}, {"keep": []}, stock):
        client.post(change, {"subject": "Mine", "content": "Mine"} | sent)
        client.post(url("topic_create", topic.forum.slug, topic.forum_id), {"subject": "M", "content": "M"} | sent)
    theirs.refresh_from_db()
    unsent.refresh_from_db()
    assert (theirs.post.poster, unsent.post) == (cem, None)
    assert not Attachment.objects.filter(post__poster=dee).exists()


def test_an_action_takes_only_ones_own_unsent_files(topic, cem, dee):
    theirs = take(png(), by=cem)
    post = answered(dee, topic, attachments=[theirs])
    assert not post.attachments.exists()


def test_an_unsent_file_opens_to_its_owner_only(client, topic, cem, dee, mo, sign_in):
    mine, theirs = take(png(), by=dee), take(png(), by=cem)
    assert downloaded(client.get(url("attachment", mine.pk))).startswith(b"\x89PNG")
    assert client.get(url("attachment", theirs.pk)).status_code == 404
    assert sign_in(None, mo).get(url("attachment", mine.pk)).status_code == 404


def test_a_file_in_a_closed_forum_does_not_open(client, closed_forum, mo):
    file = asked(mo, closed_forum, attachments=[take(png(), by=mo)]).attachments.get()
    assert client.get(url("attachment", file.pk)).status_code == 404


def test_no_poll_is_rewritten_through_another_topic(client, topic, other_forum, mo, dee, cem):
    """Stock machina's poll formset takes any option's primary key: whoever opens a topic rewrites another topic's poll."""
    post = asked(mo, other_forum, "Poll", question="Which?", options=["A", "B"])
    option = post.topic.poll.options.first()
    stock = {"poll-TOTAL_FORMS": 1, "poll-INITIAL_FORMS": 1, "poll-0-id": option.pk, "poll-0-text": "Rewritten"}
    sent = {"subject": "x", "content": "x", "poll-question": "Q", "poll-options": "Rewritten\nToo"} | stock
    client.post(url("topic_create", topic.forum.slug, topic.forum_id), sent)
    client.post(url("post_update", *place(topic), topic.first_post_id), sent)
    assert [o.text for o in post.topic.poll.options.all()] == ["A", "B"]
    assert not Topic.objects.filter(poster=dee, poll__isnull=False).exists()


def test_a_vote_takes_only_the_polls_own_options(client, forum, mo, closed_forum, checked_forum):
    one, two = (asked(mo, forum, f"Poll {n}", question="Q", options=["A", "B"]).topic.poll for n in (1, 2))
    client.post(url("topic_poll_vote", one.pk), {"option": two.options.first().pk})
    client.post(url("topic_poll_vote", one.pk), {"option": "x"})
    hidden = asked(mo, closed_forum, "Poll", question="Q", options=["A", "B"]).topic.poll
    assert client.post(url("topic_poll_vote", hidden.pk), {"option": hidden.options.first().pk}).status_code == 404
    assert TopicPollVote.objects.count() == 0


def test_moderating_through_another_forums_key_is_not_found(topic, closed_forum, mo, dee, sign_in):
    hidden = asked(mo, closed_forum, "Hidden").topic
    client = sign_in(None, dee)
    for act in ("lock", "unlock", "delete", "move", "change/sticky"):
        assert client.get(f"/forums/moderation/topic/x-{hidden.pk}/{act}/").status_code == 404
    assert client.post(f"/forums/moderation/queue/{hidden.first_post_id}/approve/").status_code == 404


def test_anothers_submission_key_shows_nothing(client, forum, cem):
    key = uuid.uuid4()
    asked(cem, forum, "Theirs", submission=key)
    client.post(url("topic_create", forum.slug, forum.pk), {"subject": "Mine", "content": "x", "submission": str(key)})
    assert Topic.objects.filter(subject="Mine").count() == 1


def test_an_approved_post_is_not_swapped_for_another(client, checked_forum, dee, mo):
    """Stock machina keeps a post approved whatever its writer makes of it afterwards."""
    post = asked(dee, checked_forum, "Harmless", "Harmless")
    actions.approve(by=mo, post=post)
    page = client.post(url("post_update", *place(post.topic), post.pk), {"subject": "x", "content": "Buy here"})
    assert "A moderator approved this post as it is" in page.content.decode()
    assert Post.objects.get().content.raw == "Harmless"
