"""The ledger's state machine (整改台账): where a finding stands, which steps it may take, what its history says.

Pure: states are never stored beside the history, they are read off it. Source: 大足府办发〔2021〕46号 (problems are
announced, fixed within the set time and re-checked); what the steps are called is field practice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from inspection.moment import beijing_day, iso_minutes


class State(StrEnum):
    """Where a finding stands. 超期 is no state: it is computed from the deadline, so that no job can forget it."""

    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"
    NOTIFIED = "notified"
    FIXING = "fixing"
    FIXED = "fixed"
    PASSED = "passed"
    DISMISSED = "dismissed"
    IGNORED = "ignored"
    APPEALED = "appealed"
    RECURRED = "recurred"

    @property
    def label(self) -> str:
        return _STATE_WORDS[self]

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self not in _CLOSED


class Step(StrEnum):
    """What moves a finding. The first four are the reviewers' decisions (``xunjian review``)."""

    CONFIRM = "confirm"
    DISMISS = "dismiss"
    IGNORE = "ignore"
    REOPEN = "reopen"
    NOTIFY = "notify"
    START = "start"
    FIX = "fix"
    PASS = "pass"  # noqa: S105 - a step, not a password
    FAIL = "fail"
    APPEAL = "appeal"
    DENY = "deny"
    EXTEND = "extend"
    CHECK = "check"
    RECUR = "recur"

    @property
    def label(self) -> str:
        return _STEP_WORDS[self]

    @property
    def by_review(self) -> bool:
        """Whether it is a reviewer's decision, stored and carried out as ``db.decisions`` always did."""
        return self in REVIEW


_STATE_WORDS = {
    State.SUSPECTED: "疑似", State.CONFIRMED: "已确认", State.NOTIFIED: "已通报", State.FIXING: "整改中",
    State.FIXED: "已整改（待复核）", State.PASSED: "复核通过", State.DISMISSED: "驳回", State.IGNORED: "忽略",
    State.APPEALED: "申诉", State.RECURRED: "复发",
}  # fmt: skip
_STEP_WORDS = {
    Step.CONFIRM: "确认", Step.DISMISS: "驳回", Step.IGNORE: "忽略", Step.REOPEN: "重审", Step.NOTIFY: "通报",
    Step.START: "开始整改", Step.FIX: "报告整改", Step.PASS: "复核通过", Step.FAIL: "复核不通过", Step.APPEAL: "申诉",
    Step.DENY: "申诉不成立", Step.EXTEND: "延期", Step.CHECK: "复检", Step.RECUR: "复发",
}  # fmt: skip
_CLOSED = frozenset({State.PASSED, State.DISMISSED, State.IGNORED})
REVIEW = frozenset({Step.CONFIRM, Step.DISMISS, Step.IGNORE, Step.REOPEN})
_NEEDS_REASON = frozenset({Step.DISMISS, Step.IGNORE, Step.FAIL, Step.APPEAL, Step.DENY, Step.EXTEND, Step.CHECK})

#: Follow-up steps and where they lead; the same state = it stays. Reviewers' decisions are legal everywhere, see below.
#: A unit may fix a problem before it is announced, hence FIX from CONFIRMED and RECURRED. FAIL and DENY lead back.
_FOLLOW_UP: Mapping[State, Mapping[Step, State]] = {
    State.SUSPECTED: {Step.CHECK: State.SUSPECTED},
    State.CONFIRMED: {
        Step.NOTIFY: State.NOTIFIED, Step.FIX: State.FIXED, Step.APPEAL: State.APPEALED, Step.CHECK: State.CONFIRMED,
    },
    State.NOTIFIED: {
        Step.START: State.FIXING, Step.FIX: State.FIXED, Step.APPEAL: State.APPEALED, Step.EXTEND: State.NOTIFIED,
        Step.CHECK: State.NOTIFIED,
    },
    State.FIXING: {
        Step.FIX: State.FIXED, Step.APPEAL: State.APPEALED, Step.EXTEND: State.FIXING, Step.CHECK: State.FIXING,
    },
    State.FIXED: {
        Step.PASS: State.PASSED, Step.FAIL: State.FIXING, Step.APPEAL: State.APPEALED, Step.CHECK: State.FIXED,
    },
    State.PASSED: {Step.APPEAL: State.APPEALED, Step.RECUR: State.RECURRED},
    State.APPEALED: {Step.DENY: State.APPEALED, Step.CHECK: State.APPEALED},
    State.RECURRED: {
        Step.NOTIFY: State.NOTIFIED, Step.FIX: State.FIXED, Step.APPEAL: State.APPEALED, Step.CHECK: State.RECURRED,
    },
    State.DISMISSED: {},
    State.IGNORED: {},
}  # fmt: skip


