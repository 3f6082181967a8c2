"""Turns what members write (CommonMark) into HTML that is safe to show and quick to make."""

import re
from collections.abc import Sequence
from html import escape
from urllib.parse import urlsplit

import nh3
from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES

RENDERER_VERSION = 1
"""Raise it when the same text would come out differently; then run `manage.py rerender_posts`."""

MAX_LENGTH = 20_000
MAX_LINES = 2_000
MAX_NESTING = 20
MAX_COLUMNS = 30
MAX_CELLS = 3_000
MAX_LINKS = 100
MAX_HIGHLIGHTED = 6_000
MAX_MARKS_IN_PARAGRAPH = {
    "[": 300,
    "]": 300,
    "*": 1_000,
    "_": 1_000,
    "~": 400,
    "`": 400,
    "<": 400,
    "!": 2_000,
    "&": 2_000,
}
"""How often a character that opens something may stand in one paragraph: pairing them takes more than linear time."""

LANGUAGES = {
    "bash", "console", "diff", "http", "ini", "javascript", "js", "json", "powershell", "ps1", "py", "python", "sh",
    "sql", "text", "xml", "yaml", "yml",
}  # fmt: skip
TAGS = {
    "p", "br", "hr", "h3", "h4", "strong", "em", "s", "blockquote", "ul", "ol", "li",
    "pre", "code", "span", "a", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
CLASSES = {
    "span": {*filter(None, STANDARD_TYPES.values()), "external-mark"},
    "a": {"external"},
    "pre": {"highlight"},
    "th": {"align-left", "align-center", "align-right"},
    "td": {"align-left", "align-center", "align-right"},
}
REL = "nofollow noopener noreferrer ugc external"
SCHEMES = {"http", "https", "mailto"}
SCHEME = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):")
WITHIN_SITE = re.compile(r"/(?![/\\])|[#?]|[^:/\\]+(?![^/?#]*:)")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
TABLE_RULE = re.compile(r"^[ \t>]*[|:\- \t]*\|[|:\- \t]*$", re.MULTILINE)


class RefusedError(ValueError):
    """The text cannot be shown; the message says why, to the person who wrote it."""


def render(text: str) -> str:
    """Safe HTML for `text`. Raises `RefusedError` with a sentence where the text is too much to render."""
    _check_size(text)
    return _cleaner.clean(_parser.render(text))


def render_stored(text: str) -> str:
    """What machina's field calls at every save: it must never fail, so what cannot be rendered is shown as it is."""
    try:
        return render(text)
    except RefusedError:
        return f"<pre>{escape(CONTROL.sub('', text))}</pre>"


