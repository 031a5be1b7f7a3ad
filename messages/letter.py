"""A message on its way, and what came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

#: ``sent``: the receiver has it. ``failed``: another try may help. ``refused``: no try on this channel will help.
#: ``throttled``: the channel wants silence first.
Outcome = Literal["sent", "failed", "refused", "throttled"]


@dataclass(frozen=True, slots=True)
class Letter:
    """Title and text, plain and already masked; ``key`` is the idempotency key, the same at every try."""

    title: str
    body: str
    key: str


@dataclass(frozen=True, slots=True)
class Answer:
    """How one try ended. ``errcode`` is the receiver's own code, ``detail`` Chinese or the receiver's words."""

    outcome: Outcome
    errcode: str = ""
    detail: str = ""
    pause: timedelta = timedelta()


def fitted(text: str, most_bytes: int, note: str = "……（内容过长，其余略）") -> str:
    """``text`` in at most ``most_bytes`` of UTF-8: whole lines from the top, and ``note`` where some are missing."""
    if len(text.encode()) <= most_bytes:
        return text
    room = most_bytes - len(note.encode()) - 1
    kept: list[str] = []
    for line in text.split("\n"):
        room -= len(line.encode()) + 1
        if room < 0:
            break
        kept.append(line)
    if not kept:
        return text.encode()[: max(0, most_bytes - len(note.encode()))].decode(errors="ignore") + note
    return "\n".join([*kept, note])
