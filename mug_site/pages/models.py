"""The pages of the site: home, content, news and the members' section; events and uploads have files of their own."""

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from mug_site.pages.blocks import RICH_TEXT, BodyBlock, PromiseBlock
from mug_site.pages.events import EventIndexPage, EventPage
from mug_site.pages.gate import Reader, open_to
from mug_site.pages.group import GroupSettings
from mug_site.pages.site_page import SitePage
from mug_site.pages.uploads import Rendition, SiteDocument, SiteImage

__all__ = [
    "ContentPage",
    "EventIndexPage",
    "EventPage",
    "GroupSettings",
    "HomePage",
    "MembersIndexPage",
    "NewsIndexPage",
    "NewsPage",
    "Rendition",
    "SiteDocument",
    "SiteImage",
]

NEWS_ON_HOME = 3
NEWS_ON_A_PAGE = 10


class HomePage(SitePage):
    """For a visitor what the group is; for a member what today holds."""

    lead = models.TextField(_("what the group is"), max_length=400, blank=True, help_text=_("Two sentences."))
    who_runs_it = RichTextField(_("who runs it"), features=RICH_TEXT, blank=True)
    promises = StreamField(
        [("promise", PromiseBlock())], verbose_name=_("promises"), blank=True, help_text=_("Three or four of them.")
    )
    join_text = models.TextField(_("why join"), max_length=400, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("further text"), blank=True)

    template = "pages/home.html"
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    content_panels = [
        *SitePage.content_panels,
        FieldPanel("lead"),
        FieldPanel("who_runs_it"),
        FieldPanel("promises"),
        FieldPanel("join_text"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), **news_and_next_event(request.user)}


def news_and_next_event(reader: Reader) -> dict[str, Any]:
    """What the home page shows of both, in one query."""
    latest = open_to(reader, NewsPage.objects.order_by("-published_on", "-pk")).values("pk")[:NEWS_ON_HOME]
    coming = open_to(reader, EventPage.objects.coming()).values("pk")[:1]
    pages = Page.objects.filter(models.Q(pk__in=latest) | models.Q(pk__in=coming)).select_related(
        "newspage", "eventpage"
    )
    news = [page.newspage for page in pages if hasattr(page, "newspage")]
    return {
        "news": sorted(news, key=lambda item: (item.published_on, item.pk), reverse=True),
        "next_event": next((page.eventpage for page in pages if hasattr(page, "eventpage")), None),
    }


class ContentPage(SitePage):
    """A page of text, and the top of the pages below it."""

    lead = models.TextField(_("lead"), max_length=400, blank=True, help_text=_("One or two sentences under the title."))
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    template = "pages/content.html"
    parent_page_types = ["pages.HomePage", "pages.ContentPage", "pages.MembersIndexPage"]
    subpage_types = ["pages.ContentPage"]
    content_panels = [*SitePage.content_panels, FieldPanel("lead"), FieldPanel("body")]

    class Meta:
        verbose_name = _("content page")
        verbose_name_plural = _("content pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        below = open_to(request.user, self.get_children()).order_by("path") if self.numchild else []
        return {**super().get_context(request, *args, **kwargs), "below": below}


class MembersIndexPage(SitePage):
    """The members' section: this page, and everything below it, answers to members only (P05)."""

    lead = models.TextField(_("lead"), max_length=400, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    template = "pages/content.html"
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.ContentPage", "pages.NewsIndexPage", "pages.EventIndexPage"]
    content_panels = [*SitePage.content_panels, FieldPanel("lead"), FieldPanel("body")]

    class Meta:
        verbose_name = _("members’ section")
        verbose_name_plural = _("members’ sections")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        below = open_to(request.user, self.get_children()).order_by("path") if self.numchild else []
        return {**super().get_context(request, *args, **kwargs), "below": below}


class NewsIndexPage(SitePage):
    """All news, the latest first."""

    lead = models.TextField(_("lead"), max_length=400, blank=True)

    template = "pages/news_index.html"
    parent_page_types = ["pages.HomePage", "pages.MembersIndexPage"]
    subpage_types = ["pages.NewsPage"]
    content_panels = [*SitePage.content_panels, FieldPanel("lead")]

    class Meta:
        verbose_name = _("news section")
        verbose_name_plural = _("news sections")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        news = (
            open_to(request.user, NewsPage.objects.child_of(self))
            .select_related("image")
            .prefetch_related("image__renditions")
            .order_by("-published_on", "-pk")
        )
        page_of_news = Paginator(news, NEWS_ON_A_PAGE).get_page(request.GET.get("page"))
        return {**super().get_context(request, *args, **kwargs), "news": page_of_news}


class NewsPage(SitePage):
    """One piece of news."""

    published_on = models.DateField(_("date"), default=timezone.localdate)
    byline = models.CharField(
        _("byline"),
        max_length=120,
        blank=True,
        help_text=_("Shown in public. A person only if they have agreed; else “The Board”, for example."),
    )
    lead = models.TextField(_("lead"), max_length=400, blank=True)
    image = models.ForeignKey(
        SiteImage, verbose_name=_("image"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    template = "pages/news.html"
    parent_page_types = ["pages.NewsIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *SitePage.content_panels,
        MultiFieldPanel([FieldPanel("published_on"), FieldPanel("byline")], heading=_("When and by whom")),
        FieldPanel("lead"),
        FieldPanel("image"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("news")
        verbose_name_plural = _("news")

    @cached_property
    def preview_image(self) -> SiteImage | None:
        """The picture that other sites may show beside a link; never one that is for members only."""
        return None if self.for_members_only else self.image
