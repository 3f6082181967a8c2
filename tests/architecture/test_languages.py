"""Every text of the site exists in German, and what is served is what was translated."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from babel.messages import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
GERMAN = ROOT / "mug_site/locale/de/LC_MESSAGES"
RENEW = "docs/index.md says how to renew the translations."

CODE = [path for folder in ("mug_site", "members", "forums") for path in sorted((ROOT / folder).rglob("*.py"))]
TEMPLATES = [*sorted((ROOT / "templates").rglob("*.html")), *sorted((ROOT / "templates").rglob("*.txt"))]

GETTEXT = re.compile(r"_|n?p?gettext(_lazy|_noop)?")
CALL_IN_TEMPLATE = re.compile(r"\b(?:np?|p)?gettext\((?=u)|\b_\((?=[\"'])")
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|\{\w*\}|</?\w+[^>]*>")


class Text(NamedTuple):
    """A text that the code or a template asks for, and where."""

    context: str
    singular: str
    place: str


def entries(catalog: Catalog) -> dict[tuple[str, str], tuple[str, ...]]:
    """The translations of a catalogue, by context and (singular) text, as the program finds them."""
    found = {}
    for message in catalog:
        if message.id:
            context = message.context or ""
            context = context.decode() if isinstance(context, bytes) else context
            found[context, _strings(message.id)[0]] = _strings(message.string)
    return found


def _strings(text: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def asked_by(call: ast.expr, place: str) -> Iterator[Text]:
    """The text of one call of gettext; none where it is not written out there."""
    if not isinstance(call, ast.Call):
        return
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    texts = [given.value for given in call.args if isinstance(given, ast.Constant) and isinstance(given.value, str)]
    if GETTEXT.fullmatch(name) and texts:
        has_context = "pgettext" in name
        yield Text(texts[0] if has_context else "", texts[1] if has_context else texts[0], place)


def asked_in_code(path: Path) -> Iterator[Text]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield from asked_by(node, f"{path.relative_to(ROOT)}:{node.lineno}")


def asked_in_template(path: Path) -> Iterator[Text]:
    """As Django's own `makemessages` reads a template: it turns each tag into a call of gettext."""
    calls = templatize(path.read_text(), origin=str(path))
    for match in CALL_IN_TEMPLATE.finditer(calls):
        line = calls.count("\n", 0, match.start()) + 1
        yield from asked_by(_call_at(calls, match.start()), f"{path.relative_to(ROOT)}:{line}")


def _call_at(text: str, start: int) -> ast.expr:
    """The call that begins here: as far as the first bracket after which it is whole."""
    end = start
    while (end := text.find(")", end) + 1) > 0:
        try:
            return ast.parse(text[start:end], mode="eval").body
        except SyntaxError:
            continue
    raise AssertionError(f"No call of gettext: {text[start : start + 80]}")


@pytest.fixture(scope="module")
def german() -> Catalog:
    with (GERMAN / "django.po").open("rb") as source:
        return read_po(source, locale="de", abort_invalid=True)


def test_every_text_of_the_code_and_the_templates_is_in_the_german_catalogue(german):
    known = entries(german)
    asked = [text for path in CODE for text in asked_in_code(path)]
    asked += [text for path in TEMPLATES for text in asked_in_template(path)]
    assert len(asked) > 800  # the search itself works
    missing = [f"{text.place} has no German text for {text.singular!r}." for text in asked if text[:2] not in known]
    assert not missing, "\n".join([*missing, RENEW])


def test_every_entry_is_translated_and_reviewed(german):
    texts = [message for message in german if message.id]
    unfinished = [_strings(text.id)[0] for text in texts if text.fuzzy or not all(_strings(text.string))]
    assert unfinished == [], RENEW


def test_translations_keep_placeholders_and_markup(german):
    def parts(text: str | list[str] | tuple[str, ...]) -> list[list[str]]:
        return [sorted(PLACEHOLDER.findall(form)) for form in _strings(text)]

    texts = [message for message in german if message.id]
    assert [_strings(text.id)[0] for text in texts if parts(text.id) != parts(text.string)] == []


def test_the_compiled_catalogue_is_in_step_with_its_source(german):
    with (GERMAN / "django.mo").open("rb") as compiled:
        served = entries(read_mo(compiled))
    written = entries(german)
    differing = [text for text in written | served if served.get(text) != written.get(text)]
    assert differing == [], f"django.mo is older than django.po. {RENEW}"


def test_german_texts_use_german_quotation_marks(german):
    texts = [re.sub(r"<[^>]*>", "", form) for message in german if message.id for form in _strings(message.string)]
    assert [text for text in texts if re.search(r"”|“(?=\w)|\"", text)] == []


@pytest.mark.parametrize(
    ("template", "texts"),
    [
        ('{% translate "One" as title %}', ["One"]),
        ('\n{{ at|date:_("j F") }}', ["j F"]),
        (
            "{% blocktranslate count n=n %}{{ n }} (one){% plural %}{{ n }} (more){% endblocktranslate %}",
            ["%(n)s (one)"],
        ),
        ('{% blocktranslate with when=at|date:_("j F") %}On {{ when }}{% endblocktranslate %}', ["j F", "On %(when)s"]),
    ],
)
def test_the_search_finds_every_kind_of_tag(template, texts, tmp_path, monkeypatch):
    monkeypatch.setattr("tests.architecture.test_languages.ROOT", tmp_path)
    (tmp_path / "page.html").write_text(template)
    assert [text.singular for text in asked_in_template(tmp_path / "page.html")] == texts
