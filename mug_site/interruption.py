"""Hears the wish to stop where the program pauses: an exception out of a signal handler can get lost on its way."""

import signal
import time
from types import FrameType

STEP = 0.05

_heard: list[int] = []


class Interrupted(Exception):  # noqa: N818 - what happened, not what kind of class it is
    """Somebody wishes the site to stop."""


def listen() -> None:
    """From now on Ctrl-C, `kill` and a closed terminal are wishes that `pause` hears."""
    for wish in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wish, _hear)


def _hear(signal_number: int, frame: FrameType | None) -> None:
    _heard.append(signal_number)


def pause(seconds: float = STEP) -> None:
    """Waits so long, and raises Interrupted as soon as it hears of a wish to stop."""
    deadline = time.monotonic() + seconds
    while True:
        if _heard:
            raise Interrupted
        left = deadline - time.monotonic()
        if left <= 0:
            return
        time.sleep(min(left, STEP))
