"""What members write becomes HTML that does nothing but show it, quickly, whatever they write."""

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forums.markup import CLASSES, MAX_LENGTH, TAGS, RefusedError, render, render_stored

ALLOWED = {
    "a": {"href", "rel", "class"},
    "ol": {"start"},
    "span": {"class"},
    "pre": {"class"},
    "th": {"class"},
    "td": {"class"},
}

VECTORS = [
    "<script>alert(1)</script>",
    "`<script>alert(1)</script>`",
    "```<script>\n<script>alert(1)</script>\n```",
    "[x](javascript&colon;alert(1))",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](file:///etc/passwd)",
    "![x](javascript:alert(1))",
    "![x](https://tracker.example/pixel.png)",
    '![x" onerror="alert(1)](https://e.example)',
    '[x](https://e.example "title\\" onmouseover=alert(1)")',
    "<svg onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<style>*{display:none}</style>",
    '<p style="position:fixed;inset:0">x</p>',
    '<a id="csrfmiddlewaretoken" name="cookie">x</a>',
    '<form action="//e.example"><button>x</button></form>',
    '<img src=x onerror="alert(1)">',
    '<iframe srcdoc="<script>alert(1)</script>">',
    "<math><mtext></p><script>alert(1)</script>",
    '```"><script>alert(1)</script>\nx\n```',
    '```python" class="button button--danger\nx\n```',
    "<span class='notice notice--refused'>x</span>",
    "<!-- --!><script>alert(1)</script> -->",
    "<?php echo 1 ?>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "|<script>|x|\n|-|-|\n|`<b onclick=1>`|x|",
    'http://e.example/"onmouseover=alert(1)',
    "[a](<https://e.example/><script>)",
    "x\u202egnp.exe",
]

HOSTILE = {
    "400 nested quotes": ">" * 400 + " a",
    "400 spaced quotes": "> " * 400 + "a",
    "20 kB of backticks": "`" * 20_000,
    "backtick runs": "".join("`" * (n % 180) + " " for n in range(200)),
    "50,000 brackets": "[" * 50_000,
    "20,000 brackets": "[" * 19_999,
    "as many brackets as pass": ("[" * 290 + "\n\n") * 65,
    "50,000 emphases": "*a " * 6_000,
    "as many emphases as pass": ("*a " * 330 + "\n\n") * 19,
    "nested lists": "\n".join("  " * n + "- a" for n in range(140)),
    "nested lists on a line": "- " * 5_000,
    "a wide table": "|a" * 5_000 + "\n" + "|-" * 5_000 + "\n" + "|a\n" * 500,
    "a long table": "|a" * 30 + "\n" + "|-" * 30 + "\n" + "|a|b\n" * 1_900,
    "links": "http://a.b " * 1_800,
    "references": "\n".join(f"[a{n}]: b" for n in range(1_500)),
    "images": "![" * 9_000,
    "entities": "&" * 20_000,
    "tags": "<" * 20_000,
    "escapes": "\\" * 20_000,
    "mails": "a@b.co " * 2_800,
    "strikes": "~~a " * 5_000,
    "code to colour": "```yaml\n" + "a" * 5_900 + "\n```",
    "much code to colour": ("```json\n" + "[" * 1_000 + "\n```\n") * 19,
    "ten megabytes": "x" * 10_000_000,
    "a million lines": "\n" * 1_000_000,
}


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def assert_harmless(html: str) -> None:
    seen = Seen()
    seen.feed(html)
    for tag, attributes in seen.tags:
        assert tag in TAGS
        assert set(attributes) <= ALLOWED.get(tag, set())
        assert set((attributes.get("class") or "").split()) <= CLASSES.get(tag, set())
        href = attributes.get("href")
        if href is not None and ":" in href.split("/")[0]:
            assert href.startswith(("http:", "https:", "mailto:"))


@pytest.mark.parametrize("text", VECTORS)
def test_known_vectors_do_nothing(text):
    assert_harmless(render_stored(text))


@pytest.mark.parametrize("text", VECTORS)
def test_known_vectors_do_nothing_inside_other_things(text):
    for around in ("> {}", "- {}", "**{}**", "[{}](https://e.example)", "# {}", "| {} |\n|-|\n| {} |"):
        assert_harmless(render_stored(around.replace("{}", text)))


PIECES = st.sampled_from(
    [*VECTORS, "\n", "\n\n", "> ", "- ", "`", "```", "*", "**", "~~", "[", "](", ")", "|", "|-|", "<", "&", "\\", ":"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | st.text(max_size=20), max_size=15).map("".join))
def test_nothing_that_can_be_written_does_anything(text):
    assert_harmless(render_stored(text))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_answered_quickly(name):
    started = time.perf_counter()
    html = render_stored(HOSTILE[name][: MAX_LENGTH * 1000])
    assert time.perf_counter() - started < 2  # under 0.3 s alone; the machine may be busy
    assert_harmless(html)


@pytest.mark.parametrize("text", [HOSTILE["400 nested quotes"], HOSTILE["a long table"], HOSTILE["50,000 brackets"]])
def test_what_is_too_much_is_refused_with_a_sentence(text):
    with pytest.raises(RefusedError, match=r"^[A-Z].*\.$"):
        render(text)


def test_common_marks():
    html = render("# A\n\n**b** _c_ ~~d~~\n\n- e\n\n> f\n\n1. g\n\n`h`\n\n| i |\n|--:|\n| j |")
    for part in (
        "<h3>A</h3>",
        "<strong>b</strong>",
        "<em>c</em>",
        "<s>d</s>",
        "<li>e</li>",
        "<blockquote>",
        "<code>h</code>",
    ):
        assert part in html
    assert '<td class="align-right">j</td>' in html


def test_code_is_coloured_by_classes():
    html = render("```python\nprint(1)\n```")
    assert html.startswith('<pre class="highlight"><code><span class="nb">print</span>')


def test_many_brackets_in_a_log_are_fine():
    log = "\n".join(f"[2026-11-01 10:00:{n % 60:02}] <sip:{n}@pbx> [INFO] *{n}*" for n in range(300))
    assert "[INFO]" in render(f"```\n{log}\n```")


@pytest.mark.promise("P16")
def test_links_that_leave_say_so_and_carry_nothing(settings):
    settings.SITE_URL = "https://mug.example"
    html = render("[docs](https://vendor.example/a) [here](/forums/) [self](https://mug.example/x)")
    assert html == (
        '<p><a href="https://vendor.example/a" rel="nofollow noopener noreferrer ugc external" class="external">docs '
        '<span class="external-mark">↗ vendor.example</span></a> <a href="/forums/">here</a> '
        '<a href="https://mug.example/x">self</a></p>\n'
    )


@pytest.mark.promise("P16")
@pytest.mark.parametrize(
    "href",
    [
        "//e.example",
        "///e.example",
        "http:e.example",
        "https:/e.example",
        "http://mug.example@e.example/",
        "HTTP://E.example",
    ],
)
def test_no_link_leaves_unmarked(href, settings):
    settings.SITE_URL = "https://mug.example"
    assert 'class="external"' in render(f"[x]({href})")


@pytest.mark.promise("P16")
def test_pictures_of_other_sites_are_links_not_pictures():
    assert "<img" not in render("![x](https://tracker.example/pixel.png)")
