"""What people are told is written once, in the caller's transaction, and reaches only who wants it."""

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from members.models import InboxNotice, NoticeChoice, OutboxMessage
from members.notices import registry
from members.notices.actions import choose, queue_email, send
from members.notices.registry import Notice


@pytest.fixture(autouse=True)
def notices(monkeypatch, settings, tmp_path):
    """Two notices of a chapter that does not exist: one essential, one resting on a purpose."""
    monkeypatch.setattr(registry, "_notices", {})
    registry.register(Notice("essential", essential=True))
    registry.register(Notice("forum_news", essential=False, purpose="forums"))
    folder = tmp_path / "emails"
    folder.mkdir()
    for name in ("essential", "forum_news"):
        (folder / f"{name}.subject.txt").write_text("About {{ thing }}\n")
        (folder / f"{name}.txt").write_text("It is {{ thing }} & more.\n")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]


def tell(person, notice="essential", key="k1", **context):
    send(notice, to=person, key=key, context={"thing": "<b>SIP</b>"} | context, url="/forums/")


def test_a_notice_stands_in_the_inbox_and_leaves_by_mail(dee):
    tell(dee)
    notice, message = InboxNotice.objects.get(), OutboxMessage.objects.get()
    assert (notice.person, notice.title, notice.text, notice.url, notice.read_at) == (
        dee,
        "About <b>SIP</b>",
        "It is <b>SIP</b> & more.",
        "/forums/",
        None,
    )
    assert (message.to, message.subject, message.status, message.key) == (
        dee.email,
        "About <b>SIP</b>",
        OutboxMessage.Status.QUEUED,
        "k1",
    )
    assert "It is <b>SIP</b> & more." in message.text
    assert "&lt;b&gt;SIP&lt;/b&gt; &amp; more." in message.html


def test_the_same_key_tells_once(dee):
    tell(dee)
    tell(dee)
    assert (InboxNotice.objects.count(), OutboxMessage.objects.count()) == (1, 1)


def test_a_transaction_queues_one_delivery_however_many_messages(dee):
    with transaction.atomic():
        for number in range(3):
            tell(dee, key=f"k{number}")
    assert [job.task_path for job in DBTaskResult.objects.all()] == ["members.notices.jobs.deliver"]
    assert DBTaskResult.objects.get().args_kwargs == {"args": [], "kwargs": {}}


def test_a_message_that_is_rolled_back_queues_nothing_and_the_next_one_does(dee):
    with transaction.atomic():
        tell(dee)
        transaction.set_rollback(True)
    assert DBTaskResult.objects.count() == 0
    tell(dee)
    assert DBTaskResult.objects.count() == 1


@pytest.mark.promise("P22")
def test_who_turned_a_purpose_off_gets_no_email_of_it(dee):
    choose(by=dee, purpose="forums", wanted=False)
    tell(dee, "forum_news")
    assert (InboxNotice.objects.count(), OutboxMessage.objects.count()) == (1, 0)
    tell(dee, "essential", key="k2")
    assert OutboxMessage.objects.get().key == "k2"
    choose(by=dee, purpose="forums", wanted=True)
    tell(dee, "forum_news", key="k3")
    assert OutboxMessage.objects.count() == 2
    assert NoticeChoice.objects.count() == 1


@pytest.mark.promise("P02")
def test_a_notice_that_is_not_essential_names_its_purpose(dee):
    with pytest.raises(ValueError, match="names the purpose it rests on"):
        Notice("nameless", essential=False)
    tell(dee, "forum_news")
    assert "You get this e-mail about: forums." in OutboxMessage.objects.get().text


def test_headers_say_that_no_human_wrote_it(dee, settings):
    settings.SITE_URL = "https://mug.example"
    tell(dee)
    tell(dee, "forum_news", key="k2")
    essential, news = (message.headers for message in OutboxMessage.objects.order_by("key"))
    assert essential == {
        "Message-ID": "<6ab9f1eb8f7d3388f4f9d586f66e99fd54080df2@mug.example>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Id": "<account.mug.example>",
    }
    assert news["List-Id"] == "<forums.mug.example>"
    assert news["Precedence"] == "bulk"
    assert news["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert news["List-Unsubscribe"].startswith("<https://mug.example/inbox/e-mails/")
    assert dee.email not in str(news)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"subject": "Hello\nBcc: eve@example.org"}, "one line"),
        ({"subject": "Hello\r"}, "one line"),
        ({"headers": {"X-Thing": "a\r\nBcc: eve@example.org"}}, "one line"),
        ({"headers": {"X\nBcc": "a"}}, "one line"),
        ({"to": "dee@example.org\nBcc: eve@example.org"}, "not an e-mail address"),
        ({"to": "dee@example.org, eve@example.org"}, "not an e-mail address"),
        ({"text": "NUL \0"}, "NUL"),
        ({"subject": "x" * 301}, "300 characters"),
    ],
)
def test_what_could_not_be_an_email_is_refused(db, wrong, why):
    right = {"to": "dee@example.org", "subject": "Hello", "text": "Hi", "key": "k"}
    with pytest.raises(ValueError, match=why):
        queue_email(**{**right, **wrong})
    assert OutboxMessage.objects.count() == 0


def test_who_may_not_sign_in_gets_essential_mail_only(dee):
    dee.is_active = False
    tell(dee, "forum_news")
    assert OutboxMessage.objects.count() == 0
    tell(dee, "essential", key="k2")
    assert OutboxMessage.objects.count() == 1


def test_a_notice_nobody_registered_is_refused(dee):
    with pytest.raises(LookupError, match="No notice is called absent"):
        tell(dee, "absent")


def test_two_different_notices_of_one_name_are_refused():
    with pytest.raises(ValueError, match="Two notices are called essential"):
        registry.register(Notice("essential", essential=True, inbox=False))
