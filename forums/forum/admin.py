"""Opening, naming and ordering forums, for staff. Nothing that members write is reachable from here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from forums.forum.models import Forum


@admin.register(Forum)
class ForumAdmin(admin.ModelAdmin):
    fields = ["type", "parent", "name", "description"]
    list_display = ["name", "type", "parent", "direct_topics_count", "direct_posts_count"]
    list_select_related = ["parent"]
    ordering = ["tree_id", "lft"]
    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A forum that has held anything is not deleted with everything in it; its topics are moved first."""
        is_empty = obj is None or not (obj.topics.exists() or obj.children.exists())
        return is_empty and super().has_delete_permission(request, obj)
