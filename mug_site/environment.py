"""Reads the process environment strictly: each variable is declared once, with its kind, default and meaning."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

REQUIRED = object()
"""Default of a variable without which the site refuses to start."""


@dataclass(frozen=True)
class Variable:
    name: str
    meaning: str
    takes: str
    default: str


class Kind(Protocol):
    """Reads a variable's text, and raises ValueError where it is no such thing. `takes` says in words what it accepts."""

    takes: str

    def __call__(self, value: str, /) -> Any: ...


def takes(words: str) -> Callable[[Callable[[str], Any]], Kind]:
    def say(read: Callable[[str], Any]) -> Kind:
        kind = cast("Kind", read)
        kind.takes = words
        return kind

    return say


@takes("any text")
def text(value: str) -> str:
    return value


@takes("yes or no")
def boolean(value: str) -> bool:
    if value.lower() in ("yes", "true", "on", "1"):
        return True
    if value.lower() in ("no", "false", "off", "0"):
        return False
    raise ValueError(value)


@takes("a whole number from 0 to 9")
def digit(value: str) -> int:
    if not (len(value) == 1 and value.isascii() and value.isdigit()):
        raise ValueError(value)
    return int(value)


@takes("a whole number from 1 to 65535")
def port(value: str) -> int:
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 65535):
        raise ValueError(value)
    return int(value)


@takes("a whole number of at least 1")
def count(value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value) >= 1):
        raise ValueError(value)
    return int(value)


@takes("a list separated by commas")
def words(value: str) -> list[str]:
    return [word.strip() for word in value.split(",") if word.strip()]


@takes("an address such as https://members.example.org, without a path")
def site_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError(value)
    return value.rstrip("/")


@takes("an address such as postgres://role:password@host:5432/name")
def postgres_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise ValueError(value)
    return value


@takes("smtp://user:password@host:587 (STARTTLS), smtps://… (TLS) or smtp+plain://… (no TLS: a relay on this machine)")
def mail_url(value: str) -> str:
    parts = urlsplit(value)
    if (
        parts.scheme not in ("smtp", "smtps", "smtp+plain")
        or not parts.hostname
        or parts.path.strip("/")
        or parts.query
    ):
        raise ValueError(value)
    if parts.port == 0:  # a port that is no number raises by itself
        raise ValueError(value)
    return value


@takes("NAME=value pairs separated by commas")
def pairs(value: str) -> dict[str, str]:
    parted = [word.partition("=") for word in words(value)]
    if not all(name.strip() and value.strip() for name, _, value in parted):
        raise ValueError("not NAME=value")
    return {name.strip(): value.strip() for name, _, value in parted}


@takes("at least 40 random characters")
def signing_key(value: str) -> str:
    if len(value) < 40 or len(set(value)) < 10:
        raise ValueError("too short")
    return value


@takes("Fernet keys (32 random bytes in URL-safe base64), separated by commas")
def fernet_keys(value: str) -> list[str]:
    keys = words(value)
    for key in keys:
        Fernet(key)
    return keys


def one_of(*choices: str) -> Kind:
    @takes("one of " + ", ".join(choices))
    def choice(value: str) -> str:
        if value not in choices:
            raise ValueError(value)
        return value

    return choice


SECRET_KINDS = (signing_key, fernet_keys, postgres_url, mail_url, pairs)
"""Kinds whose wrong values are not repeated in an error message: they may be almost right."""


class Environment:
    """Answers what settings ask for and remembers every declaration, so that the documentation can be generated."""

    def __init__(self, source: Mapping[str, str] | None = None) -> None:
        self.source = os.environ if source is None else source
        self.declared: dict[str, Variable] = {}

    def __call__(self, name: str, kind: Kind = text, *, default: Any, meaning: str, shown: str | None = None) -> Any:
        """The value of `name` read as `kind`; an unset or empty variable takes `default`.

        `shown` is the default in words, for the documentation, where the value itself depends on the machine or mode.
        Raises ImproperlyConfigured naming the variable, what it got and what it takes.
        """
        self.declared[name] = Variable(name, meaning, kind.takes, self._show(default) if shown is None else shown)
        value = self.source.get(name, "").strip()
        if not value:
            if default is REQUIRED:
                raise ImproperlyConfigured(f"{name} is not set. It takes {kind.takes}: {meaning}")
            return default
        try:
            return kind(value)
        except ValueError as refused:
            got = "a value that cannot be read" if kind in SECRET_KINDS else repr(value)
            raise ImproperlyConfigured(f"{name} is {got}, but it takes {kind.takes}: {meaning}") from refused

    @staticmethod
    def _show(default: Any) -> str:
        if default is REQUIRED:
            return "required"
        if isinstance(default, bool):
            return "yes" if default else "no"
        if isinstance(default, list):
            return ", ".join(default)
        return "" if default is None else str(default)
