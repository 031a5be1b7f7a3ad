"""What our child processes owe their parent: to end when it does, however it ended."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
#: New objects before the collector looks for cycles: the usual 700 are made by every page, and hold hardly any.
_COLLECT_AFTER = 50_000


def end_with_parent(number: signal.Signals, parent: int | None = None) -> None:
    """Have the kernel send this process ``number`` when its parent is gone, even killed outright.

    The kernel says nothing of a parent that is gone already: with ``parent``, the process that started us, ``number``
    is sent then too. Loading takes a second or two, in which it may be killed.

    Otherwise a killed scan would leave a crawl behind that goes on asking while the resumed one runs. Linux only;
    elsewhere a child notices when it writes to the pipe that nobody reads any more.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if parent is not None and os.getppid() != parent:
            os.kill(os.getpid(), number)


def leave_interruption_to_parent() -> None:
    """For workers: Ctrl-C reaches every process of the terminal, but one of them decides and speaks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent(signal.SIGKILL)


def collect_seldom() -> None:
    """For processes that read thousands of pages: look for garbage less often, and never among what is there now."""
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER, 20, 20)
