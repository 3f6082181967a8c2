"""What the forums hold about a person, and how they are parted from it (P18). Showing and exporting come with that right."""

import uuid

from django.db import transaction

from forums.attachments import delete_files
from forums.forum_conversation.forum_attachments.models import Attachment
from forums.forum_conversation.forum_polls.models import TopicPollVote
from forums.forum_conversation.models import Post, Topic
from forums.forum_member.models import ForumProfile
from forums.forum_tracking.models import ForumReadTrack, TopicReadTrack
from members.models import User


@transaction.atomic
def anonymise(person: User, pseudonym: str) -> None:
    """Parts a person from what they wrote: posts stay readable under a pseudonym, everything else of theirs goes.

    The erasure of an account calls this (P18); it records the event itself. May be run again.
    """
    key = f"erased-{uuid.uuid4().hex}"
    Post.objects.filter(poster=person).update(poster=None, username=pseudonym, anonymous_key=key, submission=None)
    Topic.objects.filter(poster=person).update(poster=None, username=pseudonym)
    Post.objects.filter(updated_by=person).update(updated_by=None)
    delete_files(Attachment.objects.filter(uploaded_by=person, post=None))
    Attachment.objects.filter(uploaded_by=person).update(uploaded_by=None)
    TopicPollVote.objects.filter(voter=person).update(voter=None)
    for own in (Topic.subscribers.through, TopicReadTrack, ForumReadTrack, ForumProfile):
        own.objects.filter(user=person).delete()
