"""Which address admits at once: one under a verified domain of an organisation in good standing (P01)."""

from django.utils.encoding import punycode

from members.people.models import Organisation
from members.people.public_mail import PUBLIC_MAIL_DOMAINS


def ascii_domain(domain: str) -> str:
    """`domain` as the name system knows it: lower case, punycode, no dot at the end. Empty if it is not a name."""
    try:
        return punycode(domain.strip().lower().rstrip(".")).lower()
    except UnicodeError:
        return ""


def domain_of(address: str) -> str:
    """The domain of an e-mail address, as `ascii_domain` writes it; empty where it has none."""
    _name, at, domain = address.rpartition("@")
    return ascii_domain(domain) if at else ""


def organisation_of(address: str) -> Organisation | None:
    """The organisation in good standing to which `address` proves to belong: by its exact domain, which we verified.

    A domain where anybody gets an address proves nothing, whoever entered it as theirs.
    """
    domain = domain_of(address)
    if not domain or domain in PUBLIC_MAIL_DOMAINS:
        return None
    return Organisation.objects.filter(
        in_good_standing=True, domains__domain=domain, domains__verified_at__isnull=False
    ).first()