def _check_size(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise RefusedError(
            _("This text has %(length)s characters; at most %(limit)s can be posted. Attach long logs as a file.")
            % {
                "length": number_format(len(text), force_grouping=True),
                "limit": number_format(MAX_LENGTH, force_grouping=True),
            }
        )
    if text.count("\n") > MAX_LINES:
        raise RefusedError(
            _("This text has more than %(limit)s lines. Attach long logs as a file.") % {"limit": MAX_LINES}
        )
    if CONTROL.search(text):
        raise RefusedError(
            _("This text contains invisible control characters. Remove them, or attach the text as a file.")
        )
    columns = max((rule.count("|") for rule in TABLE_RULE.findall(text)), default=0)
    if columns > MAX_COLUMNS + 1:
        raise RefusedError(_("A table may have at most %(limit)s columns.") % {"limit": MAX_COLUMNS})
    if columns * text.count("\n") > MAX_CELLS * 5:  # as many as there could be, before any is made
        raise RefusedError(_too_many_cells())


def _too_many_cells() -> str:
    return _("The tables have more than %(limit)s cells. Attach them as a file.") % {"limit": MAX_CELLS}


def _check_blocks(state: StateCore) -> None:
    """Runs after paragraphs are known and before anything inside them is paired."""
    if sum(token.type == "td_open" for token in state.tokens) > MAX_CELLS:
        raise RefusedError(
            _("The tables have more than %(limit)s cells. Attach them as a file.") % {"limit": MAX_CELLS}
        )
    for token in state.tokens:
        if token.level >= MAX_NESTING:
            raise RefusedError(_("Lists or quotes are nested too deeply. At most %(limit)s levels.") % {"limit": 9})
        if token.type == "inline":
            for mark, limit in MAX_MARKS_IN_PARAGRAPH.items():
                if token.content.count(mark) > limit:
                    raise RefusedError(
                        _("One paragraph has more than %(limit)s “%(mark)s”. Put code and logs between lines of ```.")
                        % {"limit": limit, "mark": mark}
                    )


def _mark_outbound_links(state: StateCore) -> None:
    """A link that leaves the site says so, and where to (P16)."""
    if sum(child.type == "link_open" for token in state.tokens for child in token.children or []) > MAX_LINKS:
        raise RefusedError(_("This text has more than %(limit)s links.") % {"limit": MAX_LINKS})
    for token in state.tokens:
        for position, link in reversed(list(enumerate(token.children or []))):
            if link.type == "link_open" and (host := _foreign_host(str(link.attrs.get("href", "")))):
                link.attrs.update({"rel": REL, "class": "external"})
                _append_mark(token.children or [], position, host)


def _may_link(url: str) -> bool:
    scheme = SCHEME.match(url)
    return scheme is None or scheme[1].lower() in SCHEMES


def _foreign_host(href: str) -> str:
    """The host that `href` leads to, as a browser would read it; empty where it stays on this site."""
    if href.startswith("mailto:") or WITHIN_SITE.match(href):
        return ""
    try:
        parts = urlsplit(href)
    except ValueError:
        return "?"
    return "" if parts.netloc and parts.netloc == urlsplit(settings.SITE_URL).netloc else parts.hostname or "?"


def _lower_headings(state: StateCore) -> None:
    """The page owns the first two levels of headings."""
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "h3" if token.tag in {"h1", "h2"} else "h4"


def _append_mark(children: list[Token], position: int, host: str) -> None:
    end = next(i for i in range(position, len(children)) if children[i].type == "link_close")
    shown = "".join(child.content for child in children[position:end])
    mark = Token("external_mark", "span", 0, content="↗" if host in shown else f"↗ {host}")
    children.insert(end, mark)


def _external_mark(
    renderer: RendererHTML, tokens: Sequence[Token], position: int, options: object, env: EnvType
) -> str:
    return f' <span class="external-mark">{escape(tokens[position].content)}</span>'


def _fence(renderer: RendererHTML, tokens: Sequence[Token], position: int, options: object, env: EnvType) -> str:
    """Code, coloured by classes where its language is known and the post's budget for that is not spent."""
    token = tokens[position]
    words = token.info.split()
    language = words[0].lower() if words else ""
    spent = env["highlighted"] = env.get("highlighted", 0) + len(token.content)
    if language in LANGUAGES and spent <= MAX_HIGHLIGHTED:
        code = highlight(token.content, get_lexer_by_name(language), HtmlFormatter(nowrap=True))
    else:
        code = escape(token.content)
    return f'<pre class="highlight"><code>{code}</code></pre>\n'


def _cell(renderer: RendererHTML, tokens: Sequence[Token], position: int, options: object, env: EnvType) -> str:
    """A table's cell: its alignment as a class, because no style attribute passes."""
    token = tokens[position]
    align = str(token.attrs.get("style", "")).removeprefix("text-align:")
    return f'<{token.tag} class="align-{align}">' if align else f"<{token.tag}>"


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "maxNesting": MAX_NESTING + 1, "breaks": True})
    parser.validateLink = _may_link
    parser.enable(["table", "strikethrough", "linkify"])
    parser.disable(["image", "html_block", "html_inline"])
    parser.core.ruler.after("block", "check_blocks", _check_blocks)
    parser.core.ruler.push("lower_headings", _lower_headings)
    parser.core.ruler.push("mark_outbound_links", _mark_outbound_links)
    for name, rule in {"external_mark": _external_mark, "fence": _fence, "th_open": _cell, "td_open": _cell}.items():
        parser.add_render_rule(name, rule)
    parser.add_render_rule("code_block", _fence)
    return parser


_parser = _make_parser()
_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes={"*": set(), "a": {"href", "rel"}, "ol": {"start"}},
    allowed_classes=CLASSES,
    url_schemes=SCHEMES,
    link_rel=None,
    strip_comments=True,
)
