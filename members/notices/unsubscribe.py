"""The link that turns off one purpose's e-mails without signing in (RFC 8058)."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from members.people.models import User

SALT = "members.notices.unsubscribe"


def unsubscribe_url(person: User, purpose: str) -> str:
    """The absolute link in an e-mail to `person`. It holds their id, not their address, and does not expire."""
    token = signing.dumps([person.pk, purpose], salt=SALT)
    return settings.SITE_URL + reverse("notices:unsubscribe", args=[token])


def read_token(token: str) -> tuple[User, str] | None:
    """The person and purpose that a link speaks of, or None if the link is not ours."""
    try:
        pk, purpose = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    person = User.objects.filter(pk=pk).first()
    return (person, purpose) if person else None
