"""Which steps follow from what a re-check found: only what was followed up is closed, and never what is unreadable."""

from __future__ import annotations

from datetime import datetime

import pytest

from inspection.ledger import Entry, Standing, State, check, take
from inspection.moment import BEIJING
from inspection.recheck import Now, steps_after

AT = datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING)
CASES = """
已确认 gone 报告整改 复核通过 | 已通报 gone 报告整改 复核通过 | 整改中 gone 报告整改 复核通过
复发 gone 报告整改 复核通过 | 已整改（待复核） gone 复核通过 | 疑似 gone 复检 | 申诉 gone 复检
已确认 removed 报告整改 | 已通报 removed 报告整改 | 整改中 removed 报告整改 | 复发 removed 报告整改
已整改（待复核） removed 复检 | 疑似 removed 复检 | 申诉 removed 复检
已整改（待复核） still 复核不通过 | 已确认 still 复检 | 已通报 still 复检 | 整改中 still 复检 | 复发 still 复检
疑似 still 复检 | 申诉 still 复检
已整改（待复核） unknown 复检 | 已确认 unknown 复检 | 已通报 unknown 复检 | 整改中 unknown 复检 | 复发 unknown 复检
疑似 unknown 复检 | 申诉 unknown 复检
"""
ROWS = [case.split() for line in CASES.strip().splitlines() for case in line.split(" | ")]
STATES = {state.label: state for state in State}


@pytest.mark.parametrize("row", ROWS, ids=[" ".join(row) for row in ROWS])
def test_steps(row: list[str]) -> None:
    state, now, steps = STATES[row[0]], Now(row[1]), row[2:]
    told = steps_after(state, now, "原因")
    assert [step.label for step, _ in told] == steps
    standing = Standing(state, before_appeal=State.NOTIFIED)
    for step, reason in told:
        assert reason.startswith(f"复检{now.label}") and reason.endswith("原因")
        check(standing, Entry(step, "自动复检", AT, reason))
        standing = take(standing, Entry(step, "自动复检", AT, reason))
    assert (standing.state is State.PASSED) is ("复核通过" in steps)


def test_every_open_state_and_answer_has_a_row() -> None:
    assert {(row[0], row[1]) for row in ROWS} == {
        (state.label, now.value) for state in State if state.open for now in Now
    }
