"""Fills the site's pages: home, what the group says about itself, the members' section, news and events."""

import json
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from markdown_it import MarkdownIt
from wagtail.models import Page, Site

from members.board.models import Seat
from members.models import User
from mug_site.demo import content
from mug_site.pages.models import ContentPage, EventIndexPage, EventPage, HomePage, NewsIndexPage, NewsPage

NOT_IN_MENU = {"privacy"}

SEAMS = re.compile(r"(^##.*$|(?:^\|.*\n?)+)", re.MULTILINE)
"""A heading, or a table: what stands between is text."""

_markdown = MarkdownIt("commonmark")


def fill(on: date) -> None:
    """Writes every page. News and events lie around the day `on`."""
    home = HomePage.objects.get(pk=Site.objects.get(is_default_site=True).root_page_id)
    _fill_home(home)
    _fill_pages(home, content.pages())
    _fill_news(NewsIndexPage.objects.child_of(home).get(), on)
    _fill_events(EventIndexPage.objects.child_of(home).get(), on)


def _fill_home(home: HomePage) -> None:
    texts = content.home()
    home.lead = texts["lead"].format(vendor=settings.VENDOR_NAME)
    home.join_text = texts["join_text"].format(vendor=settings.VENDOR_NAME)
    home.who_runs_it = f"<p>{texts['who_runs_it']}</p>"
    home.promises = json.dumps([{"type": "promise", "value": promise} for promise in texts["promises"]])
    home.save()


def _fill_pages(parent: Page, files: tuple[content.PageFile, ...]) -> None:
    """Each page after the one before it; a section that a new site starts with is filled, not made again."""
    before: Page | None = None
    for file in files:
        found = Page.objects.child_of(parent).filter(slug=file.slug).first()
        page = found.specific if found else ContentPage(slug=file.slug, show_in_menus=file.slug not in NOT_IN_MENU)
        page.title = page.draft_title = file.title
        page.lead, page.body = file.lead, stream(_with_names(file.body))
        if found:
            page.save()
        elif before:
            Page.objects.get(pk=before.pk).add_sibling("right", instance=page)
        else:
            Page.objects.get(pk=parent.pk).add_child(instance=page)
        _fill_pages(page, file.children)
        before = page


def _with_names(body: str) -> str:
    """Puts in who the Board and the moderators are; only a page for members asks for them."""
    if "{board}" not in body:
        return body
    seats = Seat.objects.current().select_related("person").order_by("started_on", "person__full_name")
    by_office = sorted(seats, key=lambda seat: Seat.Office.values.index(seat.office))
    rows = "\n".join(f"| {seat.get_office_display().capitalize()} | {seat.person.full_name} |" for seat in by_office)
    moderators = User.objects.filter(groups__name="Forum moderators").order_by("full_name")
    names = ", ".join(person.full_name for person in moderators)
    return body.format(board=f"| Office | Name |\n|---|---|\n{rows}", moderators=names)


def _fill_news(index: NewsIndexPage, on: date) -> None:
    for file in reversed(content.pages("news")):
        news = NewsPage(
            title=file.title,
            slug=file.slug,
            byline=file.byline,
            lead=file.lead,
            body=stream(file.body),
            published_on=on - file.before,
        )
        index.add_child(instance=news)
        published = datetime.combine(news.published_on, time(9), UTC)
        NewsPage.objects.filter(pk=news.pk).update(first_published_at=published, last_published_at=published)


def _fill_events(index: EventIndexPage, on: date) -> None:
    for event in content.events():
        day = content.day_of(event, on)
        index.add_child(
            instance=EventPage(
                title=event["title"],
                slug=event["slug"],
                start_date=day,
                end_date=day + timedelta(days=event["days"] - 1) if "days" in event else None,
                start_time=time.fromisoformat(event["start"]) if "start" in event else None,
                end_time=time.fromisoformat(event["end"]) if "end" in event else None,
                time_zone=event["time_zone"],
                place=event.get("place", ""),
                link=event.get("link", ""),
                lead=event["lead"],
                body=stream(event["body"]),
            )
        )


def stream(text: str) -> str:
    """Markdown as a page's body in JSON: headings and tables are blocks of their own."""
    parts = [part.strip() for part in SEAMS.split(text) if part.strip()]
    return json.dumps([_block(part) for part in parts])


def _block(part: str) -> dict[str, Any]:
    if part.startswith("##"):
        marks, _, title = part.partition(" ")
        return {"type": "heading", "value": {"text": title, "level": f"h{len(marks)}"}}
    if part.startswith("|"):
        heads, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines()]
        columns = [{"type": "text", "heading": head} for head in heads]
        return {"type": "table", "value": {"columns": columns, "rows": [{"values": row} for row in rows]}}
    return {"type": "paragraph", "value": _markdown.render(part)}
