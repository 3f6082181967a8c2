"""Proves the kept counts against what is there, and repairs them; in SQL, because there may be a million posts."""

from django.db import connection, transaction

TOPICS = """
WITH real AS (
    SELECT t.id, count(p.id) AS posts, max(p.created) AS last_on,
           (SELECT f.id FROM forum_conversation_post f WHERE f.topic_id = t.id ORDER BY f.created, f.id LIMIT 1) AS first,
           (SELECT l.id FROM forum_conversation_post l WHERE l.topic_id = t.id AND l.approved
            ORDER BY l.created DESC, l.id DESC LIMIT 1) AS last
    FROM forum_conversation_topic t
    LEFT JOIN forum_conversation_post p ON p.topic_id = t.id AND p.approved
    GROUP BY t.id
)
UPDATE forum_conversation_topic t
SET posts_count = real.posts, last_post_on = real.last_on, first_post_id = real.first, last_post_id = real.last
FROM real
WHERE real.id = t.id AND (t.posts_count, t.last_post_on, t.first_post_id, t.last_post_id)
      IS DISTINCT FROM (real.posts, real.last_on, real.first, real.last)
"""
FORUMS = """
WITH real AS (
    SELECT f.id, count(t.id) AS topics, coalesce(sum(t.posts_count), 0) AS posts, max(t.last_post_on) AS last_on,
           (SELECT l.last_post_id FROM forum_conversation_topic l WHERE l.forum_id = f.id AND l.approved
            ORDER BY l.last_post_on DESC, l.id DESC LIMIT 1) AS last
    FROM forum_forum f
    LEFT JOIN forum_conversation_topic t ON t.forum_id = f.id AND t.approved
    GROUP BY f.id
)
UPDATE forum_forum f
SET direct_topics_count = real.topics, direct_posts_count = real.posts,
    last_post_on = real.last_on, last_post_id = real.last
FROM real
WHERE real.id = f.id AND (f.direct_topics_count, f.direct_posts_count, f.last_post_on, f.last_post_id)
      IS DISTINCT FROM (real.topics, real.posts, real.last_on, real.last)
"""
PEOPLE = """
WITH real AS (
    SELECT poster_id, count(*) AS posts FROM forum_conversation_post
    WHERE approved AND poster_id IS NOT NULL GROUP BY poster_id
), wrong AS (
    SELECT coalesce(real.poster_id, kept.user_id) AS person, coalesce(real.posts, 0) AS posts
    FROM real FULL JOIN forum_member_forumprofile kept ON kept.user_id = real.poster_id
    WHERE coalesce(real.posts, 0) <> coalesce(kept.posts_count, 0)
)
INSERT INTO forum_member_forumprofile (user_id, posts_count) SELECT person, posts FROM wrong
ON CONFLICT (user_id) DO UPDATE SET posts_count = excluded.posts_count
"""


def recount(*, repair: bool = True) -> dict[str, int]:
    """How many topics, forums and people had a wrong count. They are right afterwards, unless `repair` is False.

    Writers wait while it runs: it reads and writes one state of the forums.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "LOCK forum_conversation_post, forum_conversation_topic, forum_forum, forum_member_forumprofile"
            " IN SHARE ROW EXCLUSIVE MODE"
        )
        wrong = {}
        for name, statement in (("topics", TOPICS), ("forums", FORUMS), ("people", PEOPLE)):
            cursor.execute(statement)
            wrong[name] = cursor.rowcount
        if not repair:
            transaction.set_rollback(True)
    return wrong
