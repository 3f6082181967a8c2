"""Who may do what in which forum: rows for one person, for a group, or for all members. Never for visitors."""

from django.db import models
from django.db.models import Q
from machina.apps.forum_permission.abstract_models import (
    AbstractForumPermission,
    AbstractGroupForumPermission,
    AbstractUserForumPermission,
)


class ForumPermission(AbstractForumPermission):
    """The name of something that may be allowed."""


class UserForumPermission(AbstractUserForumPermission):
    """Allows or denies something to one person, or to all members (`authenticated_user`)."""

    class Meta(AbstractUserForumPermission.Meta):
        unique_together = ()
        constraints = [
            models.CheckConstraint(condition=Q(anonymous_user=False), name="nothing_is_granted_to_visitors"),
            models.CheckConstraint(
                condition=Q(user__isnull=True) ^ Q(authenticated_user=False), name="one_person_or_all_members"
            ),
            models.UniqueConstraint(
                fields=["permission", "forum", "user"], nulls_distinct=False, name="one_answer_per_person"
            ),
        ]


class GroupForumPermission(AbstractGroupForumPermission):
    """Allows or denies something to a group."""

    class Meta(AbstractGroupForumPermission.Meta):
        unique_together = ()
        constraints = [
            models.UniqueConstraint(
                fields=["permission", "forum", "group"], nulls_distinct=False, name="one_answer_per_group"
            ),
        ]