class IllegalStep(ValueError):
    """A step that may not be taken; the text (Chinese) says why and names the legal ones."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history. ``due`` is the deadline that a NOTIFY or EXTEND sets, ``basis`` the clause it rests on.

    ``scan_id`` is the re-check or scan that spoke; ``finding_id`` differs from the finding's own where a reviewer
    decided about its rule and subject as a whole.
    """

    step: Step
    who: str
    at: datetime
    reason: str = ""
    due: date | None = None
    basis: str = ""
    scan_id: int | None = None
    finding_id: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a finding stands after its history.

    ``since`` is ``None`` while nobody did anything. ``due`` is inclusive: the last day that is in time. ``ended`` is
    the day on which the clock stopped (fixed, or appealed), ``missed`` the deadlines that were missed by then.
    """

    state: State
    since: datetime | None = None
    due: date | None = None
    ended: date | None = None
    missed: frozenset[date] = frozenset()
    extensions: int = 0
    recurrences: int = 0
    before_fix: State | None = None
    before_appeal: State | None = None

    def overdue(self, day: date) -> bool:
        """Whether it is open, the clock runs, and ``day`` is past the deadline."""
        return self.state in (State.NOTIFIED, State.FIXING) and self.due is not None and day > self.due

    def missed_by(self, day: date) -> frozenset[date]:
        """Every deadline that was missed, the running one included: what 超期 is counted by."""
        return self.missed | ({self.due} if self.due and self.overdue(day) else frozenset())

    def label(self, day: date) -> str:
        """The state in Chinese as of ``day``: 超期 before the state it is overdue in."""
        return f"超期（{self.state.label}）" if self.overdue(day) else self.state.label


def legal(state: State) -> tuple[Step, ...]:
    """The steps that may be taken from ``state``, in their usual order. Decisions of reviewers always may."""
    return tuple(step for step in Step if step.by_review or step in _FOLLOW_UP[state])


def check(standing: Standing, entry: Entry, last_at: datetime | None = None) -> None:
    """Raise ``IllegalStep`` unless ``entry`` may follow. ``last_at`` is the moment of the step before it, if any."""
    step, state = entry.step, standing.state
    if step not in legal(state):
        allowed = "、".join(one.label for one in legal(state))
        raise IllegalStep(f"“{state.label}”的问题不能“{step.label}”，现在可以：{allowed}")
    if not entry.who.strip():
        raise IllegalStep("请写明处理人")
    if step in _NEEDS_REASON and not entry.reason.strip():
        raise IllegalStep(f"“{step.label}”必须写明理由")
    if step is Step.NOTIFY and entry.due is not None and entry.due < beijing_day(entry.at):
        raise IllegalStep(f"整改期限 {entry.due} 早于通报当天，请核对")
    if step is Step.EXTEND and (entry.due is None or (standing.due is not None and entry.due <= standing.due)):
        raise IllegalStep(f"延期后的期限应晚于原期限{standing.due or ''}")
    if last_at is not None and entry.at < last_at:
        raise IllegalStep(f"这一步的时刻 {iso_minutes(entry.at)} 早于上一步的 {iso_minutes(last_at)}，请核对时间")


def take(standing: Standing, entry: Entry) -> Standing:
    """Where the finding stands after ``entry``, which must be legal (see ``check``)."""
    before, step, day = standing.state, entry.step, beijing_day(entry.at)
    if step.by_review:
        return _reviewed(standing, entry)
    if step in (Step.EXTEND, Step.CHECK):
        due = entry.due if step is Step.EXTEND else standing.due
        return replace(standing, due=due, extensions=standing.extensions + (step is Step.EXTEND))
    after = replace(standing, state=_FOLLOW_UP[before][step], since=entry.at)
    if step is Step.NOTIFY:
        return replace(after, due=entry.due, ended=None)
    if step is Step.FIX:
        return replace(after, before_fix=before, ended=day, missed=standing.missed_by(day))
    if step is Step.FAIL:
        back = standing.before_fix or State.CONFIRMED
        return replace(after, state=State.FIXING if back is State.NOTIFIED else back, ended=None)
    if step is Step.APPEAL:
        return replace(after, before_appeal=before, ended=standing.ended or day)
    if step is Step.DENY:
        return _after_appeal(after)
    if step is Step.RECUR:
        return replace(after, due=None, ended=None, recurrences=standing.recurrences + 1)
    return after


def _reviewed(standing: Standing, entry: Entry) -> Standing:
    """A reviewer's decision. Confirming what is followed up already changes nothing; confirming an appealed one denies
    the appeal.
    """
    if entry.step is Step.CONFIRM:
        if standing.state is State.APPEALED:
            return replace(_after_appeal(standing), since=entry.at)
        if standing.state not in (State.SUSPECTED, State.DISMISSED, State.IGNORED):
            return standing
        return Standing(State.CONFIRMED, entry.at, recurrences=standing.recurrences)
    to = {Step.DISMISS: State.DISMISSED, Step.IGNORE: State.IGNORED, Step.REOPEN: State.SUSPECTED}[entry.step]
    return Standing(to, entry.at, recurrences=standing.recurrences)


def _after_appeal(standing: Standing) -> Standing:
    back = standing.before_appeal or State.CONFIRMED
    ended = standing.ended if back in (State.FIXED, State.PASSED) else None
    return replace(standing, state=back, before_appeal=None, ended=ended)


def replay(standing: Standing, history: Iterable[Entry]) -> Standing:
    """Where a finding that stood so stands after ``history``. Never raises: a step that cannot follow says nothing (it
    was written under a state that a decision about another finding has ended).
    """
    for entry in history:
        if entry.step in legal(standing.state):
            standing = take(standing, entry)
    return standing
