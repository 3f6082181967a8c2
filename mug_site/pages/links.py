"""Links that leave the site: they say so, and carry neither referrer nor opener (P16)."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.rich_text import LinkHandler

REL = "noopener noreferrer external"
SCHEMES = {"http", "https"}


def leaves_site(address: str) -> bool:
    """Whether the address is on another host than ours."""
    host = urlsplit(address).netloc.lower()
    return bool(host) and host != urlsplit(settings.SITE_URL).netloc.lower()


def opening_tag(address: str, css_class: str = "") -> SafeString:
    """`<a …>` for an address on the web; without `href` where it is none that we link."""
    address = address.strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return format_html("<a>")
    if parts.scheme.lower() not in SCHEMES and (parts.scheme or address.startswith("//")):
        return format_html("<a>")
    attributes = format_html(' class="{}"', css_class) if css_class else ""
    if not leaves_site(address):
        return format_html('<a href="{}"{}>', address, attributes)
    title = _("Leaves this site, to %(host)s") % {"host": parts.hostname}
    return format_html('<a href="{}" rel="{}" title="{}"{}>', address, REL, title, attributes)


class OutboundLink(LinkHandler):
    """Rewrites the links to other sites in rich text."""

    identifier = "external"

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, str]) -> str:
        return opening_tag(attrs.get("href", ""))
