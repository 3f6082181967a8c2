"""A person who has no mouse: everything is reached with Tab and done with the keys."""

from pathlib import Path

from playwright.sync_api import Page

MOST_STOPS = 120
"""Tab stops after which a thing counts as out of reach."""

FOCUSED = """() => {
    const it = document.activeElement;
    if (!it || it === document.body) return "";
    const labels = [...(it.labels || [])].map(label => label.innerText);
    const name = it.getAttribute("aria-label") || labels.join(" ") || it.innerText || it.value || "";
    return name.replace(/\\s+/g, " ").trim();
}"""


class Keyboard:
    """Walks a page by its tab stops and presses keys; never clicks."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, name: str) -> None:
        """Tabs to the next stop whose name begins with `name`. Fails where none does."""
        met = []
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            met.append(self.page.evaluate(FOCUSED))
            if met[-1].startswith(name):
                return
        raise AssertionError(f"No tab stop named {name!r} on {self.page.url}, but: {[stop[:40] for stop in met]}")

    def fill(self, name: str, text: str) -> None:
        self.to(name)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def follow(self, name: str) -> None:
        """Presses Enter on a link or button and waits for the page it leads to."""
        self.to(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def open(self, name: str) -> None:
        """Presses Enter on what opens something on this page: the menu, a disclosure."""
        self.to(name)
        self.page.keyboard.press("Enter")

    def attach(self, name: str, file: Path) -> None:
        """Tabs to a file field and chooses a file in the dialogue that the browser would open."""
        self.to(name)
        self.page.get_by_label(name).set_input_files(file)
