"""The demo's mail, readable in the browser: what would have been sent, to whom, and every link in it."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

PAGE = 25
NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{20}")


@dataclass(frozen=True)
class Kept:
    """A message of the outbox, as its file tells it."""

    name: str
    to: str
    subject: str
    at: datetime
    headers: list[tuple[str, str]]
    text: str
    html: str


@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """The newest first. Only one page's files are opened."""
    page = Paginator(_names(), PAGE).get_page(request.GET.get("page"))
    return render(request, "demo/outbox.html", {"page": page, "kept": [_read(name) for name in page]})


@require_safe
def message(request: HttpRequest, name: str) -> HttpResponse:
    if name not in _names():
        raise Http404
    crumbs = [{"title": _("The demo's outbox"), "url": reverse("demo:outbox")}]
    return render(request, "demo/message.html", {"kept": _read(name), "crumbs": crumbs})


def _folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)


def _names() -> list[str]:
    return sorted((path.stem for path in _folder().glob("*.eml") if NAME.fullmatch(path.stem)), reverse=True)


def _read(name: str) -> Kept:
    email = message_from_bytes((_folder() / f"{name}.eml").read_bytes(), policy=policy.default)
    return Kept(
        name=name,
        to=str(email["To"]),
        subject=str(email["Subject"]),
        at=datetime.strptime(name.partition("-")[0] + "+0000", "%Y%m%dT%H%M%S%f%z"),
        headers=[(header, str(value)) for header, value in email.items()],
        text=_part(email, "plain"),
        html=_part(email, "html"),
    )


def _part(email: EmailMessage, kind: str) -> str:
    body = email.get_body(preferencelist=(kind,))
    return str(body.get_content()) if body else ""
