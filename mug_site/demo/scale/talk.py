"""Forums of any size: who asked and answered what and when, with the counts that are kept, and who has read it."""

from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import accumulate, count
from random import Random
from typing import Any, TypeAlias

from django.db.models import Model
from django.utils.text import slugify

from forums.forum.models import Forum
from forums.forum_conversation.models import Post, Topic
from forums.forum_member.models import ForumProfile
from forums.forum_tracking.models import ForumReadTrack, TopicReadTrack
from forums.markup import RENDERER_VERSION
from mug_site.demo import content
from mug_site.demo.scale.copying import copy_rows, next_key
from mug_site.demo.scale.group import Group
from mug_site.demo.scale.words import Language

FORUMS_IN_CATEGORY = 6
CATEGORIES = ["Products", "Trunks and networks", "Applications", "Around the group"]
SHARE_OF_TIME = 0.8
"""How much of the group's life the forums have existed."""
DAY = 86_400
READERS_SEEN_WITHIN = 200 * DAY
READERS_OF_A_TOPIC = 3

TABLES: list[type[Model]] = [Topic, Post, ForumProfile, ForumReadTrack, TopicReadTrack]


Numbers: TypeAlias = "array[int]"


@dataclass
class Plan:
    """Every post in the order of time, before any text is written. A post is a position in the first three arrays."""

    topic: Numbers
    at: Numbers
    poster: Numbers
    forum: Numbers
    first: Numbers
    last: Numbers
    sizes: Numbers


def make_plan(group: Group, forums: list[int], topics: int, posts: int, random: Random) -> Plan:
    """Few topics are long, most forums are quiet, and an answer comes in minutes or in weeks."""
    end = int(group.until.timestamp())
    span = int((end - group.opened.timestamp()) * SHARE_OF_TIME)
    starts = sorted(end - DAY - int(span * (1 - random.random() ** 0.6)) for _ in range(topics))
    sizes = _sizes(topics, posts, random)
    weights = list(accumulate(1 / rank for rank in range(1, len(forums) + 1)))
    moments: Numbers = array("Q")
    for topic, (start, size) in enumerate(zip(starts, sizes, strict=True)):
        moments.append(start << 32 | topic)
        delay = 0.0
        for _ in range(size - 1):
            delay += 60 + random.lognormvariate(9.5, 1.9)
            answered = start + int(delay)
            if answered >= end:  # too late for this one: then some time before
                answered = start + 60 + int(random.random() * (end - start - 60))
            moments.append(answered << 32 | topic)
    plan = Plan(
        topic=array("I"),
        at=array("I"),
        poster=array("I"),
        forum=array("I", random.choices(forums, cum_weights=weights, k=topics)),
        first=array("I", bytes(4 * topics)),
        last=array("I", bytes(4 * topics)),
        sizes=sizes,
    )
    seen = bytearray(topics)
    for position, moment in enumerate(sorted(moments)):
        at, topic = moment >> 32, moment & 0xFFFFFFFF
        plan.topic.append(topic)
        plan.at.append(at)
        plan.poster.append(group.poster(at, random))
        plan.last[topic] = position
        if not seen[topic]:
            seen[topic], plan.first[topic] = 1, position
    return plan


def _sizes(topics: int, posts: int, random: Random) -> Numbers:
    """How many posts each topic has: at least one, `posts` together, and a few topics with hundreds."""
    weights = [min(300.0, random.paretovariate(1.2)) for _ in range(topics)]
    scale = (posts - topics) / sum(weights)
    bounds = [int(bound * scale) for bound in accumulate(weights)]
    bounds[-1] = posts - topics
    return array("I", (1 + bound - before for before, bound in zip([0, *bounds], bounds, strict=False)))


def fill(group: Group, *, topics: int, posts: int, seed: int) -> None:
    """Adds the forums, their topics and posts, and all that is counted and tracked about them."""
    random = Random(f"{seed} talk")  # noqa: S311 - texts, not secrets
    forums = _make_forums()
    plan = make_plan(group, [forum.pk for forum in forums], topics, posts, random)
    language = Language(f"{seed} words")
    first_topic, first_post = next_key(Topic), next_key(Post)
    subjects = [language.subject() for _ in range(topics)]
    _copy_topics(plan, subjects, first_topic, first_post, random)
    _copy_posts(plan, subjects, language, first_topic, first_post)
    _copy_post_counts(plan)
    _copy_tracks(plan, group, [forum.pk for forum in forums], first_topic, random)
    _count_forums(plan, forums, first_post)


