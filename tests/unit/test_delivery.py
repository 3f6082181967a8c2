"""What the outbox does with each answer of a mail server, asked of a real one on this machine."""

import logging
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from members.models import OutboxMessage
from members.notices.actions import queue_email
from members.notices.delivery import ATTEMPTS, LEASE, deliver_due, wait_after
from members.notices.jobs import deliver

Status = OutboxMessage.Status
TURN = timedelta(seconds=30)


def queue(key="k1", to="dee@example.org", **changes):
    return queue_email(to=to, subject="Grüße ☎", text="Hello Dee,\n", html="<p>Hello Dee</p>", key=key, **changes)


def outcome(key="k1") -> tuple:
    message = OutboxMessage.objects.get(key=key)
    return message.status, message.attempts, message.last_error


def make_due() -> None:
    OutboxMessage.objects.filter(status=Status.FAILED).update(next_attempt_at=timezone.now())


def test_a_message_is_sent_as_it_was_queued(db, sink):
    queue(headers={"X-Thing": "7"})
    assert deliver_due(within=TURN) is False
    assert outcome() == (Status.SENT, 1, "")
    assert OutboxMessage.objects.values_list("text", "html").get() == ("", "")
    (envelope,) = sink.accepted
    email = message_from_bytes(envelope.content, policy=policy.default)
    assert envelope.rcpt_tos == ["dee@example.org"]
    assert (email["To"], email["Subject"], email["X-Thing"]) == ("dee@example.org", "Grüße ☎", "7")
    assert email["Message-ID"] == "<6ab9f1eb8f7d3388f4f9d586f66e99fd54080df2@mug.example>"
    assert [part.get_content_type() for part in email.iter_parts()] == ["text/plain", "text/html"]
    assert email.get_body(("plain",)).get_content().strip() == "Hello Dee,"


def test_a_message_is_sent_once_however_often_delivery_runs(db, sink):
    queue()
    queue()
    for _ in range(3):
        deliver_due(within=TURN)
    assert len(sink.accepted) == 1


def test_a_temporary_refusal_is_tried_again_until_it_passes(db, sink):
    sink.at_recipient = ["451 Greylisted, try later", "450 Mailbox busy"]
    sink.at_data = ["452 No space"]
    queue()
    for attempt, code in enumerate(["SMTPRecipientsRefused 451", "SMTPRecipientsRefused 450", "SMTPDataError 452"], 1):
        deliver_due(within=TURN)
        assert outcome() == (Status.FAILED, attempt, code)
        deliver_due(within=TURN)
        assert outcome() == (Status.FAILED, attempt, code)
        make_due()
    deliver_due(within=TURN)
    assert outcome() == (Status.SENT, 4, "")
    assert len(sink.accepted) == 1


@pytest.mark.parametrize(
    ("where", "answer", "error"),
    [
        ("at_recipient", "550 No such user <dee@example.org>", "SMTPRecipientsRefused 550"),
        ("at_data", "554 Spam", "SMTPDataError 554"),
    ],
)
def test_a_refusal_for_good_is_given_up_at_once_and_the_next_message_still_goes(db, sink, where, answer, error):
    setattr(sink, where, [answer])
    queue("k1")
    queue("k2", to="bea@example.org")
    deliver_due(within=TURN)
    assert outcome("k1") == (Status.GIVEN_UP, 1, error)
    assert outcome("k2") == (Status.SENT, 1, "")


def test_a_message_that_is_refused_again_and_again_is_given_up(db, sink):
    sink.at_recipient = ["451 Later"] * ATTEMPTS
    queue()
    for _ in range(ATTEMPTS + 1):
        deliver_due(within=TURN)
        make_due()
    assert outcome() == (Status.GIVEN_UP, ATTEMPTS, "SMTPRecipientsRefused 451")


def test_waits_grow_to_hours():
    waits = [wait_after(attempts).total_seconds() for attempts in range(1, ATTEMPTS)]
    assert all(0.87 <= wait / min(30 * 2**n, 4 * 3600) <= 1.13 for n, wait in enumerate(waits))


def test_a_server_that_vanishes_after_taking_a_message_does_not_get_it_twice(db, sink):
    sink.at_data = ["accept and vanish"]
    queue()
    deliver_due(within=TURN)
    make_due()
    deliver_due(within=TURN)
    assert len(sink.accepted) == 1
    assert outcome() == (Status.UNCERTAIN, 1, "SMTPServerDisconnected")


def test_an_unreachable_server_costs_no_attempt(db, sink, settings, caplog):
    queue()
    reachable, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert deliver_due(within=TURN) is False
    assert outcome() == (Status.QUEUED, 0, "")
    assert "The mail server cannot be reached (ConnectionRefusedError). Messages wait." in caplog.text
    settings.EMAIL_PORT = reachable
    deliver_due(within=TURN)
    assert outcome() == (Status.SENT, 1, "")


@pytest.fixture
def abandoned(db):
    """A message whose worker died while it handed it over."""
    queue()
    OutboxMessage.objects.update(
        status=Status.SENDING, attempts=1, next_attempt_at=None, leased_until=timezone.now() - LEASE
    )


def test_a_message_whose_worker_died_is_not_sent_again_by_smtp(abandoned, sink):
    deliver_due(within=TURN)
    assert outcome() == (Status.UNCERTAIN, 1, "The worker died while it handed this message over.")
    assert sink.accepted == []


def test_a_message_whose_worker_died_is_kept_once_where_twice_is_once(abandoned, settings, tmp_path):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "mug_site.mail.files.EmailBackend", str(tmp_path)
    deliver_due(within=TURN)
    assert outcome() == (Status.SENT, 2, "")
    OutboxMessage.objects.update(status=Status.QUEUED, next_attempt_at=timezone.now(), sent_at=None)
    deliver_due(within=TURN)
    assert len(list(tmp_path.glob("*.eml"))) == 1


def test_a_person_may_decide_to_send_again(abandoned, sink, capsys):
    deliver_due(within=TURN)
    call_command("outbox", send_again="k1")
    deliver_due(within=TURN)
    assert outcome() == (Status.SENT, 1, "")
    with pytest.raises(CommandError, match="No message with the key k1 failed"):
        call_command("outbox", send_again="k1")


@pytest.mark.promise("P11")
def test_no_address_stands_in_logs_errors_listings_or_job_arguments(db, sink, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    sink.at_recipient = ["550 No such user dee@example.org"]
    queue()
    deliver_due(within=TURN)
    call_command("outbox")
    ours = [record.getMessage() for record in caplog.records if record.name != "mail.log"]  # that one is the sink's
    jobs = [str(job.args_kwargs) for job in DBTaskResult.objects.all()]
    told = "".join([*ours, *jobs, OutboxMessage.objects.get().last_error, capsys.readouterr().out])
    assert "SMTPRecipientsRefused 550" in told
    assert "dee@example.org" not in told


def test_delivery_lets_other_jobs_have_their_turn(db, sink, monkeypatch):
    monkeypatch.setattr("members.notices.jobs.TURN", timedelta())
    queue()
    DBTaskResult.objects.all().delete()
    deliver.call()
    assert [job.task_path for job in DBTaskResult.objects.all()] == ["members.notices.jobs.deliver"]
