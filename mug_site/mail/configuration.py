"""How mail is sent, from MAIL_URL or ANYMAIL_PROVIDER; says which of them is missing or too much."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TIMEOUT = 20
"""Seconds until a mail server that does not answer is given up."""

SCHEMES = {"smtp": (587, True, False), "smtps": (465, False, True), "smtp+plain": (25, False, False)}
"""Scheme of MAIL_URL: default port, STARTTLS, TLS from the first byte."""

PROVIDERS = {
    "brevo": ["BREVO_API_KEY"],
    "mailersend": ["MAILERSEND_API_TOKEN"],
    "mailgun": ["MAILGUN_API_KEY"],
    "mailjet": ["MAILJET_API_KEY", "MAILJET_SECRET_KEY"],
    "mailtrap": ["MAILTRAP_API_TOKEN"],
    "mandrill": ["MANDRILL_API_KEY"],
    "postal": ["POSTAL_API_KEY", "POSTAL_API_URL"],
    "postmark": ["POSTMARK_SERVER_TOKEN"],
    "resend": ["RESEND_API_KEY"],
    "scaleway": ["SCALEWAY_SECRET_KEY", "SCALEWAY_PROJECT_ID"],
    "sparkpost": ["SPARKPOST_API_KEY"],
    "unisender_go": ["UNISENDER_GO_API_KEY", "UNISENDER_GO_API_URL"],
}
"""Anymail's providers, and the settings without which each cannot send."""


@dataclass(frozen=True)
class Mail:
    """What Django's settings of the same names get."""

    backend: str
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False
    provider: str = ""
    keys: dict[str, str] = field(default_factory=dict)


def mail_of(*, demo: bool, url: str, provider: str, keys: dict[str, str]) -> Mail:
    """The one way by which mail leaves; a demo keeps it. Raises ImproperlyConfigured where that is not clear."""
    if demo:
        if url or provider:
            raise ImproperlyConfigured("MAIL_URL or ANYMAIL_PROVIDER is set, but a demo keeps its mail. Unset both.")
        return Mail("mug_site.mail.files.EmailBackend")
    if bool(url) == bool(provider):
        raise ImproperlyConfigured(
            "Production sends mail in one way: set either MAIL_URL (SMTP) or ANYMAIL_PROVIDER with ANYMAIL_KEYS."
        )
    return _smtp(url) if url else _provider(provider, keys)


def _smtp(url: str) -> Mail:
    parts = urlsplit(url)
    port, starttls, tls = SCHEMES[parts.scheme]
    return Mail(
        "mug_site.mail.smtp.EmailBackend",
        host=parts.hostname or "",
        port=parts.port or port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=starttls,
        tls=tls,
    )


def _provider(provider: str, keys: dict[str, str]) -> Mail:
    if missing := [name for name in PROVIDERS[provider] if name not in keys]:
        raise ImproperlyConfigured(f"ANYMAIL_KEYS lacks {', '.join(missing)}, which {provider} cannot send without.")
    return Mail("mug_site.mail.provider.EmailBackend", provider=provider, keys=keys)
