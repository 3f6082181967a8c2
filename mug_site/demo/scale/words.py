"""Text that reads like the forums': sentences in the demo's own words, and details that make each post findable."""

import re
from bisect import bisect
from collections import defaultdict
from itertools import accumulate
from random import Random
from typing import Any

from forums import markup
from mug_site.demo import content

SENTENCES = 40_000
LONGEST_SENTENCE = 24
CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
PLAIN = re.compile(r"[A-ZÄÖÜÅØÉ](?:[\w ,;'’%–…?!()/-]|\.(?= )|\.(?=\d)|:(?= ))+[.?!]")
"""A sentence in which no character means anything to Markdown, so that its HTML is the sentence itself."""
SLOT = re.compile(r"\{(\w+)\}")


class Language:
    """Writes subjects and posts. The same seed writes the same ones."""

    def __init__(self, seed: str) -> None:
        self.random = Random(seed)  # noqa: S311 - texts, not secrets
        self.vocabulary = content.vocabulary()
        self.products = _Ranked(self.vocabulary["products"], self.random)
        self.symptoms = _Ranked(self.vocabulary["symptoms"], self.random)
        self.circumstances = _Ranked(self.vocabulary["circumstances"], self.random)
        self.slots = {
            "p": self.products.pick,
            "n": lambda: str(int(10 ** (1 + 3 * self.random.random()))),
            "v": self.version,
            "h": lambda: f"{self.random.getrandbits(16):04x}",
            "ip": lambda: (
                f"{self._choice(('192.0.2', '198.51.100', '203.0.113'))}.{1 + int(254 * self.random.random())}"
            ),
        }
        self.sentences = self._sentences()
        self.trace_frame = markup.render("```\n{}\n```")
        lengths = (max(1, round(self.random.lognormvariate(1.5, 0.8))) for _ in range(4096))
        self.lengths = [min(length, 40) for length in lengths]

    def _choice(self, options: Any) -> Any:
        return options[int(self.random.random() * len(options))]

    def version(self) -> str:
        part = self.random.random
        return f"{7 + int(part() ** 0.5 * 4)}.{int(part() * 4)}.{int(part() ** 2 * 4)}.{int(part() * 120)}"

    def _sentences(self) -> list[str]:
        """New sentences, each word after those that it follows somewhere in the demo: rare words stay rare."""
        after_two: dict[tuple[str, str], list[str]] = defaultdict(list)
        after_one: dict[str, list[str]] = defaultdict(list)
        for sentence in written_sentences():
            words = ["", "", *sentence.split(), ""]
            for before, word, following in zip(words, words[1:], words[2:], strict=False):
                after_two[before, word].append(following)
                after_one[word].append(following)
        return [self._sentence(after_two, after_one) for _ in range(SENTENCES)]

    def _sentence(self, after_two: dict[tuple[str, str], list[str]], after_one: dict[str, list[str]]) -> str:
        words = ["", ""]
        while len(words) < LONGEST_SENTENCE:
            leap = self.random.random() < 0.15
            word = self._choice(after_one[words[-1]] if leap else after_two[words[-2], words[-1]])
            if not word:
                break
            words.append(word)
        return " ".join(words[2:]).rstrip(".,;:!?–") + "."

    def _filled(self, template: str) -> str:
        return SLOT.sub(lambda slot: self.slots[slot[1]](), template)

    def subject(self) -> str:
        where = self.products.pick() if self.random.random() < 0.6 else f"{self.products.pick()} {self.version()}"
        return f"{where}: {self.symptoms.pick()} {self.circumstances.pick()}"

    def post(self) -> tuple[str, str]:
        """A post's text, and exactly the HTML that the forums' renderer makes of it."""
        choose, sentences = self.random.random, self.sentences
        count = len(sentences)
        body = [sentences[int(choose() * count)] for _ in range(self._choice(self.lengths))]
        body.insert(int(choose() * len(body)) + 1, self._filled(self._choice(self.vocabulary["details"])))
        paragraphs = [" ".join(body[start : start + 5]) for start in range(0, len(body), 5)]
        text, html = "\n\n".join(paragraphs), "".join([f"<p>{paragraph}</p>\n" for paragraph in paragraphs])
        if choose() < 0.12:
            trace = self._filled(self._choice(self.vocabulary["traces"]))
            text += f"\n\n```\n{trace}\n```"
            html += self.trace_frame.format(trace.replace(">", "&gt;"))
        return text, html


class _Ranked:
    """Picks the word of rank r about 1/r as often as the first one (Zipf)."""

    def __init__(self, words: list[str], random: Random) -> None:
        self.words, self.random = words, random
        self.weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))

    def pick(self) -> str:
        return self.words[bisect(self.weights, self.random.random() * self.weights[-1])]


def written_sentences() -> list[str]:
    """The sentences of the demo's questions and answers that hold no Markdown."""
    found = []
    for forum in content.forums():
        for topic in forum.topics:
            for contribution in (topic.question, *topic.answers):
                for paragraph in CODE.sub("", contribution.text).split("\n\n"):
                    for sentence in re.split(r"(?<=[.?!:]) ", paragraph.replace("\n", " ")):
                        if PLAIN.fullmatch(sentence.strip()) and "_" not in sentence:
                            found.append(sentence.strip())
    return found
