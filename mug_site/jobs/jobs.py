"""The queue's own housekeeping."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from members.jobs import Every

KEEP_SUCCESSES = timedelta(hours=6)
KEEP_FAILURES = timedelta(days=30)


@task()
def prune_results() -> None:
    """Deletes what the queue remembers of old jobs: thousands succeed each day, and what failed is looked at for weeks."""
    now = timezone.now()
    DBTaskResult.objects.successful().filter(finished_at__lt=now - KEEP_SUCCESSES).delete()
    DBTaskResult.objects.failed().filter(finished_at__lt=now - KEEP_FAILURES).delete()


SCHEDULE = [Every(hours=1, task=prune_results)]
