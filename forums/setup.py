"""What a new site's forums start with: what every member may do, and what the moderators may do besides."""

from typing import Any

from django.apps import apps as installed_apps
from machina.apps.forum_permission.defaults import PermissionConfig

MODERATORS = "Forum moderators"

EVERY_MEMBER = (
    "can_see_forum",
    "can_read_forum",
    "can_start_new_topics",
    "can_reply_to_topics",
    "can_edit_own_posts",
    "can_delete_own_posts",
    "can_post_without_approval",
    "can_vote_in_polls",
    "can_attach_file",
    "can_download_file",
)
MODERATORS_BESIDES = (
    "can_post_announcements",
    "can_post_stickies",
    "can_create_polls",
    "can_lock_topics",
    "can_move_topics",
    "can_edit_posts",
    "can_delete_posts",
    "can_approve_posts",
    "can_reply_to_locked_topics",
)


def grant_standard_permissions(apps: Any = installed_apps) -> None:
    """Grants both sets in all forums. May be run again; a row for one forum still overrules it there."""
    permission = apps.get_model("forum_permission", "ForumPermission")
    by_name = {
        known["codename"]: permission.objects.get_or_create(codename=known["codename"])[0]
        for known in PermissionConfig.permissions
    }
    members = apps.get_model("forum_permission", "UserForumPermission").objects
    for name in EVERY_MEMBER:
        members.get_or_create(
            permission=by_name[name], forum=None, user=None, authenticated_user=True, defaults={"has_perm": True}
        )
    moderators = apps.get_model("auth", "Group").objects.get_or_create(name=MODERATORS)[0]
    granted = apps.get_model("forum_permission", "GroupForumPermission").objects
    for name in MODERATORS_BESIDES:
        granted.get_or_create(permission=by_name[name], forum=None, group=moderators, defaults={"has_perm": True})
