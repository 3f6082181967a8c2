"""Makes the pages that tests need: in their section where one is given, else in the one a new site starts with."""

from datetime import date, time
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image as Pillow
from wagtail.models import Page

from mug_site.pages.models import (
    ContentPage,
    EventIndexPage,
    EventPage,
    HomePage,
    MembersIndexPage,
    NewsIndexPage,
    NewsPage,
    SiteImage,
)


def home() -> HomePage:
    return HomePage.objects.get()


def news_section() -> NewsIndexPage:
    return NewsIndexPage.objects.get(slug="news")


def event_section() -> EventIndexPage:
    return EventIndexPage.objects.get(slug="events")


def members_section() -> MembersIndexPage:
    return MembersIndexPage.objects.get(slug="members-area")


def put(parent: Page, page: Page) -> Any:
    """Publishes the page below the parent, with a revision, as an editor's click would."""
    parent.refresh_from_db()
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def content(title: str = "How we work", *, below: Page | None = None, **fields: Any) -> ContentPage:
    return put(below or home(), ContentPage(title=title, **fields))


def news(title: str = "New board elected", *, below: Page | None = None, **fields: Any) -> NewsPage:
    fields = {"published_on": date(2026, 3, 2), **fields}
    return put(below or news_section(), NewsPage(title=title, **fields))


def event(title: str = "Spring meeting", *, below: Page | None = None, **fields: Any) -> EventPage:
    """A two-hour event far ahead, in Oslo, unless the fields say otherwise."""
    fields = {
        "start_date": date(2099, 6, 1),
        "start_time": time(16),
        "end_time": time(18),
        "time_zone": "Europe/Oslo",
        "place": "Oslo, Town Hall",
        **fields,
    }
    return put(below or event_section(), EventPage(title=title, **fields))


def picture(kind: str = "PNG", size: tuple[int, int] = (800, 600), **options: Any) -> bytes:
    """The bytes of a small picture."""
    kept = BytesIO()
    Pillow.new("RGB", size, "teal").save(kept, kind, **options)
    return kept.getvalue()


def image(title: str = "The board in Oslo", **fields: Any) -> SiteImage:
    made = SiteImage(title=title, file=ContentFile(picture(), name="board.png"), **fields)
    made.save()
    return made
