"""What stands around every page: the group's names and the navigation, read together in one query."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from wagtail.models import Page, Site
from wagtail.models.sites import SiteRootPath

from mug_site.pages.gate import closed_page, is_member
from mug_site.pages.models import GroupSettings


@dataclass(frozen=True)
class Link:
    """An entry of the navigation."""

    title: str
    url: str
    current: bool


class Frame:
    """The frame of one answer to one request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def group(self) -> GroupSettings:
        """The settings row, with the site, its root page and the menu's entries in the same query."""
        entries = (
            Page.objects.filter(
                path__startswith=OuterRef("site__root_page__path"),
                depth=OuterRef("site__root_page__depth") + 1,
                live=True,
                show_in_menus=True,
            )
            .order_by("path")
            .values(entry=JSONObject(title=F("title"), url_path=F("url_path"), closed=closed_page()))
        )
        found = (
            GroupSettings.objects.filter(site__is_default_site=True)
            .select_related("site__root_page__locale")
            .annotate(menu=ArraySubquery(entries))
            .first()
        )
        if found:
            return found
        GroupSettings.objects.get_or_create(site=Site.objects.get(is_default_site=True))
        return self.group

    @property
    def root(self) -> Page:
        return self.group.site.root_page

    @cached_property
    def navigation(self) -> list[Link]:
        """The pages directly below home that editors put into menus, in their order; closed ones for members only."""
        member = is_member(self.request.user)
        links = [
            (entry["title"], "/" + entry["url_path"].removeprefix(self.root.url_path))
            for entry in self.group.menu
            if member or not entry["closed"]
        ]
        return [Link(title, url, self.request.path.startswith(url)) for title, url in links]

    def lend_to_wagtail(self) -> None:
        """Hands Wagtail the site that it would look up again, where it keeps it itself."""
        request: Any = self.request
        site = request._wagtail_site = self.group.site
        request._wagtail_cached_site_root_paths = [
            SiteRootPath(site.pk, self.root.url_path, settings.SITE_URL, self.root.locale.language_code)
        ]


def frame_of(request: HttpRequest) -> Frame:
    """The frame for this request, made once."""
    kept: dict[str, Any] = request.__dict__
    if "_frame" not in kept:
        kept["_frame"] = Frame(request)
    return kept["_frame"]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `group` and `navigation` for every template, looked up only where they are shown."""
    around = frame_of(request)
    return {
        "group": SimpleLazyObject(lambda: around.group),
        "navigation": SimpleLazyObject(lambda: around.navigation),
    }


def frame_of_mail() -> dict[str, Any]:
    """The group's names for e-mails, which no request leads to. A site without pages yet keeps those of the settings."""
    group = GroupSettings.objects.filter(site__is_default_site=True).first()
    return {"group": group} if group else {}
