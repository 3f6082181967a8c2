"""Fills the whole database in one transaction."""

from dataclasses import asdict, dataclass
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from forums.forum.models import Forum
from members.audit.actions import record
from mug_site.demo.accounts import PASSWORD
from mug_site.demo.guard import Refused, nobody_here_yet, not_in_production
from mug_site.demo.scale import group, talk
from mug_site.demo.scale.copying import advance_sequence, indexes_built_afterwards

SETTINGS = {"synchronous_commit": "off", "maintenance_work_mem": "128MB", "work_mem": "64MB"}


@dataclass(frozen=True)
class Size:
    members: int
    topics: int
    posts: int


@transaction.atomic
def fill_database(size: Size, *, seed: int, on: date, beside_others: bool = False) -> None:
    """Adds a group of this size, whose newest post is from the day before `on`; raises `Refused`."""
    not_in_production()
    if not beside_others:
        nobody_here_yet(instead="To add the invented ones beside them, say --beside-others.")
    if size.posts < size.topics:
        raise Refused(f"{size.topics:,} topics need at least as many posts, for each begins with one.")
    tables = [*group.TABLES, *talk.TABLES]
    with connection.cursor() as cursor:
        for name, value in SETTINGS.items():
            cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
        with indexes_built_afterwards(tables):
            people = group.fill(size.members, on=on, seed=seed, password=make_password(PASSWORD))
            talk.fill(people, topics=size.topics, posts=size.posts, seed=seed)
        for model in [*tables, Forum]:
            advance_sequence(model)
        record("demo:scale:filled", by=None, seed=seed, on_day=on.isoformat(), **asdict(size))
        cursor.execute("ANALYZE")
