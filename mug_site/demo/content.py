"""Reads what the demo is made of: the files under `content/`, written to be edited by hand.

A topic is one Markdown file: the subject as its heading, then each contribution under a line that says who and when,
such as `@priya.raman, 27 days ago, with trace.png` or `@steve.kranz, 3 hours later, solved it`. People are named by
what stands before the @ of their address in `people.csv`.
"""

import csv
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent / "content"
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
SIGNATURE = re.compile(
    r"^@(?P<by>.+?), (?P<number>\d+) (?P<unit>minute|hour|day)s? (?:ago|later)"
    r"(?:, (?P<solved>solved it))?(?:, with (?P<picture>[\w-]+)\.png)?(?:, pinned by (?P<pinned>.+))?$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class OrganisationRow:
    name: str
    kind: str
    country: str
    time_zone: str
    domain: str
    verified: str


@dataclass(frozen=True)
class PersonRow:
    email: str
    full_name: str
    display_name: str
    job_title: str
    town: str
    standing: str
    part: str

    @property
    def handle(self) -> str:
        return self.email.partition("@")[0]

    @property
    def domain(self) -> str:
        return self.email.partition("@")[2]


@dataclass(frozen=True)
class Contribution:
    """A question or an answer; `after` counts from the question, and for the question back from the day of seeding."""

    by: str
    after: timedelta
    text: str
    solves: bool
    picture: str
    pinned_by: str


@dataclass(frozen=True)
class TopicFile:
    slug: str
    subject: str
    question: Contribution
    answers: list[Contribution]


@dataclass(frozen=True)
class ForumFolder:
    name: str
    description: str
    topics: list[TopicFile]


@dataclass(frozen=True)
class PageFile:
    """A page of text: its title, the paragraph below it, the rest, and for news who signs it and when."""

    slug: str
    title: str
    lead: str
    body: str
    byline: str = ""
    before: timedelta = timedelta()
    children: tuple["PageFile", ...] = ()


def _rows(name: str) -> list[dict[str, str]]:
    with (ROOT / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def organisations() -> list[OrganisationRow]:
    return [OrganisationRow(**row) for row in _rows("organisations.csv")]


@cache
def people() -> list[PersonRow]:
    return [PersonRow(**row) for row in _rows("people.csv")]


@cache
def forums() -> list[ForumFolder]:
    return [_forum(folder) for folder in sorted((ROOT / "forums").iterdir())]


def _forum(folder: Path) -> ForumFolder:
    title, description = _title_and_rest(folder / "_forum.md")
    files = sorted(path for path in folder.glob("*.md") if path.name != "_forum.md")
    return ForumFolder(title, description, [_topic(path) for path in files])


def _topic(path: Path) -> TopicFile:
    subject, rest = _title_and_rest(path)
    question, *answers = _contributions(rest)
    return TopicFile(path.stem, subject, question, answers)


def _contributions(text: str) -> Iterator[Contribution]:
    signatures = list(SIGNATURE.finditer(text))
    ends = [following.start() for following in signatures[1:]] + [len(text)]
    for signature, end in zip(signatures, ends, strict=True):
        yield Contribution(
            by=signature["by"],
            after=timedelta(**{signature["unit"] + "s": int(signature["number"])}),
            text=text[signature.end() : end].strip(),
            solves=bool(signature["solved"]),
            picture=signature["picture"] or "",
            pinned_by=signature["pinned"] or "",
        )


def _title_and_rest(path: Path) -> tuple[str, str]:
    title, _, rest = path.read_text(encoding="utf-8").partition("\n")
    return title.removeprefix("# ").strip(), rest.strip()


def pages(folder: str = "pages") -> tuple[PageFile, ...]:
    """The pages of a folder in the order of their file names; those below `1-about.md` are in `1-about/`."""
    return tuple(_page(path) for path in sorted((ROOT / folder).glob("*.md")))


def _page(path: Path) -> PageFile:
    title, rest = _title_and_rest(path)
    byline, before = "", timedelta()
    if signature := SIGNATURE.match(rest):
        byline, before = signature["by"], timedelta(days=int(signature["number"]))
        rest = rest[signature.end() :].strip()
    lead, _, body = rest.partition("\n\n")
    children = pages(str(path.with_suffix("").relative_to(ROOT)))
    return PageFile(path.stem.partition("-")[2], title, lead, body.strip(), byline, before, children)


def home() -> dict[str, Any]:
    return tomllib.loads((ROOT / "home.toml").read_text(encoding="utf-8"))


def events() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((ROOT / "events.toml").read_text(encoding="utf-8"))["event"]
    return found


def day_of(event: dict[str, Any], on: date) -> date:
    """The first such weekday from `in_days` after the day of seeding."""
    earliest = on + timedelta(days=event["in_days"])
    return earliest + timedelta(days=(WEEKDAYS.index(event["weekday"]) - earliest.weekday()) % 7)


def screen(name: str) -> str:
    """The text that the screenshot called `name` shows."""
    return (ROOT / "screens" / f"{name}.txt").read_text(encoding="utf-8")


@cache
def vocabulary() -> dict[str, Any]:
    return tomllib.loads((ROOT / "vocabulary.toml").read_text(encoding="utf-8"))
