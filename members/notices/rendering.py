"""Turns a notice into words: subject, body for the inbox, and the e-mail's text and HTML in their frames."""

from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.template import Context
from django.template.backends.django import Template as DjangoTemplate
from django.template.loader import get_template, render_to_string
from django.utils.text import Truncator

from members.notices import registry
from members.notices.unsubscribe import unsubscribe_url
from members.people.models import User


@dataclass(frozen=True)
class Rendered:
    subject: str
    body: str
    text: str
    html: str


def render(
    kind: registry.Notice, *, to: User, context: dict[str, Any], url: str = "", wants_mail: bool = True
) -> Rendered:
    """Renders in the active language. `.txt` templates are plain text, so nothing in them is escaped."""
    shown = {
        **registry.frame(),
        **context,
        "person": to,
        "url": settings.SITE_URL + url if url else "",
        "purpose": registry.label_of(kind.purpose),
        "unsubscribe_url": "" if kind.essential else unsubscribe_url(to, kind.purpose),
    }
    subject = Truncator(" ".join(_plain(f"emails/{kind.name}.subject.txt", shown).split())).chars(300)
    body = _plain(f"emails/{kind.name}.txt", shown).strip()
    if not wants_mail:
        return Rendered(subject, body, "", "")
    shown |= {"subject": subject, "body": body}
    return Rendered(subject, body, _plain("emails/frame.txt", shown).strip() + "\n", _html(kind, shown))


def framed_html(subject: str, body: str) -> str:
    """The HTML part of a message that exists as plain text only, such as allauth's."""
    return render_to_string("emails/frame.html", {**registry.frame(), "subject": subject, "body": body})


def _plain(name: str, shown: dict[str, Any]) -> str:
    # Django escapes whatever the file's name: a plain text asks for none.
    template = cast("DjangoTemplate", get_template(name)).template
    return str(template.render(Context(shown, autoescape=False)))


def _html(kind: registry.Notice, shown: dict[str, Any]) -> str:
    return render_to_string([f"emails/{kind.name}.html", "emails/frame.html"], shown)
