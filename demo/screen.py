"""What a person sees of the replay: plain lines, and on a terminal what is being done right now."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from rich.console import Console

_console = Console(highlight=False, soft_wrap=True)


def say(line: str) -> None:
    _console.print(line, markup=False)


def doing(what: str) -> AbstractContextManager[object]:
    """A moving line while the ``with`` block runs; nothing where the output is not a terminal."""
    return _console.status(what) if _console.is_terminal else nullcontext()
