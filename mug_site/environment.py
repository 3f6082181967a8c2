"""Reads the process environment strictly: each variable is declared once, with its kind, default and meaning."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured

REQUIRED = object()
"""Default of a variable without which the site refuses to start."""


@dataclass(frozen=True)
class Variable:
    name: str
    meaning: str
    takes: str
    default: str


def text(value: str) -> str:
    return value


text.takes = "any text"  # type: ignore[attr-defined]


def boolean(value: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    return words[value.lower()]


boolean.takes = "yes or no"  # type: ignore[attr-defined]


def integer(value: str) -> int:
    return int(value)


integer.takes = "a whole number"  # type: ignore[attr-defined]


def words(value: str) -> list[str]:
    return [word.strip() for word in value.split(",") if word.strip()]


words.takes = "a list separated by commas"  # type: ignore[attr-defined]


def one_of(*choices: str) -> Callable[[str], str]:
    def choice(value: str) -> str:
        if value not in choices:
            raise ValueError(value)
        return value

    choice.takes = "one of " + ", ".join(choices)  # type: ignore[attr-defined]
    return choice


class Environment:
    """Answers what settings ask for and remembers every declaration, so that the documentation can be generated."""

    def __init__(self, source: Mapping[str, str] | None = None) -> None:
        self.source = os.environ if source is None else source
        self.declared: dict[str, Variable] = {}

    def __call__(self, name: str, kind: Callable[[str], Any] = text, *, default: Any, meaning: str) -> Any:
        """The value of `name` read as `kind`; an unset or empty variable takes `default`.

        Raises ImproperlyConfigured naming the variable, what it got and what it takes.
        """
        takes = kind.takes  # type: ignore[attr-defined]
        shown = "required" if default is REQUIRED else self._show(default)
        self.declared[name] = Variable(name, meaning, takes, shown)
        value = self.source.get(name, "").strip()
        if not value:
            if default is REQUIRED:
                raise ImproperlyConfigured(f"{name} is not set. It takes {takes}: {meaning}")
            return default
        try:
            return kind(value)
        except (ValueError, KeyError) as refused:
            raise ImproperlyConfigured(f"{name} is {value!r}, but it takes {takes}: {meaning}") from refused

    @staticmethod
    def _show(default: Any) -> str:
        if isinstance(default, bool):
            return "yes" if default else "no"
        if isinstance(default, list):
            return ", ".join(default)
        return "" if default is None else str(default)
