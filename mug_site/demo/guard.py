"""Where invented people may not be put: sentences that say why."""

from django.conf import settings

from members.models import User


class Refused(Exception):  # noqa: N818 - a sentence, not an error
    """Why nothing was seeded, as a sentence."""


class SomebodyIsHere(Refused):
    pass


def not_in_production() -> None:
    if not settings.DEMO:
        raise Refused("This site runs in production mode (SITE_MODE). Invented people are only made in the demo.")


def nobody_here_yet(*, instead: str) -> None:
    if people := User.objects.count():
        raise SomebodyIsHere(f"People in this database already: {people:,}. {instead}")
