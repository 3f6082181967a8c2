"""What the forums do by themselves: add up views, and delete files that never got a post."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone
from django_tasks import task

from forums.attachments import delete_files
from forums.forum_conversation.forum_attachments.models import Attachment
from members.jobs import Every

KEEP_UNSENT = timedelta(days=1)
FOLD = """
WITH gone AS (DELETE FROM forum_conversation_topicview RETURNING topic_id),
     counted AS (SELECT topic_id, count(*) AS views FROM gone GROUP BY topic_id),
     held AS (
         SELECT t.id FROM forum_conversation_topic t JOIN counted ON counted.topic_id = t.id
         ORDER BY t.id FOR NO KEY UPDATE OF t
     )
UPDATE forum_conversation_topic t SET views_count = views_count + counted.views
FROM counted JOIN held ON held.id = counted.topic_id WHERE t.id = counted.topic_id
"""


@task()
def fold_views() -> None:
    """Adds the noted openings of topics to their counts. None is lost and none counts twice, however many run."""
    with connection.cursor() as cursor:
        cursor.execute(FOLD)


@task()
def sweep_unsent_files() -> None:
    """Deletes files that were uploaded with a form which was never sent."""
    with transaction.atomic():
        old = Attachment.objects.select_for_update(skip_locked=True).filter(
            post=None, uploaded_at__lt=timezone.now() - KEEP_UNSENT
        )
        delete_files(old)


SCHEDULE = [Every(minutes=5, task=fold_views), Every(minutes=60, task=sweep_unsent_files)]