def _make_forums() -> list[Forum]:
    """Four categories of forums, named after products and what goes wrong with them."""
    words = content.vocabulary()
    names = iter([*words["products"][:12], *(symptom.capitalize() for symptom in words["symptoms"])])
    keys = count(next_key(Forum))
    forums = []
    for title in CATEGORIES:
        category = Forum.objects.create(pk=next(keys), name=title, type=Forum.FORUM_CAT)
        forums += [
            Forum.objects.create(pk=next(keys), name=next(names), parent=category, type=Forum.FORUM_POST)
            for _ in range(FORUMS_IN_CATEGORY)
        ]
    return forums


@cache
def _day(days: int) -> str:
    return f"{datetime.fromtimestamp(days * DAY, UTC):%Y-%m-%d}"


def _time(seconds: int) -> str:
    """A moment as PostgreSQL reads it; three million of them are written."""
    days, rest = divmod(seconds, DAY)
    return f"{_day(days)} {rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}+00"


def _copy_topics(plan: Plan, subjects: list[str], first_topic: int, first_post: int, random: Random) -> None:
    def rows() -> Iterator[tuple[Any, ...]]:
        for topic, subject in enumerate(subjects):
            first, last = plan.first[topic], plan.last[topic]
            yield (
                first_topic + topic,
                plan.forum[topic],
                plan.poster[first],
                subject,
                slugify(subject, allow_unicode=True)[:80],
                plan.sizes[topic],
                int(plan.sizes[topic] * (5 + 60 * random.random())),
                first_post + first,
                first_post + last,
                _time(plan.at[last]),
                _time(plan.at[first]),
                _time(plan.at[last]),
            )

    columns = ["id", "forum_id", "poster_id", "subject", "slug", "posts_count", "views_count", "first_post_id"]
    copy_rows(Topic, [*columns, "last_post_id", "last_post_on", "created", "updated"], rows())


def _copy_posts(plan: Plan, subjects: list[str], language: Language, first_topic: int, first_post: int) -> None:
    def rows() -> Iterator[tuple[Any, ...]]:
        for position, (topic, at, poster) in enumerate(zip(plan.topic, plan.at, plan.poster, strict=True)):
            text, html = language.post()
            subject = subjects[topic] if plan.first[topic] == position else f"Re: {subjects[topic]}"
            moment = _time(at)
            yield (
                first_post + position,
                first_topic + topic,
                poster,
                subject,
                text,
                html,
                moment,
                moment,
                RENDERER_VERSION,
            )

    columns = ["id", "topic_id", "poster_id", "subject", "content", "_content_rendered", "created", "updated"]
    copy_rows(Post, [*columns, "renderer_version"], rows())


def _copy_post_counts(plan: Plan) -> None:
    counted = sorted(Counter(plan.poster).items())
    rows = ((key, poster, posts) for key, (poster, posts) in zip(count(next_key(ForumProfile)), counted, strict=False))
    copy_rows(ForumProfile, ["id", "user_id", "posts_count"], rows)


def _copy_tracks(plan: Plan, group: Group, forums: list[int], first_topic: int, random: Random) -> None:
    """Every second member has once marked some forums as read; recent topics have been opened by some of them."""
    end = int(group.until.timestamp())
    readers = range(group.first_person, group.first_person + group.admitted, 2)
    marked = (
        (reader, forum, _time(end - int(random.random() * 400 * DAY)))
        for reader in readers
        for forum in random.sample(forums, 4)
    )
    keys = count(next_key(ForumReadTrack))
    copy_rows(
        ForumReadTrack,
        ["id", "user_id", "forum_id", "mark_time"],
        ((key, *row) for key, row in zip(keys, marked, strict=False)),
    )
    opened = (
        (reader, first_topic + topic, _time(plan.at[plan.last[topic]]))
        for topic, last in enumerate(plan.last)
        if plan.at[last] > end - READERS_SEEN_WITHIN
        for reader in sorted(random.sample(readers, min(len(readers), READERS_OF_A_TOPIC)))
    )
    keys = count(next_key(TopicReadTrack))
    copy_rows(
        TopicReadTrack,
        ["id", "user_id", "topic_id", "mark_time"],
        ((key, *row) for key, row in zip(keys, opened, strict=False)),
    )


def _count_forums(plan: Plan, forums: list[Forum], first_post: int) -> None:
    topics: Counter[int] = Counter(plan.forum)
    posts: Counter[int] = Counter()
    newest: dict[int, int] = {}
    for forum, size, last in zip(plan.forum, plan.sizes, plan.last, strict=True):
        posts[forum] += size
        newest[forum] = max(newest.get(forum, 0), last)
    for forum in forums:
        if topics[forum.pk]:
            last = newest[forum.pk]
            Forum.objects.filter(pk=forum.pk).update(
                direct_topics_count=topics[forum.pk],
                direct_posts_count=posts[forum.pk],
                last_post_id=first_post + last,
                last_post_on=datetime.fromtimestamp(plan.at[last], UTC),
            )
