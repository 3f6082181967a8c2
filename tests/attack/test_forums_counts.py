"""The kept counts are right, whoever writes at once, and whatever is removed, approved or moved."""

import threading
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from forums import actions
from forums.counts import lock_forums
from forums.forum.models import Forum
from forums.forum_conversation.models import Post, Topic
from forums.forum_member.models import ForumProfile
from forums.policy import Reason
from forums.recount import recount
from members.refusals import Refused
from tests.forum_cast import answered, asked, place, url


def right() -> bool:
    return not any(recount(repair=False).values())


def at_once(*acts) -> list[BaseException]:
    """Runs the acts in threads that start together; answers what they raised."""
    start, raised = threading.Barrier(len(acts)), []

    def run(act):
        try:
            start.wait(10)
            act()
        except BaseException as failure:
            raised.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


def each(things, act):
    """An act for every one of the things, one after another."""
    return lambda: [act(thing) for thing in things]


@pytest.mark.django_db(transaction=True)
def test_answers_at_once_are_all_counted(forum, dee, cem):
    """Stock machina counts and sums what it sees, and saves the result: of two at once one is lost."""
    topic = asked(dee, forum).topic

    def answer_five_times(person):
        for n in range(5):
            answered(person, Topic.objects.get(pk=topic.pk), f"Answer {n}")

    assert at_once(lambda: answer_five_times(dee), lambda: answer_five_times(cem)) == []
    topic.refresh_from_db()
    forum.refresh_from_db()
    assert (topic.posts_count, forum.direct_posts_count) == (11, 11)
    assert ForumProfile.objects.get(user=cem).posts_count == 5
    assert right()


@pytest.mark.django_db(transaction=True)
def test_removing_approving_and_moving_at_once(forum, other_forum, checked_forum, dee, cem, mo):
    """Two forums, two writers and a moderator, all at the same rows: no count is wrong and nobody waits in a circle."""
    topics = [asked(dee, forum, f"Topic {n}").topic for n in range(3)]
    answers = [answered(cem, topic) for topic in topics]
    waiting = [asked(cem, checked_forum, f"Waits {n}") for n in range(3)]

    acts = (
        each(topics, lambda topic: answered(dee, topic, "More")),
        each(answers, lambda post: actions.remove(by=cem, post=post)),
        each(topics[::-1], lambda topic: actions.move(by=mo, topic=topic, to=other_forum)),
        each(waiting, lambda post: actions.approve(by=mo, post=post)),
    )
    assert at_once(*acts) == []
    assert right()
    assert Forum.objects.get(pk=other_forum.pk).direct_posts_count == 6
    assert Forum.objects.get(pk=checked_forum.pk).direct_topics_count == 3


@pytest.mark.django_db(transaction=True)
def test_the_last_post_is_right_when_one_is_written_while_another_is_removed(forum, dee, cem):
    first, second = asked(dee, forum, "First").topic, asked(dee, forum, "Second").topic
    for _ in range(3):
        last = answered(cem, second)
        acts = lambda: answered(dee, first, "New"), lambda last=last: actions.remove(by=cem, post=last)
        assert at_once(*acts) == []
        assert right()


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_once_posts_once(forum, dee):
    key = uuid.uuid4()
    sent = []
    assert at_once(*[lambda: sent.append(asked(dee, forum, submission=key).pk)] * 2) == []
    assert sent[0] == sent[1]
    assert Post.objects.count() == 1
    assert right()


@pytest.mark.django_db(transaction=True)
def test_one_of_two_moderators_approves(checked_forum, cem, mo):
    post = asked(cem, checked_forum)
    refused = at_once(*[lambda: actions.approve(by=mo, post=post)] * 2)
    assert [type(failure) for failure in refused] == [Refused]
    assert right()


@pytest.mark.django_db(transaction=True)
def test_readers_do_not_wait_for_a_writer(forum, dee, sign_in):
    """Stock machina updates the topic's row at every view: a reader waits for whoever answers."""
    topic = asked(dee, forum).topic
    client = sign_in(None, dee)
    address = url("topic", *place(topic))
    statuses = []
    with transaction.atomic():
        Topic.objects.select_for_update(no_key=True).get(pk=topic.pk)
        lock_forums([forum.pk])
        assert at_once(lambda: statuses.append(client.get(address).status_code)) == []
    assert statuses == [200]


@pytest.mark.django_db
def test_every_act_keeps_the_counts(forum, other_forum, checked_forum, dee, cem, mo):
    one, two = asked(dee, forum, "One").topic, asked(cem, forum, "Two").topic
    answers = [answered(person, topic) for topic in (one, two) for person in (dee, cem)]
    waits = [asked(dee, checked_forum, f"W{n}") for n in range(2)]
    steps = [
        lambda: actions.remove(by=cem, post=answers[1]),
        lambda: actions.remove(by=mo, post=answers[3], reason=Reason.OTHER),
        lambda: actions.edit(by=dee, post=one.first_post, subject="One more", content="Changed"),
        lambda: actions.move(by=mo, topic=two, to=other_forum),
        lambda: actions.set_type(by=mo, topic=two, to=Topic.TOPIC_STICKY),
        lambda: actions.lock(by=mo, topic=two),
        lambda: actions.approve(by=mo, post=waits[0]),
        lambda: actions.refuse(by=mo, post=waits[1], reason=Reason.DUPLICATE),
        lambda: actions.remove_topic(by=mo, topic=one, reason=Reason.CONDUCT),
        lambda: actions.remove(by=dee, post=Post.objects.get(pk=waits[0].pk)),
        lambda: actions.move(by=mo, topic=two, to=forum),
    ]
    for step in steps:
        step()
        assert right(), step


@pytest.mark.django_db
def test_recount_proves_and_repairs(forum, dee, capsys):
    topic = asked(dee, forum).topic
    Topic.objects.filter(pk=topic.pk).update(posts_count=7, last_post=None)
    Forum.objects.filter(pk=forum.pk).update(direct_topics_count=0)
    ForumProfile.objects.all().delete()
    with pytest.raises(CommandError, match="1 topics, 1 forums, 1 people"):
        call_command("recount_forums", check=True)
    assert Topic.objects.get().posts_count == 7
    call_command("recount_forums")
    assert "Wrong counts: 1 topics, 1 forums, 1 people." in capsys.readouterr().out
    call_command("recount_forums", check=True)


@pytest.mark.django_db
def test_posts_are_rendered_anew(forum, dee, capsys):
    post = asked(dee, forum, content="**b**")
    Post.objects.update(_content_rendered="<script>old</script>", renderer_version=0)
    call_command("rerender_posts")
    post.refresh_from_db()
    assert post.content.rendered == "<p><strong>b</strong></p>\n"
    call_command("rerender_posts")
    assert capsys.readouterr().out == "Rendered 1 posts.\nRendered 0 posts.\n"
