"""What one person may do in which forum. Being a superuser has no part in the answer; membership has (P05)."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Value
from machina.core.db.models import get_model

from members.models import User

PERSON, GROUP, EVERYONE = range(3)


class ForumPermissionChecker:
    """Answers from two sets of rows, read once: those for the person, their groups, and all members.

    A row for the forum overrules one for all forums; within those, a row for the person overrules one for a group,
    and that one for all members. Where two groups disagree, the denial holds.
    """

    def __init__(self, user: User | AnonymousUser) -> None:
        self.user = user

    def has_perm(self, perm: str, forum: Any) -> bool:
        """Whether the permission holds in `forum`, a forum or its id."""
        forum_id = getattr(forum, "pk", forum)
        for scope in (forum_id, None):
            for target in (PERSON, GROUP, EVERYONE):
                answer = self._answers.get((perm, scope, target))
                if answer is not None:
                    return answer
        return False

    @cached_property
    def _answers(self) -> dict[tuple[str, int | None, int], bool]:
        answers: dict[tuple[str, int | None, int], bool] = {}
        for perm, scope, target, granted in self._rows():
            answers[perm, scope, target] = answers.get((perm, scope, target), True) and granted
        return answers

    def _rows(self) -> Iterator[tuple[str, int | None, int, bool]]:
        if not isinstance(self.user, User) or not self.user.is_member:
            return iter(())
        persons = get_model("forum_permission", "UserForumPermission").objects
        groups = get_model("forum_permission", "GroupForumPermission").objects
        mine = self.user.groups.through.objects.filter(user=self.user).values("group")
        own, everyones, grouped = (
            rows.annotate(target=Value(target)).values_list("permission__codename", "forum_id", "target", "has_perm")
            for target, rows in (
                (PERSON, persons.filter(user=self.user)),
                (EVERYONE, persons.filter(authenticated_user=True)),
                (GROUP, groups.filter(group__in=mine)),
            )
        )
        return iter(own.union(everyones, grouped, all=True))
