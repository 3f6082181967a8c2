"""The documentation says what the code does."""

import re

import pytest

from mug_site import docs
from mug_site.settings import BASE_DIR, env


def test_every_variable_that_settings_read_is_documented():
    table = (BASE_DIR / "docs/operations.md").read_text()
    assert [name for name in env.declared if f"| `{name}` |" not in table] == []


def test_every_variable_of_the_code_is_declared_in_settings():
    """A second place that reads the environment would escape strict parsing and the documentation."""
    readers = [
        path.relative_to(BASE_DIR).as_posix()
        for folder in ("mug_site", "members", "forums")
        for path in (BASE_DIR / folder).rglob("*.py")
        if re.search(r"environ\.get\(|environ\[[^]]*\](?!\s*=)|getenv\(", path.read_text())
    ]
    assert readers == []


def test_generated_pages_are_in_step():
    assert docs.out_of_step() == []


@pytest.mark.parametrize("page", sorted((BASE_DIR / "docs").rglob("*.md")), ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#:]+\.(?:md|png|svg))", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []
