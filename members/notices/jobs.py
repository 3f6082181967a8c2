"""Sends what waits in the outbox."""

from datetime import timedelta

from django_tasks import task

from members.jobs import Every
from members.notices import delivery

TURN = timedelta(seconds=30)
"""How long one run sends before other jobs get their turn."""


@task(queue_name="mail")
def deliver() -> None:
    if delivery.deliver_due(within=TURN):
        deliver.enqueue()


SCHEDULE = [Every(seconds=15, task=deliver)]
