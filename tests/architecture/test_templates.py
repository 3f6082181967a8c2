"""No template of ours carries inline code or style, or marks text as safe."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [template for template in TEMPLATES if "emails" not in template.parts]
SCRIPTS = sorted((ROOT / "mug_site/static/js").glob("*.js"))
SHEETS = sorted((ROOT / "mug_site/static/css").glob("*.css"))

FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script without src": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "text marked as safe": re.compile(r"\|\s*safe\b|{%\s*autoescape off"),
    "a file from elsewhere": re.compile(r"<(script|link|img)\b[^>]*(src|href)=\"(https?:)?//", re.IGNORECASE),
}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what):
    assert [name(page) for page in PAGES if FORBIDDEN[what].search(page.read_text())] == []


def test_scripts_are_small():
    assert [name(script) for script in SCRIPTS if len(script.read_text().splitlines()) > 100] == []


def test_scripts_write_no_html():
    writes = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function")
    assert [name(script) for script in SCRIPTS if writes.search(script.read_text())] == []


def test_style_sheets_ask_nothing_from_elsewhere():
    elsewhere = re.compile(r"url\(\s*[\"']?(https?:|//|data:)")
    assert [name(sheet) for sheet in SHEETS if elsewhere.search(sheet.read_text())] == []


def test_every_style_sheet_is_part_of_the_site():
    site = (ROOT / "mug_site/static/css/site.css").read_text()
    assert [sheet.name for sheet in SHEETS if sheet.name != "site.css" and f'"{sheet.name}"' not in site] == []


def test_colours_are_named_in_the_tokens():
    """A component may mix light and dark for a state of its own; a colour that stands alone belongs to the tokens."""
    alone = re.compile(r"#[0-9a-f]{3,8}\b")
    sheets = {sheet.name: re.sub(r"light-dark\([^)]*\)", "", sheet.read_text()) for sheet in SHEETS}
    assert [sheet for sheet, text in sheets.items() if sheet != "tokens.css" and alone.search(text)] == []
