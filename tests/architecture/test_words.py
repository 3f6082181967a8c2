"""House rules that no linter knows."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
CODE = [path for folder in ("mug_site", "members", "forums") for path in (ROOT / folder).rglob("*.py")]
OURS = [path for path in CODE if "migrations" not in path.parts]
TEMPLATES = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")]


def place(path: Path, text: str, position: int) -> str:
    return f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, position) + 1}"


def places(pattern: str, paths: list[Path]) -> list[str]:
    """Where `pattern` stands, as file:line."""
    found = []
    for path in paths:
        text = path.read_text()
        found += [place(path, text, match.start()) for match in re.finditer(pattern, text)]
    return found


def test_no_text_is_declared_safe():
    assert places(r"mark_safe|SafeString\(", OURS) == []
    assert places(r"\|\s*safe\b|autoescape off", TEMPLATES) == []


def test_templates_hold_no_inline_script_style_or_handler():
    pages = [path for path in TEMPLATES if "emails" not in path.parts]
    assert places(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", pages) == []


def test_the_group_and_the_vendor_are_named_only_in_settings_and_the_demo():
    paths = [path for path in [*OURS, *TEMPLATES] if "demo" not in path.parts and path.name != "settings.py"]
    assert places(r"Mitel|\bMUG\b", paths) == []


def test_no_module_is_called_after_nothing():
    vague = re.compile(r"^(utils?|helpers?|managers?|misc|common|core|tools)\.py$")
    assert [path.relative_to(ROOT).as_posix() for path in OURS if vague.match(path.name)] == []


def test_every_module_opens_with_its_purpose():
    silent = [path for path in OURS if (text := path.read_text()).strip() and not text.startswith(('"""', "#!"))]
    assert [path.relative_to(ROOT).as_posix() for path in silent] == []


def test_promises_named_by_tests_exist(request: pytest.FixtureRequest):
    named = {mark.args[0] for item in request.session.items for mark in item.iter_markers("promise")}
    assert sorted(named - {f"P{number:02}" for number in range(1, 30)}) == []
