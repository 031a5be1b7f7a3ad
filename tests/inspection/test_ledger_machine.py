"""The ledger's state machine: tables of legal and illegal steps."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspection.ledger import Entry, IllegalStep, Standing, State, Step, check, legal, replay, take
from inspection.moment import BEIJING

START = datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING)
DUE = date(2026, 3, 9)

#: From a state, a step, to a state.
LEGAL = """
疑似 确认 已确认 | 疑似 驳回 驳回 | 疑似 忽略 忽略 | 疑似 重审 疑似 | 疑似 复检 疑似
已确认 确认 已确认 | 已确认 驳回 驳回 | 已确认 忽略 忽略 | 已确认 重审 疑似
已确认 通报 已通报 | 已确认 报告整改 已整改（待复核） | 已确认 申诉 申诉 | 已确认 复检 已确认
已通报 开始整改 整改中 | 已通报 报告整改 已整改（待复核） | 已通报 申诉 申诉 | 已通报 延期 已通报 | 已通报 复检 已通报
已通报 确认 已通报 | 已通报 驳回 驳回 | 已通报 忽略 忽略 | 已通报 重审 疑似
整改中 报告整改 已整改（待复核） | 整改中 申诉 申诉 | 整改中 延期 整改中 | 整改中 复检 整改中
整改中 确认 整改中 | 整改中 驳回 驳回 | 整改中 忽略 忽略 | 整改中 重审 疑似
已整改（待复核） 复核通过 复核通过 | 已整改（待复核） 复核不通过 整改中 | 已整改（待复核） 申诉 申诉
已整改（待复核） 复检 已整改（待复核） | 已整改（待复核） 确认 已整改（待复核） | 已整改（待复核） 驳回 驳回
已整改（待复核） 忽略 忽略 | 已整改（待复核） 重审 疑似
复核通过 复发 复发 | 复核通过 申诉 申诉 | 复核通过 确认 复核通过 | 复核通过 驳回 驳回 | 复核通过 忽略 忽略
复核通过 重审 疑似
申诉 申诉不成立 已通报 | 申诉 驳回 驳回 | 申诉 确认 已通报 | 申诉 忽略 忽略 | 申诉 重审 疑似 | 申诉 复检 申诉
复发 通报 已通报 | 复发 报告整改 已整改（待复核） | 复发 申诉 申诉 | 复发 复检 复发 | 复发 确认 复发 | 复发 驳回 驳回
复发 忽略 忽略 | 复发 重审 疑似
驳回 确认 已确认 | 驳回 驳回 驳回 | 驳回 忽略 忽略 | 驳回 重审 疑似
忽略 确认 已确认 | 忽略 驳回 驳回 | 忽略 忽略 忽略 | 忽略 重审 疑似
"""
STATES = {state.label: state for state in State}
STEPS = {step.label: step for step in Step}
CASES = [tuple(case.split()) for line in LEGAL.strip().splitlines() for case in line.split(" | ")]
ALLOWED = {(before, step) for before, step, _ in CASES}

#: How each state is reached.
WAY = {
    "疑似": "", "已确认": "确认", "已通报": "确认 通报", "整改中": "确认 通报 开始整改",
    "已整改（待复核）": "确认 通报 报告整改", "复核通过": "确认 通报 报告整改 复核通过", "申诉": "确认 通报 申诉",
    "复发": "确认 通报 报告整改 复核通过 复发", "驳回": "驳回", "忽略": "忽略",
}  # fmt: skip


def entry(step: str, days: int = 0, due: date | None = None) -> Entry:
    if due is None and step == "通报":
        due = DUE
    if due is None and step == "延期":
        due = DUE + timedelta(days=7)
    return Entry(STEPS[step], "张三", START + timedelta(days=days), "已核实", due)


def walked(way: str) -> Standing:
    """Each word a step, perhaps with the number of days after the first: ``报告整改@9``."""
    standing = Standing(State.SUSPECTED)
    for word in way.split():
        name, _, days = word.partition("@")
        one = entry(name, int(days or 0))
        check(standing, one)
        standing = take(standing, one)
    return standing


@pytest.mark.parametrize(("before", "step", "after"), CASES, ids=[" ".join(case) for case in CASES])
def test_legal_steps(before: str, step: str, after: str) -> None:
    standing = walked(WAY[before])
    assert standing.state is STATES[before]
    check(standing, entry(step))
    assert take(standing, entry(step)).state is STATES[after]


@pytest.mark.parametrize("before", STATES)
def test_every_other_step_is_refused_and_the_legal_ones_are_named(before: str) -> None:
    standing = walked(WAY[before])
    others = [step for step in STEPS if (before, step) not in ALLOWED]
    assert others
    for step in others:
        with pytest.raises(IllegalStep) as refusal:
            check(standing, entry(step))
        said = str(refusal.value)
        assert said.startswith(f"“{before}”的问题不能“{step}”，现在可以：")
        assert said.split("：", 1)[1].split("、") == [one.label for one in legal(STATES[before])]


@pytest.mark.parametrize(
    ("way", "after"),
    [
        ("确认 报告整改 复核不通过", "已确认"),  # fixed before it was announced: no deadline, so it is not 整改中
        ("确认 通报 报告整改 复核不通过", "整改中"),
        ("确认 通报 报告整改 复核通过 复发 报告整改 复核不通过", "复发"),
        ("确认 通报 报告整改 申诉 申诉不成立", "已整改（待复核）"),
        ("确认 通报 报告整改 复核通过 申诉 申诉不成立", "复核通过"),
        ("确认 通报 报告整改 申诉 申诉不成立 复核不通过", "整改中"),
        ("确认 通报 报告整改 复核通过 复发 通报 开始整改 报告整改 复核通过 复发", "复发"),
    ],
)
def test_steps_that_lead_back(way: str, after: str) -> None:
    assert walked(way).state is STATES[after]


@pytest.mark.parametrize(
    ("way", "day", "late"),
    [
        ("确认", 30, False),  # nobody was told: no deadline runs
        ("确认 通报", 7, False),  # the last day is in time
        ("确认 通报", 8, True),
        ("确认 通报 开始整改", 8, True),
        ("确认 通报 延期", 8, False),
        ("确认 通报 延期", 15, True),
        ("确认 通报 延期@9", 9, False),  # granted late: the new deadline holds
        ("确认 通报 申诉@7", 30, False),  # the clock stands while the appeal is open
        ("确认 通报 申诉@7 申诉不成立@10", 10, True),
        ("确认 通报 报告整改@7", 30, False),
        ("确认 通报 报告整改@7 复核不通过@8", 8, True),
        ("确认 通报 报告整改@8", 8, False),  # fixed late: no longer overdue, but the deadline was missed
        ("确认 通报 驳回@9", 9, False),
    ],
)
def test_overdue(way: str, day: int, late: bool) -> None:
    standing = walked(way)
    assert standing.overdue((START + timedelta(days=day)).date()) is late
    assert standing.label((START + timedelta(days=day)).date()).startswith("超期") is late


@pytest.mark.parametrize(
    ("way", "missed"),
    [
        ("确认 通报 报告整改@7 复核通过@8", 0),
        ("确认 通报 报告整改@8 复核通过@8", 1),
        ("确认 通报 报告整改@8 复核不通过@9 报告整改@10", 1),  # the same deadline is missed once
        ("确认 通报 报告整改@7 复核不通过@9 报告整改@10", 1),
        ("确认 通报 报告整改@8 驳回@9", 0),  # it was no problem after all
        ("确认 通报 延期@9 报告整改@14", 0),
        ("确认 通报", 1),  # still running, and late by now
    ],
)
def test_missed_deadlines(way: str, missed: int) -> None:
    assert len(walked(way).missed_by((START + timedelta(days=30)).date())) == missed


def test_recurrences_are_counted_and_the_deadline_starts_anew() -> None:
    standing = walked("确认 通报 报告整改 复核通过 复发 报告整改 复核通过 复发")
    assert (standing.recurrences, standing.due) == (2, None)
    assert walked("确认 通报 报告整改 复核通过 复发 驳回").recurrences == 1


@pytest.mark.parametrize(
    ("way", "step", "said"),
    [
        ("确认", Entry(Step.NOTIFY, "  ", START, due=DUE), "请写明处理人"),
        ("确认", Entry(Step.APPEAL, "张三", START, " "), "“申诉”必须写明理由"),
        ("确认 通报", Entry(Step.EXTEND, "张三", START, "", DUE), "“延期”必须写明理由"),
        ("确认 通报", Entry(Step.EXTEND, "张三", START, "节日", DUE), "延期后的期限应晚于原期限2026-03-09"),
        ("确认 通报 报告整改", Entry(Step.FAIL, "张三", START), "“复核不通过”必须写明理由"),
        ("", Entry(Step.DISMISS, "张三", START), "“驳回”必须写明理由"),
    ],
)
def test_what_a_step_must_say(way: str, step: Entry, said: str) -> None:
    with pytest.raises(IllegalStep, match=said):
        check(walked(way), step)


def test_a_step_before_the_last_one_is_refused() -> None:
    with pytest.raises(IllegalStep, match=r"2026-03-02T09:00.*早于上一步的 2026-03-02T10:00"):
        check(walked("确认"), entry("通报"), START + timedelta(hours=1))


@given(st.lists(st.sampled_from(list(Step)), max_size=30))
def test_whatever_is_written_the_state_is_one_that_legal_steps_lead_to(steps: list[Step]) -> None:
    """``replay`` passes over what cannot follow; the rest obeys the table."""
    standing = Standing(State.SUSPECTED)
    for number, step in enumerate(steps):
        one = Entry(step, "张三", START + timedelta(days=number), "理由", DUE + timedelta(days=number))
        before, standing = standing, replay(standing, [one])
        if step in legal(before.state):
            assert (before.state.label, step.label) in ALLOWED
        else:
            assert standing == before
        assert standing.state in State and (standing.due is None or standing.state is not State.SUSPECTED)
