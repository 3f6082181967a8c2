"""What the pages change in Wagtail's admin."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.rich_text.feature_registry import FeatureRegistry

from members.models import User
from mug_site.pages.links import OutboundLink


@hooks.register("register_rich_text_features")
def mark_outbound_links(features: FeatureRegistry) -> None:
    features.register_link_type(OutboundLink)


@hooks.register("construct_settings_menu")
def leave_out_closed_settings(request: HttpRequest, items: list[MenuItem]) -> None:
    """No entry for what `admin_doors` keeps closed."""
    items[:] = [item for item in items if item.name not in {"users", "groups", "sites", "workflows", "workflow-tasks"}]


@hooks.register("construct_reports_menu")
def leave_out_reports(request: HttpRequest, items: list[MenuItem]) -> None:
    items.clear()


def those_who_edit_now(request: Any) -> QuerySet[User]:
    """Whom an editor may pick in a filter: other editors, and nobody who once was one."""
    access = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
    return User.objects.filter(
        Q(is_superuser=True) | Q(groups__permissions__in=access) | Q(user_permissions__in=access), is_active=True
    ).distinct()


# Wagtail would offer everyone who ever owned or edited a page.
for name in ("owner", "edited_by"):
    PageFilterSet.base_filters[name].queryset = those_who_edit_now
