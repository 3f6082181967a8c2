"""The notices that exist: each chapter registers its own, once, when Django starts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings


@dataclass(frozen=True)
class Notice:
    """A kind of message, with templates `emails/<name>.subject.txt`, `.txt` and, if wanted, `.html`.

    An essential notice always goes out, and its purpose only says what it is about. Any other names the purpose that it
    rests on, by a word that `describe_purpose` explains, and that a person can turn off (P02, P22). `inbox` says whether it also stands in the person's inbox on the site.
    """

    name: str
    essential: bool
    purpose: str = ""
    inbox: bool = True

    def __post_init__(self) -> None:
        if not self.essential and not self.purpose:
            raise ValueError(f"The notice {self.name} is not essential, so it names the purpose it rests on.")


_notices: dict[str, Notice] = {}
_purposes: dict[str, Any] = {}
_frames: list[Callable[[], dict[str, Any]]] = []


def register(notice: Notice) -> Notice:
    """Makes a notice known. The same one twice is fine, another one of the same name is not."""
    known = _notices.setdefault(notice.name, notice)
    if known != notice:
        raise ValueError(f"Two notices are called {notice.name}.")
    return notice


def find(name: str) -> Notice:
    try:
        return _notices[name]
    except KeyError:
        raise LookupError(f"No notice is called {name}. A chapter registers its notices when Django starts.") from None


def describe_purpose(purpose: str, label: Any) -> None:
    """Says in people's words what a purpose is, for the pages where it is turned off."""
    _purposes[purpose] = label


def label_of(purpose: str) -> Any:
    return _purposes.get(purpose, purpose)


def frame_with(source: Callable[[], dict[str, Any]]) -> None:
    """Adds what every e-mail's frame shows, such as the group's name as editors set it."""
    if source not in _frames:
        _frames.append(source)


def frame() -> dict[str, Any]:
    """What every e-mail's frame shows. Until somebody says better, the group's names are those of the settings."""
    shown: dict[str, Any] = {
        "site_url": settings.SITE_URL,
        "group": {
            "name": settings.GROUP_NAME,
            "short_name": settings.GROUP_SHORT_NAME,
            "vendor_name": settings.VENDOR_NAME,
        },
    }
    for source in _frames:
        shown.update(source())
    return shown
