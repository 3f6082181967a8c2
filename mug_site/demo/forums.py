"""Fills the forums: questions and answers as if they had been written over the last months, and who has read them.

Not by the action that members write with: that one locks, counts and marks for every post, and here all is counted
once at the end.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from operator import attrgetter
from random import Random
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile

from forums import actions, attachments
from forums.forum.models import Forum
from forums.forum_conversation.models import Post, Topic
from forums.forum_tracking.models import TopicReadTrack
from forums.recount import recount
from forums.tracking import mark_forums_read
from mug_site.demo import content
from mug_site.demo.accounts import TRIED_AS
from mug_site.demo.people import People
from mug_site.demo.screenshots import draw


@dataclass(frozen=True)
class Moment:
    """One contribution, with the time at which it was written."""

    at: datetime
    file: content.TopicFile
    forum: Forum
    contribution: content.Contribution


def fill(people: People, on: date, random: Random) -> None:
    """Makes the forums and writes all topics in the order of time."""
    forums, moments = [], []
    for folder in content.forums():
        forum = Forum.objects.create(name=folder.name, description=folder.description, type=Forum.FORUM_POST)
        forums.append(forum)
        for file in folder.topics:
            asked = _asked_at(people, file.question, on, random)
            moments.append(Moment(asked, file, forum, file.question))
            moments += [Moment(asked + answer.after, file, forum, answer) for answer in file.answers]
    topics: dict[str, Topic] = {}
    read: dict[tuple[int, int], TopicReadTrack] = {}
    for moment in sorted(moments, key=attrgetter("at")):
        post = _write(moment, people, topics, random)
        read[post.poster_id, post.topic_id] = TopicReadTrack(user=post.poster, topic=post.topic, mark_time=moment.at)
    recount()
    TopicReadTrack.objects.bulk_create(read.values())
    _mark_read(people, forums, on, random)
    for moment in moments:
        if moderator := moment.contribution.pinned_by:
            topic = topics[moment.file.slug]
            actions.set_type(by=people.by_handle[moderator], topic=topic, to=Topic.TOPIC_STICKY)


def _asked_at(people: People, question: content.Contribution, on: date, random: Random) -> datetime:
    """At some time in the working hours of whoever asks."""
    zone = ZoneInfo(people.by_handle[question.by].time_zone)
    local = datetime.combine(on - question.after, time(random.randint(7, 17), random.randint(0, 59)), zone)
    return local.astimezone(UTC)


def _write(moment: Moment, people: People, topics: dict[str, Topic], random: Random) -> Post:
    contribution, file = moment.contribution, moment.file
    by = people.by_handle[contribution.by]
    subject = file.subject if contribution is file.question else ""
    if subject:
        topics[file.slug] = Topic.objects.create(
            forum=moment.forum,
            poster=by,
            subject=subject,
            views_count=(1 + len(file.answers)) * random.randint(9, 60),
            created=moment.at,
            updated=moment.at,
        )
    post = Post.objects.create(
        topic=topics[file.slug],
        poster=by,
        subject=subject,
        content=contribution.text,
        created=moment.at,
        updated=moment.at,
    )
    if contribution.picture:
        drawn = SimpleUploadedFile(f"{contribution.picture}.png", draw(content.screen(contribution.picture)))
        attachment = attachments.take(drawn, by=by)
        attachment.post = post
        attachment.save()
    return post


def _mark_read(people: People, forums: list[Forum], on: date, random: Random) -> None:
    """Every second member has read everything, up to a few days or weeks ago; so has everybody the demo is tried as."""
    tried = {email for _, email in TRIED_AS}
    for person in people.with_standing("member"):
        days = 9 if person.email in tried else random.randint(2, 60)
        if person.email in tried or random.random() < 0.5:
            until = datetime.combine(on - timedelta(days=days), time(12), UTC)
            mark_forums_read(person, [forum.pk for forum in forums], until=until)
