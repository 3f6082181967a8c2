"""Writing in the forums: asking with a screenshot, answering, changing, removing; nothing typed is ever lost."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from forums.forum_conversation.forum_attachments.models import Attachment
from forums.forum_conversation.models import Post, Topic
from members.models import InboxNotice
from tests.forum_cast import answered, asked, deny, downloaded, place, png, url

pytestmark = pytest.mark.django_db

QUESTION = {"subject": "MiVB 10.1: calls drop", "content": "After 15 minutes.\n\n```\nSIP 481\n```"}


@pytest.fixture
def client(client, dee, sign_in):
    return sign_in(client, dee)


@pytest.fixture
def ask_url(forum):
    return url("topic_create", forum.slug, forum.pk)


def test_asking_with_a_code_block_and_two_screenshots(client, ask_url, dee):
    assert client.get(ask_url).status_code == 200
    answer = client.post(ask_url, QUESTION | {"uploads": [png("one.png"), png("two.png")]})
    topic = Topic.objects.get()
    post = topic.first_post
    assert answer.url == url("topic", *place(topic)) + f"#post-{post.pk}"
    assert (topic.subject, topic.poster, topic.posts_count, topic.approved) == (QUESTION["subject"], dee, 1, True)
    assert [file.label for file in post.attachments.all()] == ["one.png", "two.png"]
    page = client.get(answer.url).content.decode()
    assert "SIP 481" in page
    for file in post.attachments.all():
        assert url("attachment", file.pk) in page
        assert downloaded(client.get(url("attachment", file.pk))).startswith(b"\x89PNG")


@pytest.mark.promise("P05")
def test_the_composer_warns_before_anything_is_posted(client, ask_url, topic):
    for page in (ask_url, url("topic", *place(topic)), url("post_create", *place(topic))):
        assert "Do not post anything confidential." in client.get(page).content.decode()


def test_answering(client, topic, forum):
    answer = client.post(url("post_create", *place(topic)), {"content": "Session timer."})
    topic.refresh_from_db()
    forum.refresh_from_db()
    assert answer.url.endswith(f"#post-{topic.last_post_id}")
    assert (topic.posts_count, forum.direct_posts_count, forum.direct_topics_count) == (2, 2, 1)


def test_a_form_sent_twice_posts_once(client, ask_url, topic):
    key = str(uuid.uuid4())
    first = client.post(ask_url, QUESTION | {"submission": key})
    second = client.post(ask_url, QUESTION | {"submission": key})
    assert first.url == second.url
    assert Topic.objects.filter(subject=QUESTION["subject"]).count() == 1
    for _ in range(2):
        client.post(
            url("post_create", *place(topic)),
            {"content": "Once.", "submission": str(uuid.uuid5(uuid.NAMESPACE_DNS, "x"))},
        )
    assert topic.posts.count() == 2


def test_preview_posts_nothing_and_keeps_files(client, ask_url):
    page = client.post(ask_url, QUESTION | {"preview": "1", "uploads": [png()]})
    assert "Preview: not posted yet" in page.content.decode()
    assert Post.objects.count() == 0
    kept = Attachment.objects.get()
    assert f'value="{kept.pk}"' in page.content.decode()
    client.post(ask_url, QUESTION | {"keep": [kept.pk]})
    assert list(Post.objects.get().attachments.all()) == [kept]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"subject": ""}, "This field is required."),
        ({"content": "   "}, "Write something first."),
        ({"content": "[" * 5000}, "One paragraph has more than"),
        ({"content": "x" * 20_001}, "20,001 characters"),
        ({"content": "a\x00b"}, "Null characters are not allowed."),
        ({"content": "a\x07b"}, "invisible control characters"),
        ({"subject": "x" * 151}, "at most 150 characters"),
        ({"submission": "no-uuid"}, "Enter a valid UUID."),
    ],
)
def test_what_was_typed_stays_with_every_refusal(client, ask_url, wrong, sentence):
    sent = {"subject": "A subject to keep", "content": "A text to keep"} | wrong
    page = client.post(ask_url, sent | {"uploads": [png("kept.png")]})
    shown = page.content.decode()
    assert page.status_code == 200
    assert sentence in shown
    assert Post.objects.count() == 0
    for field in {"subject", "content"} - set(wrong):
        assert sent[field] in shown
    assert "kept.png" in shown


def test_emoji_and_right_to_left_text(client, ask_url):
    answer = client.post(ask_url, {"subject": "☎️ مكالمات", "content": "שלום 👩‍💻 السلام"})
    shown = client.get(answer.url).content.decode()
    assert "☎️ مكالمات" in shown
    assert "שלום 👩‍💻 السلام" in shown


def test_ten_megabytes_get_a_sentence_and_stay(client, ask_url):
    page = client.post(ask_url, QUESTION | {"content": "x" * 10_000_000})
    assert page.status_code == 200
    assert "10,000,000 characters" in page.content.decode()
    assert "x" * 10_000_000 in page.content.decode()


def test_an_expired_token_keeps_what_was_typed(dee, forum, ask_url, sign_in):
    client = sign_in(Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"}), dee)
    page = client.post(ask_url, QUESTION | {"csrfmiddlewaretoken": "x" * 64})
    assert page.status_code == 403
    assert QUESTION["subject"] in page.content.decode()
    assert Post.objects.count() == 0


def test_a_locked_topic_takes_no_answer_and_keeps_the_text(client, topic, mo, sign_in):
    Topic.objects.update(status=Topic.TOPIC_LOCKED)
    page = client.post(url("post_create", *place(topic)), {"content": "Too late"})
    assert "This topic is locked" in page.content.decode()
    assert "Too late" in page.content.decode()
    assert client.get(url("post_create", *place(topic))).status_code == 403
    assert "it takes no further answers" in client.get(url("topic", *place(topic))).content.decode()
    sign_in(client, mo)
    assert client.post(url("post_create", *place(topic)), {"content": "A last word"}).status_code == 302


def test_changing_ones_own_question(client, topic):
    post = topic.first_post
    here = url("post_update", *place(topic), post.pk)
    assert "After 15 minutes." in client.get(here).content.decode()
    client.post(here, {"subject": "Calls drop at 15:00", "content": "After *exactly* 15 minutes."})
    topic.refresh_from_db()
    post.refresh_from_db()
    assert (topic.subject, topic.slug, post.updates_count) == ("Calls drop at 15:00", "calls-drop-at-1500", 1)
    assert "<em>exactly</em>" in post.content.rendered


def test_changing_keeps_and_drops_files(client, ask_url, django_capture_on_commit_callbacks):
    client.post(ask_url, QUESTION | {"uploads": [png("stays.png"), png("goes.png")]})
    topic = Topic.objects.get()
    stays, goes = topic.first_post.attachments.all()
    storage, name = goes.file.storage, goes.file.name
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            url("post_update", *place(topic), topic.first_post_id),
            QUESTION | {"keep": [stays.pk], "uploads": [png("new.png")]},
        )
    assert [file.label for file in topic.first_post.attachments.all()] == ["stays.png", "new.png"]
    assert not storage.exists(name)


def test_nobody_changes_or_removes_anothers_post(client, forum, cem):
    topic = asked(cem, forum).topic
    for name in ("post_update", "post_delete"):
        here = url(name, *place(topic), topic.first_post_id)
        assert client.get(here).status_code == 403
        client.post(here, {"subject": "x", "content": "Mine now"})
    assert Post.objects.get().content.raw == "After 15 minutes."


def test_removing_ones_own_answer(client, topic, forum, dee):
    post = answered(dee, topic, "Never mind")
    here = url("post_delete", *place(topic), post.pk)
    assert client.get(here).status_code == 200
    assert Post.objects.count() == 2
    assert client.post(here).url == url("topic", *place(topic))
    topic.refresh_from_db()
    forum.refresh_from_db()
    assert (topic.posts_count, topic.last_post_id, forum.last_post_id) == (1, topic.first_post_id, topic.first_post_id)


def test_a_question_with_answers_stays(client, topic, cem):
    answered(cem, topic)
    page = client.post(url("post_delete", *place(topic), topic.first_post_id))
    assert page.status_code == 403
    assert "Others have answered this question" in page.content.decode()


def test_removing_an_unanswered_question_removes_the_topic(client, topic, forum):
    assert client.post(url("post_delete", *place(topic), topic.first_post_id)).url == url("forum", forum.slug, forum.pk)
    forum.refresh_from_db()
    assert (Topic.objects.count(), forum.direct_topics_count, forum.last_post) == (0, 0, None)


def test_a_post_that_waits_shows_to_its_writer_only(client, checked_forum, cem, mo, sign_in):
    here = url("topic_create", checked_forum.slug, checked_forum.pk)
    answer = client.post(here, QUESTION, follow=True)
    assert "A moderator looks at your post" in answer.content.decode()
    topic = Topic.objects.get()
    assert (topic.approved, topic.posts_count) == (False, 0)
    assert client.get(url("topic", *place(topic))).status_code == 200
    assert sign_in(None, cem).get(url("topic", *place(topic))).status_code == 404
    assert sign_in(None, mo).get(url("topic", *place(topic))).status_code == 200


def test_where_asking_is_denied_the_button_says_why(client, forum, dee, ask_url):
    deny("can_start_new_topics", forum, dee)
    assert "You do not have the permission" in client.get(url("forum", forum.slug, forum.pk)).content.decode()
    assert client.get(ask_url).status_code == 403
    assert "You do not have the permission" in client.post(ask_url, QUESTION).content.decode()


def test_more_than_five_files_are_refused(client, ask_url):
    page = client.post(ask_url, QUESTION | {"uploads": [png(f"{n}.png") for n in range(6)]})
    assert "at most 5 files" in page.content.decode()
    assert Post.objects.count() == 0


def test_a_refused_file_says_why_and_the_others_are_kept(client, ask_url):
    bad = SimpleUploadedFile("tool.exe", b"MZ\x90\x00\x03")
    page = client.post(ask_url, QUESTION | {"uploads": [png("fine.png"), bad]})
    assert "“tool.exe” is not an image" in page.content.decode()
    assert "fine.png" in page.content.decode()
    assert Post.objects.count() == 0


def test_a_poll_opens_with_a_topic_and_takes_one_vote_each(ask_url, mo, dee, sign_in):
    sign_in(None, mo).post(ask_url, QUESTION | {"poll-question": "Which?", "poll-options": "A\nB\nB\n"})
    topic = Topic.objects.get()
    options = list(topic.poll.options.all())
    assert [option.text for option in options] == ["A", "B"]
    client = sign_in(None, dee)
    for option in (options[0], options[1]):
        client.post(url("topic_poll_vote", topic.poll.pk), {"option": option.pk})
    page = client.get(url("topic", *place(topic)))
    assert [(o.text, o.votes_count, o.is_mine) for o in page.context["poll"].options] == [
        ("A", 0, False),
        ("B", 1, True),
    ]


def test_a_moderator_who_removes_says_why_and_the_writer_is_told(topic, dee, mo, sign_in):
    client = sign_in(None, mo)
    answered(dee, topic, "Call me on 555-0100")
    post = topic.posts.last()
    here = url("post_delete", *place(topic), post.pk)
    assert "This field is required." in client.post(here, {}).content.decode()
    client.post(here, {"reason": "confidential", "words": "Please take the number out: a@b.example"})
    assert not Post.objects.filter(pk=post.pk).exists()
    told = InboxNotice.objects.get(person=dee)
    assert "It contains something confidential" in told.text
    assert "Please take the number out" in told.text
