"""A forum's pages stay light: HTML with everything that a first visit loads to show it, compressed."""

import gzip
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders

from tests.forum_cast import answered, asked, place, url

pytestmark = pytest.mark.django_db
LIMIT = 40 * 1024
LOADED = re.compile(r'<link rel="stylesheet" href="([^"]+)"|<script[^>]* src="([^"]+)"')
IMPORTED = re.compile(r'@import (?:url\()?"([^"]+)"|^\s*import (?:.* from )?"([^"]+)"', re.MULTILINE)


def files_of(path: Path, known: set[Path]) -> set[Path]:
    """A stylesheet or script with everything that it imports."""
    if path not in known:
        known.add(path)
        for found in IMPORTED.finditer(path.read_text()):
            files_of((path.parent / (found[1] or found[2])).resolve(), known)
    return known


def weight(html: bytes) -> int:
    files: set[Path] = set()
    for found in LOADED.finditer(html.decode()):
        name = re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", urlsplit(found[1] or found[2]).path.removeprefix("/static/"))
        files_of(Path(finders.find(name)), files)
    assert len(files) > 2
    return len(gzip.compress(html)) + sum(len(gzip.compress(file.read_bytes())) for file in files)


def test_topic_list_and_topic_weigh_under_40_kb(forum, dee, cem, sign_in):
    client = sign_in(None, dee)
    for n in range(20):
        topic = asked(dee, forum, f"Question {n}: calls drop after {n} minutes").topic
    for n in range(10):
        answered(cem, topic, f"Answer {n}: see https://vendor.example/{n}\n\n```ini\n[trunk-{n}]\nmin-se = {n}\n```")
    pages = [client.get(url("forum", forum.slug, forum.pk)), client.get(url("topic", *place(topic)))]
    assert [len(pages[0].context["page"].topics), len(pages[1].context["page"])] == [20, 10]
    for page in pages:
        assert weight(page.content) < LIMIT
