"""What all our pages share: the gate, the address, and what search engines and previews are told."""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from mug_site.pages.gate import closed_page, is_member

SECTION_DEPTH = 3
"""How deep in Wagtail's tree the pages directly below home are."""


def refuse(request: HttpRequest) -> HttpResponse:
    """A visitor may be a member who has not signed in yet; whoever else may not see it gets the same as for nothing."""
    if request.user.is_authenticated:
        raise Http404
    response = redirect_to_login(request.get_full_path())
    add_never_cache_headers(response)
    return response


class SitePage(Page):
    """The base of every page type. Who wrote or published a page is never shown: news have a byline of their own."""

    allowed_http_methods = ["GET", "HEAD", "OPTIONS"]
    private_page_options: list[str] = []  # the members' section is the one way to close a page
    settings_panels: list[Any] = []
    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
                FieldPanel("show_in_menus", help_text=_("Only pages directly below the home page are in the menu.")),
            ],
            heading=_("Address, search engines and menu"),
        )
    ]

    class Meta:
        abstract = True

    @cached_property
    def for_members_only(self) -> bool:
        """Whether this page lies in a members' section. `views.find_page` already knows; elsewhere it is asked."""
        return Page.objects.filter(closed_page(), pk=self.pk).exists()

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.for_members_only:
            return super().serve(request, *args, **kwargs)
        if not is_member(request.user):
            return refuse(request)
        response = super().serve(request, *args, **kwargs)
        add_never_cache_headers(response)
        patch_vary_headers(response, ["Cookie"])
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context(request, *args, **kwargs),
            "canonical": f"{settings.SITE_URL}{self.get_url(request)}",
            "crumbs": self.crumbs(request),
        }

    def crumbs(self, request: HttpRequest) -> list[dict[str, str]]:
        """The pages above this one, from the section down; none for a section, which the menu shows."""
        if not self.depth or self.depth <= SECTION_DEPTH:
            return []
        above = self.get_ancestors().filter(depth__gte=SECTION_DEPTH)
        return [{"title": page.title, "url": page.get_url(request)} for page in above]
