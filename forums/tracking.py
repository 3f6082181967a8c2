"""What a person has read: marked by what was shown to them, never by counting topics."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import connection, transaction
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from forums.forum_conversation.models import Topic, TopicView
from forums.forum_tracking.models import ForumReadTrack, TopicReadTrack
from members.models import User

OPENED_AND_READ = """
WITH opened AS (INSERT INTO forum_conversation_topicview (topic_id) VALUES (%s))
INSERT INTO forum_tracking_topicreadtrack AS known (user_id, topic_id, mark_time) VALUES (%s, %s, %s)
ON CONFLICT (user_id, topic_id) DO UPDATE SET mark_time = greatest(known.mark_time, excluded.mark_time)
"""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def with_read_at(topics: QuerySet[Topic], person: User) -> QuerySet[Topic]:
    """Brings along until when the person has read each topic (`read_at`, None for never)."""
    return topics.alias(
        own_track=FilteredRelation("tracks", condition=Q(tracks__user=person)),
        own_forum_track=FilteredRelation("forum__tracks", condition=Q(forum__tracks__user=person)),
    ).annotate(read_at=Greatest("own_track__mark_time", "own_forum_track__mark_time"))


def unread_topics(person: User, forum_ids: Iterable[int]) -> QuerySet[Topic]:
    """Topics with posts that the person has not seen, latest first, in one statement."""
    topics = with_read_at(Topic.objects.filter(forum__in=forum_ids, approved=True), person)
    return topics.filter(Q(read_at=None) | Q(read_at__lt=F("last_post_on"))).order_by("-last_post_on", "-id")


def unread_forums(person: User, forum_ids: Iterable[int]) -> set[int]:
    """The forums in which a topic has posts that the person has not seen."""
    read = TopicReadTrack.objects.filter(user=person, topic=OuterRef("pk"), mark_time__gte=OuterRef("last_post_on"))
    unread = Topic.objects.filter(~Exists(read), forum=OuterRef("pk"), approved=True).filter(
        last_post_on__gt=Coalesce(OuterRef("own_track__mark_time"), LONG_AGO)
    )
    forums = Topic._meta.get_field("forum").related_model.objects
    tracked = forums.alias(own_track=FilteredRelation("tracks", condition=Q(tracks__user=person)))
    return set(tracked.filter(Exists(unread), pk__in=forum_ids).values_list("pk", flat=True))


def mark_topic_read(person: User, topic: Topic, *, until: datetime) -> None:
    """The person has seen the posts until then."""
    TopicReadTrack.objects.bulk_create(
        [TopicReadTrack(user=person, topic=topic, mark_time=until)],
        update_conflicts=True,
        unique_fields=["user", "topic"],
        update_fields=["mark_time"],
    )


@transaction.atomic
def mark_forums_read(person: User, forum_ids: Iterable[int], *, until: datetime | None = None) -> None:
    """Everything in these forums until now counts as read; single marks are not needed any more."""
    now = until or timezone.now()
    tracks = [ForumReadTrack(user=person, forum_id=pk, mark_time=now) for pk in sorted(forum_ids)]
    ForumReadTrack.objects.bulk_create(
        tracks, update_conflicts=True, unique_fields=["user", "forum"], update_fields=["mark_time"]
    )
    TopicReadTrack.objects.filter(user=person, topic__forum__in=forum_ids, mark_time__lte=now).delete()


def topic_opened(person: User, topic: Topic, *, read_until: datetime | None) -> None:
    """Notes one opening of a topic, without touching the topic; `fold_views` adds them up.

    With `read_until` the posts until then count as read, in the same statement; nothing is taken back by an older page.
    """
    if read_until is None:
        TopicView.objects.bulk_create([TopicView(topic=topic)])
        return
    with connection.cursor() as cursor:
        cursor.execute(OPENED_AND_READ, [topic.pk, person.pk, topic.pk, read_until])
