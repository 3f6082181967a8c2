"""Gathers what the chapters declare in their jobs.py: what runs by itself and what is tried again."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from members.jobs import Every, Retry


@cache
def schedule() -> tuple[Every, ...]:
    """Every schedule of the site. A task stands in one schedule at most."""
    gathered = tuple(_gather("SCHEDULE"))
    names = [every.name for every in gathered]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"Scheduled twice: {', '.join(sorted(twice))}.")
    return gathered


@cache
def retries() -> dict[str, Retry]:
    """How a task is tried again, by its path."""
    return {retry.name: retry for retry in _gather("RETRIES")}


def _gather(name: str) -> list[Any]:
    return [declared for module in _job_modules() for declared in getattr(module, name, [])]


def _job_modules() -> list[Any]:
    """`members.<chapter>.jobs`, `forums.jobs` and the site's own, as far as they exist."""
    chapters = [f"members.{found.name}" for found in iter_modules(import_module("members").__path__) if found.ispkg]
    homes = [*chapters, "forums", "mug_site.jobs"]
    return [
        import_module(f"{home}.jobs")
        for home in homes
        if any(found.name == "jobs" for found in iter_modules(import_module(home).__path__))
    ]
