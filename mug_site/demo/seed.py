"""Seeds the demo: once, in one transaction, the same for the same day."""

from datetime import UTC, date, datetime
from random import Random

from django.db import transaction

from members.audit.actions import record
from members.models import Event
from mug_site.demo import forums, pages, people
from mug_site.demo.guard import Refused, nobody_here_yet, not_in_production

SEEDED = "demo:group:seeded"


def is_seeded() -> bool:
    """Whether this database holds the demo: its log says so, and nobody rewrites that."""
    return Event.objects.filter(name=SEEDED).exists()


@transaction.atomic
def seed(on: date) -> None:
    """Fills an empty site with the demo's group, as it is on the day `on`; raises `Refused`."""
    not_in_production()
    if on > datetime.now(UTC).date():
        raise Refused(f"{on} is still to come. The demo tells of what has happened until its day.")
    nobody_here_yet(instead="The demo is only seeded into an empty one.")
    random = Random("demo")  # noqa: S311 - dates and numbers, not secrets
    everybody = people.fill(on, random)
    forums.fill(everybody, on, random)
    pages.fill(on)
    people.live_a_day(everybody)
    record(SEEDED, by=None, on_day=on.isoformat())
