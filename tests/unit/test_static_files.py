"""What a first visit loads: one style sheet and one script, joined from their parts, and light."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage as PlainStorage

from mug_site.design.storage import StaticFilesStorage, joined

FIRST_VISIT = ("css/site.css", "js/site.js", "js/theme.js")
BUDGET = 12_000
"""Compressed bytes of CSS and JavaScript, of the 40 KB that a page may weigh with its HTML."""


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> Path:
    """Our own static files, collected as for production."""
    root = tmp_path_factory.mktemp("static")
    storage = StaticFilesStorage(location=str(root), base_url="/static/")
    source = PlainStorage(location=str(settings.STATICFILES_DIRS[0]), base_url="/static/")
    names = [
        path.relative_to(source.location).as_posix() for path in Path(source.location).rglob("*") if path.is_file()
    ]
    for name in names:
        with source.open(name) as file:
            storage.save(name, file)
    list(storage.post_process({name: (source, name) for name in names}))
    return root


def compressed(root: Path, name: str) -> int:
    stem, suffix = name.rsplit(".", 1)
    (found,) = root.glob(f"{stem}.*.{suffix}.br")
    return found.stat().st_size


def test_first_visit_stays_within_its_weight(collected):
    assert sum(compressed(collected, name) for name in FIRST_VISIT) <= BUDGET


def test_joined_files_import_nothing(collected):
    for name in FIRST_VISIT:
        assert not re.search(r"^\s*(@import|import)\b", (collected / name).read_text(), re.MULTILINE)


def test_joined_style_sheet_holds_every_part_and_points_at_hashed_fonts(collected):
    sheet = next(collected.glob("css/site.*.css")).read_text()
    assert {".button", ".field", ".notice", ".visibility", ".receipt", "@media print"} - {
        part for part in (".button", ".field", ".notice", ".visibility", ".receipt", "@media print") if part in sheet
    } == set()
    fonts = re.findall(r'url\("\.\./(vendor/[^"]+)"\)', sheet)
    assert len(fonts) == 2
    assert all((collected / font).exists() for font in fonts)


def test_fonts_stay_within_their_weight():
    fonts = Path(finders.find("vendor/source-sans-3")).glob("*.woff2")
    assert sum(font.stat().st_size for font in fonts) <= 60_000


def test_each_script_keeps_a_scope_of_its_own():
    files = {
        "js/site.js": 'import "./a.js";\nimport "./b.js";\n',
        "js/a.js": "const x = 1;\n",
        "js/b.js": "const x = 2;\n",
    }
    assert joined("js/site.js", files.__getitem__) == "{\nconst x = 1;\n}\n{\nconst x = 2;\n}\n"
