"""What a re-check (复检) found of an open problem, and which steps of the ledger follow from it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from inspection.ledger import Entry, State, Step


class Now(StrEnum):
    """What a re-check says of an open finding. Unreadable is never "gone"."""

    STILL = "still"
    GONE = "gone"
    REMOVED = "removed"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return _WORDS[self]


@dataclass(frozen=True, slots=True)
class Answer:
    """``reason`` (Chinese) may be empty only for GONE and STILL."""

    now: Now
    reason: str = ""


_WORDS = {Now.STILL: "仍存在", Now.GONE: "已整改", Now.REMOVED: "页面已删除", Now.UNKNOWN: "无法判定"}
#: What a day alone changes: "until today", the days of a window, how many days, tries or things were counted.
_PASSING = re.compile(
    r"至(?:\d{4}年\d+月\d+日|\d{4}-\d\d-\d\d)|(?<![\d年])\d{1,2}月\d{1,2}日(?:\d{1,2}:\d\d)?|\d[\d.]*(?=[天次个条项%])"
)
_UNFIXED = frozenset({State.CONFIRMED, State.NOTIFIED, State.FIXING, State.RECURRED})


def steps_after(state: State, now: Now, reason: str) -> tuple[tuple[Step, str], ...]:
    """The steps, each with its reason, for a finding in ``state`` (an open one).

    Only what was followed up is closed: 疑似 and 申诉 wait for a person, who finds the note. A page that was removed
    is reported as fixed, and a person decides whether removal was the right remedy.
    """
    note = f"复检{now.label}" + (f"：{reason}" if reason else "")
    if now is Now.GONE and state in _UNFIXED:
        return ((Step.FIX, note), (Step.PASS, note))
    if now is Now.GONE and state is State.FIXED:
        return ((Step.PASS, note),)
    if now is Now.REMOVED and state in _UNFIXED:
        return ((Step.FIX, note),)
    if now is Now.STILL and state is State.FIXED:
        return ((Step.FAIL, note),)
    return ((Step.CHECK, note),)


def repeats(step: Step, reason: str, who: str, past: Sequence[Entry]) -> bool:
    """Whether a note by ``who``, who looks every day, would only say what ``who`` noted last, nothing having happened
    since. That one more day has passed is no other reason.
    """
    last = past[-1] if past else None
    if step is not Step.CHECK or last is None or (last.step, last.who) != (step, who):
        return False
    return _PASSING.sub("", last.reason) == _PASSING.sub("", reason)
