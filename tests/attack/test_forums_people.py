"""What people wrote outlives their account, and their name does not outlive their wish (P18)."""

import pytest

from forums.actions import move, remove
from forums.attachments import take
from forums.forum_conversation.forum_polls.models import TopicPollVote
from forums.forum_conversation.models import Post, Topic
from forums.personal_data import anonymise
from forums.polls import vote
from forums.recount import recount
from forums.tracking import mark_forums_read
from tests.factories import member
from tests.forum_cast import answered, asked, place, png, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def cem(db):
    """A member without a seat on the Board, which nobody deletes under him."""
    return member("Cem")


@pytest.fixture
def thread(forum, cem, dee, mo):
    """Cem asks, with a file and a poll; Dee answers, Mo answers."""
    post = asked(cem, forum, "Cem's question", attachments=[take(png(), by=cem)])
    answered(dee, post.topic, "Dee's answer")
    answered(mo, post.topic, "Mo's answer")
    return Topic.objects.get()


def test_deleting_an_account_deletes_nobodys_posts(thread, cem, dee, mo, sign_in):
    """Stock machina cascades: with the account go its topics, and with them everybody else's answers."""
    cem.delete()
    assert Topic.objects.get().posts.count() == 3
    page = sign_in(None, dee).get(url("topic", *place(thread))).content.decode()
    for part in ("Dee&#x27;s answer", "Mo&#x27;s answer", "After 15 minutes.", "Former member"):
        assert part.replace("&#x27;", "'") in page or part in page
    assert not any(recount(repair=False).values())


def test_anonymising_parts_a_person_from_what_they_wrote(thread, cem, dee, sign_in):
    vote_topic = thread
    mark_forums_read(cem, [thread.forum_id])
    anonymise(cem, "Former member 7")
    anonymise(cem, "Former member 7")
    post = Post.objects.get(pk=vote_topic.first_post_id)
    assert (post.poster, post.username, post.anonymous_key[:7]) == (None, "Former member 7", "erased-")
    assert (Topic.objects.get().poster, Topic.objects.get().username) == (None, "Former member 7")
    for relation in type(cem)._meta.related_objects:
        if relation.related_model._meta.app_label.startswith("forum"):
            assert not relation.related_model._base_manager.filter(**{relation.field.name: cem}).exists(), relation
    page = sign_in(None, dee).get(url("topic", *place(thread))).content.decode()
    assert "Former member 7" in page
    assert not any(recount(repair=False).values())


def test_a_vote_outlives_its_voter(forum, mo, cem):
    poll = asked(mo, forum, question="Which?", options=["A", "B"]).topic.poll
    vote(by=cem, poll=poll, option_id=poll.options.first().pk)
    cem.delete()
    assert TopicPollVote.objects.get().voter is None


def test_posts_without_a_writer_are_moderated_like_any(thread, other_forum, cem, mo, dee):
    anonymise(cem, "Former member 7")
    move(by=mo, topic=thread, to=other_forum)
    remove(by=mo, post=thread.posts.last())
    assert not any(recount(repair=False).values())
