"""Gives each event its place in the chain within seconds."""

from django_tasks import task

from members.audit import actions
from members.jobs import Every


@task()
def seal() -> None:
    actions.seal()


SCHEDULE = [Every(seconds=5, task=seal)]
