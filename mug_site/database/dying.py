"""Makes a child process end when its parent does, even by kill -9."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def die_with_parent(how: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """For subprocess's `preexec_fn`: the kernel sends the child `how` when this process is gone. Linux only."""
    if sys.platform != "linux":
        return lambda: None
    set_option, parent = ctypes.CDLL(None).prctl, os.getpid()

    def ask_the_kernel() -> None:
        set_option(PR_SET_PDEATHSIG, how)
        if os.getpid() != parent and os.getppid() != parent:  # it died in between
            os.kill(os.getpid(), how)

    return ask_the_kernel
