"""Static files under names that change with their content, compressed, and one request for each of CSS and JavaScript.

The sources stay one file a component: `site.css` and `site.js` only import. Joining them when static files are
collected is all the building there is.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(r'^(?:@import|import) "(?:\./)?([\w.]+)";$', re.MULTILINE)
COMMENT = {"css": re.compile(r"/\*.*?\*/", re.DOTALL), "js": re.compile(r"^ *//.*$", re.MULTILINE)}
INDENT_OR_EMPTY_LINE = re.compile(r"^\s+", re.MULTILINE)


def joined(name: str, read: Callable[[str], str]) -> str:
    """The file with what it imports in place; each script keeps a scope of its own. Comments stay at home."""
    folder, kind = name.rsplit("/", 1)[0], name.rsplit(".", 1)[1]

    def content(found: re.Match[str]) -> str:
        text = COMMENT[kind].sub("", read(f"{folder}/{found[1]}"))
        return f"{{\n{text}}}" if kind == "js" else text

    return INDENT_OR_EMPTY_LINE.sub("", IMPORT.sub(content, read(name)))


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    joined_names = ("css/site.css", "js/site.js")

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        def read(name: str) -> str:
            source, path = paths[name]
            with source.open(path) as file:
                return str(file.read().decode())

        for name in () if dry_run else self.joined_names:
            content = ContentFile(joined(name, read).encode())
            self.delete(name)
            paths[name] = (self, self._save(name, content))
        yield from super().post_process(paths, dry_run, **options)

    def compress_files(self, paths: set[str]) -> Iterator[tuple[str, str]]:
        """Compresses what pages link to. The same file under its bare name is served too, but nobody asks for it."""
        yield from super().compress_files(paths & set(self.hashed_files.values()))
