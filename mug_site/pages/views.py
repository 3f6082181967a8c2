"""Where pages, their files and their calendar entries are answered. Each asks the gate first."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.db.models import CharField, F, QuerySet, Value
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe
from wagtail.models import Page, get_page_models

from mug_site.pages.calendar import calendar_file
from mug_site.pages.frame import Frame, frame_of
from mug_site.pages.gate import closed_collection, closed_page, may_read_files, open_to
from mug_site.pages.models import EventPage, Rendition, SiteDocument
from mug_site.pages.site_page import SitePage, refuse

A_YEAR = 31_536_000


def page_types() -> list[type[SitePage]]:
    """Every page type of ours that Wagtail knows."""
    return [model for model in get_page_models() if issubclass(model, SitePage)]


def find_page(frame: Frame, path: str) -> SitePage | None:
    """The published page at this address, with its type's own fields and whether it is closed, in one query."""
    names = [model._meta.model_name for model in page_types()]
    address = f"{frame.root.url_path}{path.strip('/')}/".replace("//", "/")
    page = (
        Page.objects.filter(url_path=address, live=True).select_related(*names).annotate(closed=closed_page()).first()
    )
    specific = next((getattr(page, name) for name in names if page and hasattr(page, name)), None)
    if specific is None:
        return None
    specific.for_members_only = page.closed
    return specific


def below_closed_page(frame: Frame, path: str) -> bool:
    """Whether the address lies in a members' section, even where no page is: a visitor must not learn which are."""
    address = Value(f"{frame.root.url_path}{path.strip('/')}/", output_field=CharField())
    return (
        Page.objects.filter(closed_page(), live=True)
        .annotate(sought=address)
        .filter(sought__startswith=F("url_path"))
        .exists()
    )


@require_safe
def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """A page. Wagtail's own view is not mounted: it takes six queries and knows nothing of members."""
    frame = frame_of(request)
    frame.lend_to_wagtail()
    page = find_page(frame, path)
    if page:
        return page.serve(request)
    if not request.user.is_authenticated and below_closed_page(frame, path):
        return refuse(request)
    raise Http404


def _file(request: HttpRequest, file: Any, *, closed: bool, **options: Any) -> HttpResponseBase:
    """The file itself; never rendered as a page of this site, never kept by a cache where it is for members."""
    if closed and not may_read_files(request.user):
        return refuse(request)
    try:
        response = FileResponse(file.open("rb"), **options)
    except FileNotFoundError as lost:
        raise Http404 from lost
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if closed:
        add_never_cache_headers(response)
    else:
        response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response


@require_safe
def image(request: HttpRequest, pk: int, filename: str) -> HttpResponseBase:
    """A picture at one size. A new picture gets a new address, so caches may keep it."""
    rendition = get_object_or_404(
        Rendition.objects.annotate(closed=closed_collection("image__collection__path")), pk=pk
    )
    if not rendition.file.name.endswith(f"/{filename}"):
        raise Http404
    return _file(request, rendition.file, closed=rendition.closed)


@require_safe
def document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """A file to download."""
    found = get_object_or_404(SiteDocument.objects.annotate(closed=closed_collection()), pk=document_id)
    if found.filename != document_filename:
        raise Http404
    response = _file(request, found.file, closed=found.closed, as_attachment=True, filename=found.filename)
    if not found.closed:
        response["Cache-Control"] = "no-cache"  # the file behind this address may be replaced
    return response


@require_safe
def event_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """An event as a calendar file; one in a members' section answers like its page."""
    frame = frame_of(request)
    frame.lend_to_wagtail()
    event = get_object_or_404(EventPage.objects.filter(live=True).annotate(closed=closed_page()), pk=pk)
    event.for_members_only = event.closed
    if not open_to(request.user, EventPage.objects.filter(pk=pk)).exists():
        return refuse(request)
    response = HttpResponse(
        calendar_file(event, url=event.get_full_url(request)), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = (
        f'attachment; filename="{event.slug.encode("ascii", "ignore").decode() or "event"}.ics"'
    )
    if event.closed:
        add_never_cache_headers(response)
    return response


class PublicPages(Sitemap):
    """The pages that anyone may see, and no others, whoever asks."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def items(self) -> QuerySet[Page]:
        root = frame_of(self.request).root
        return open_to(AnonymousUser(), root.get_descendants(inclusive=True)).order_by("path")

    def lastmod(self, item: Page) -> Any:
        return item.last_published_at

    def location(self, item: Page) -> str:
        return item.get_url(self.request)

    def get_protocol(self, protocol: str | None = None) -> str:
        return settings.SITE_URL.split("://", 1)[0]

    def get_domain(self, site: Any = None) -> str:
        return settings.SITE_URL.split("://", 1)[1]


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    frame_of(request).lend_to_wagtail()
    return sitemap_views.sitemap(request, {"pages": PublicPages(request)})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Asks crawlers to stay out of what is not for them; the gate does not rely on it."""
    return render(
        request, "pages/robots.txt", {"site_url": settings.SITE_URL}, content_type="text/plain; charset=utf-8"
    )
