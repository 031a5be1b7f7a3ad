"""Which steps follow from what a re-check found: only what was followed up is closed, and never what is unreadable."""

from __future__ import annotations

from datetime import datetime

import pytest

from inspection.ledger import Entry, Standing, State, Step, check, take
from inspection.moment import BEIJING
from inspection.recheck import Now, repeats, steps_after

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


STALE = "复检仍存在：“要闻”最近更新为2026年2月18日，至2026年{}月{}日已{}天未更新，要求14天内更新。"


@pytest.mark.parametrize(
    ("before", "now", "same"),
    [
        (STALE.format(3, 9, 19), STALE.format(3, 10, 20), True),
        (STALE.format(3, 9, 19), STALE.format(3, 10, 20).replace("2月18日", "2月20日"), False),  # another episode
        ("复检无法判定：服务器返回错误状态（502）", "复检无法判定：服务器返回错误状态（404）", False),
        ("复检无法判定：上周（3月2日至3月8日）没有推送", "复检无法判定：上周（3月9日至3月15日）没有推送", True),
        ("复检无法判定：提交，至2026-03-09已9个工作日", "复检无法判定：提交，至2026-03-10已10个工作日", True),
        ("复检仍存在：标题有误", "复检无法判定：标题有误", False),
    ],
)
def test_a_note_that_says_nothing_new(before: str, now: str, same: bool) -> None:
    past = [Entry(Step.NOTIFY, "张三", AT), Entry(Step.CHECK, "自动复检", AT, before)]
    assert repeats(Step.CHECK, now, "自动复检", past) is same
    assert not repeats(Step.CHECK, now, "李四", past), "what a person notes is always written"
    assert not repeats(Step.CHECK, now, "自动复检", [*past, Entry(Step.START, "张三", AT)]), "something happened since"
    assert not repeats(Step.FAIL, now, "自动复检", past) and not repeats(Step.CHECK, now, "自动复检", [])
