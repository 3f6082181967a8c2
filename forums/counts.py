"""The counts that lists show. They change by increments, in the transaction of what they count.

Everybody locks in one order, so that nobody waits for one another in a circle: the topic, then its forum or forums by
id, then a post that is removed, then the writers by id. The topic's row is already locked by the caller. A forum names
its last post, and PostgreSQL asks for that post again at the commit: whoever held the post first would wait in a circle.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db.models import Case, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Greatest

from forums.forum.models import Forum
from forums.forum_conversation.models import Post, Topic
from forums.forum_member.models import ForumProfile


def post_appeared(post: Post) -> None:
    """A post of `post.topic` shows from now on: it was written, or approved."""
    latest = Q(last_post_on__isnull=True) | Q(last_post_on__lte=post.created)
    newer = {
        "last_post": Case(When(latest, then=Value(post.pk)), default=F("last_post"), output_field=IntegerField()),
        "last_post_on": Greatest(F("last_post_on"), Value(post.created)),
    }
    Topic.objects.filter(pk=post.topic_id).update(posts_count=F("posts_count") + 1, **newer)
    is_head = post.topic.first_post_id == post.pk
    Forum.objects.filter(pk=post.topic.forum_id).update(
        direct_posts_count=F("direct_posts_count") + 1,
        direct_topics_count=F("direct_topics_count") + int(is_head),
        **newer,
    )
    _credit({post.poster_id: 1})


def post_disappeared(post: Post) -> None:
    """A post that showed, and was not its topic's first, is gone."""
    last = Post.objects.filter(topic=post.topic_id, approved=True).order_by("-created", "-id")
    Topic.objects.filter(pk=post.topic_id).update(
        posts_count=F("posts_count") - 1,
        last_post=Subquery(last.values("pk")[:1]),
        last_post_on=Subquery(last.values("created")[:1]),
    )
    lock_forums([post.topic.forum_id])
    Forum.objects.filter(pk=post.topic.forum_id).update(direct_posts_count=F("direct_posts_count") - 1)
    find_last_posts([post.topic.forum_id])
    _credit({post.poster_id: -1})


def topic_disappeared(topic: Topic, posts_by: Mapping[int | None, int]) -> None:
    """A topic that showed is gone, with as many posts by each writer."""
    lock_forums([topic.forum_id])
    Forum.objects.filter(pk=topic.forum_id).update(
        direct_posts_count=F("direct_posts_count") - sum(posts_by.values()),
        direct_topics_count=F("direct_topics_count") - 1,
    )
    find_last_posts([topic.forum_id])
    _credit({person: -count for person, count in posts_by.items()})


def topic_moved(topic: Topic, from_id: int, to_id: int) -> None:
    """A topic that shows lies in another forum now."""
    lock_forums([from_id, to_id])
    for forum_id, sign in ((from_id, -1), (to_id, 1)):
        Forum.objects.filter(pk=forum_id).update(
            direct_posts_count=F("direct_posts_count") + sign * topic.posts_count,
            direct_topics_count=F("direct_topics_count") + sign,
        )
    find_last_posts([from_id, to_id])


def lock_forums(forum_ids: Iterable[int]) -> None:
    """Locks first, so that what is read afterwards includes what others have just committed."""
    list(Forum.objects.select_for_update(no_key=True).filter(pk__in=forum_ids).order_by("pk").values_list("pk"))


def find_last_posts(forum_ids: Iterable[int]) -> None:
    """Reads the latest post of locked forums from their topics, by an index."""
    latest = Topic.objects.filter(forum=OuterRef("pk"), approved=True).order_by("-last_post_on", "-id")
    Forum.objects.filter(pk__in=forum_ids).update(
        last_post=Subquery(latest.values("last_post")[:1]), last_post_on=Subquery(latest.values("last_post_on")[:1])
    )


def _credit(posts_by: Mapping[int | None, int]) -> None:
    writers = Counter({person: count for person, count in posts_by.items() if person is not None})
    ForumProfile.objects.bulk_create(
        [ForumProfile(user_id=person) for person in sorted(writers)], ignore_conflicts=True
    )
    profiles = ForumProfile.objects.select_for_update(no_key=True).filter(user__in=writers).order_by("user")
    for profile in profiles:
        ForumProfile.objects.filter(pk=profile.pk).update(posts_count=F("posts_count") + writers[profile.user_id])
