"""What the outbox learns from a provider's answers, asked of a small HTTP server that plays one."""

from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from members.models import OutboxMessage
from members.notices.actions import queue_email
from members.notices.delivery import deliver_due

Status = OutboxMessage.Status
ACCEPTED = b'{"status":"success","data":{"message_id":"1","messages":{"dee@example.org":{"id":1,"token":"t"}}}}'


@pytest.fixture
def provider(settings):
    """Answers each message with `provider.answer`: a status and a body, or nothing and a closed line."""

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.close_connection = True
            if server.answer:
                status, body = server.answer
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Desk)
    server.answer = (200, ACCEPTED)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.EMAIL_BACKEND = "mug_site.mail.provider.EmailBackend"
    settings.ANYMAIL_PROVIDER = "postal"
    settings.ANYMAIL = {"POSTAL_API_KEY": "key", "POSTAL_API_URL": f"http://127.0.0.1:{server.server_port}/"}
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("answer", "status", "error"),
    [
        ((200, ACCEPTED), Status.SENT, ""),
        ((503, b"busy"), Status.FAILED, "AnymailRequestsAPIError 503"),
        ((429, b"slow down"), Status.FAILED, "AnymailRequestsAPIError 429"),
        ((401, b"who are you"), Status.FAILED, "AnymailRequestsAPIError 401"),
        ((422, b"no such address"), Status.GIVEN_UP, "AnymailRequestsAPIError 422"),
        (None, Status.UNCERTAIN, "AnymailRequestsAPIError"),
    ],
)
def test_each_answer_has_its_outcome(db, provider, answer, status, error):
    provider.answer = answer
    queue_email(to="dee@example.org", subject="Hello", text="Hi", key="k1")
    deliver_due(within=timedelta(seconds=30))
    message = OutboxMessage.objects.get()
    assert (message.status, message.last_error) == (status, error)


def test_a_provider_that_was_never_reached_is_asked_again(db, provider, settings):
    settings.ANYMAIL = {**settings.ANYMAIL, "POSTAL_API_URL": "http://127.0.0.1:1/"}
    queue_email(to="dee@example.org", subject="Hello", text="Hi", key="k1")
    deliver_due(within=timedelta(seconds=30))
    message = OutboxMessage.objects.get()
    assert (message.status, message.last_error) == (Status.FAILED, "AnymailRequestsAPIError")
