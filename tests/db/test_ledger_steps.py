"""The ledger: one history with the reviewers' decisions, whose state has the last word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from db_world import begin, day, finding, subject
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db import decisions, findings, ledger
from db.engine import Connection, Database
from inspection.ledger import Entry, IllegalStep, State, Step

ONE = finding()
DUE = date(2021, 1, 12)


def seen(cx: Connection, *found: object, review: bool = True) -> None:
    findings.observe(cx, begin(cx), day(0), [(one, review) for one in found or (ONE,)])  # type: ignore[misc]


def step(cx: Connection, name: str, number: int = 1, **other: object) -> State:
    given = {"reason": "已核实", "due": DUE if name in ("notify", "extend") else None, **other}
    entry = Entry(Step(name), "张三", day(number), **given)  # type: ignore[arg-type]
    return ledger.take_step(cx, ONE.identity, entry).state


@pytest.mark.parametrize(
    ("by_rule", "steps", "ends"),
    [
        (False, "", "suspected"),
        (True, "", "confirmed"),
        (False, "confirm notify start fix pass", "passed"),
        (True, "notify start fix pass", "passed"),
        (True, "notify fix pass recur", "recurred"),
        (True, "notify confirm", "notified"),
        (True, "check", "confirmed"),
        (False, "check", "suspected"),
        (True, "check notify check", "notified"),
        (True, "notify appeal dismiss", "dismissed"),
        (True, "notify start appeal deny", "fixing"),
        (True, "notify reopen", "suspected"),
        (True, "notify reopen confirm", "confirmed"),
        (True, "notify ignore reopen", "suspected"),
    ],
)
def test_the_state_is_read_off_the_history(database: Database, by_rule: bool, steps: str, ends: str) -> None:
    with database.writing() as cx:
        seen(cx, review=not by_rule)
        for name in steps.split():
            step(cx, name)
        assert ledger.standings(cx, [ONE.identity])[ONE.identity].state == ends
        stored = findings.get(cx, ONE.identity)
        told = ledger.histories(cx, [ONE.identity])[ONE.identity]
    assert [entry.step for entry in told] == steps.split()
    followed_up = {"notified", "fixing", "fixed", "passed", "appealed", "recurred"}
    assert stored is not None and stored.state == ("confirmed" if ends in followed_up else ends)


def test_a_step_keeps_who_when_why_until_when_and_by_which_scan(database: Database) -> None:
    with database.writing() as cx:
        seen(cx, review=False)
        scan_id = begin(cx, day(2))
        step(cx, "notify", basis="其他问题：5个工作日")
        step(cx, "check", 2, scan_id=scan_id)
        told = ledger.histories(cx, [ONE.identity])[ONE.identity]
    assert told == [
        Entry(Step.NOTIFY, "张三", day(1), "已核实", DUE, "其他问题：5个工作日", None, ONE.identity),
        Entry(Step.CHECK, "张三", day(2), "已核实", None, "", scan_id, ONE.identity),
    ]


def test_decisions_of_reviewers_are_part_of_the_history_however_they_were_taken(database: Database) -> None:
    with database.writing() as cx:
        seen(cx)
        decisions.decide(cx, ONE.identity, "confirm", "李四", day(1), "属实")
        step(cx, "notify", 2)
        told = ledger.histories(cx, [ONE.identity])[ONE.identity]
        assert [(entry.step, entry.who) for entry in told] == [("confirm", "李四"), ("notify", "张三")]
        assert [made.action for made in decisions.history(cx, ONE.identity)] == ["confirm"]
        stored = findings.get(cx, ONE.identity)
    assert stored is not None and stored.decision is not None and stored.decision.action == "confirm"


def test_a_decision_about_a_sibling_is_told_and_ends_the_follow_up(database: Database) -> None:
    """``ignore`` is about rule and subject; the sibling's history says why it is ignored, and that it is no more."""
    sibling, elsewhere = finding(key="2"), finding("b.html")
    with database.writing() as cx:
        seen(cx, ONE, sibling, elsewhere, review=False)
        step(cx, "notify")
        decisions.decide(cx, sibling.identity, "ignore", "李四", day(2), "停更已备案")
        assert ledger.standings(cx, [ONE.identity])[ONE.identity].state is State.IGNORED
        decisions.decide(cx, sibling.identity, "reopen", "李四", day(3), "")
        decisions.decide(cx, ONE.identity, "confirm", "李四", day(4), "")
        stands = ledger.standings(cx, [ONE.identity, sibling.identity, elsewhere.identity])
        told = ledger.histories(cx, [ONE.identity, elsewhere.identity])
    assert [stands[one.identity].state for one in (ONE, sibling, elsewhere)] == ["confirmed", "suspected", "confirmed"]
    assert [entry.step for entry in told[ONE.identity]] == ["notify", "ignore", "reopen", "confirm"]
    assert told[elsewhere.identity] == []


def test_an_illegal_step_leaves_no_trace(database: Database) -> None:
    with database.writing() as cx:
        seen(cx)
        with pytest.raises(IllegalStep, match="“疑似”的问题不能“复核通过”，现在可以：确认、驳回、忽略、重审、复检"):
            step(cx, "pass")
        with pytest.raises(ValueError, match="没有编号为“0000”的问题"):
            ledger.take_step(cx, "0000", Entry(Step.CHECK, "张三", day(1), "在"))
        assert ledger.histories(cx, [ONE.identity]) == {ONE.identity: []}


def test_a_step_may_not_stand_before_the_one_before_it(database: Database) -> None:
    with database.writing() as cx:
        seen(cx, review=False)
        step(cx, "notify", 3)
        with pytest.raises(IllegalStep, match="早于上一步"):
            step(cx, "start", 2)
        step(cx, "start", 3)  # the same moment is in order


@pytest.mark.parametrize("change", ["UPDATE step_details SET basis = ''", "DELETE FROM step_details"])
def test_the_database_refuses_to_change_what_was_written(database: Database, change: str) -> None:
    with database.writing() as cx:
        seen(cx, review=False)
        step(cx, "notify")
    with pytest.raises(DBAPIError, match="append-only"), database.writing() as cx:
        cx.execute(text(change))


def test_a_thousand_findings_at_once(database: Database) -> None:
    """The history of many is read in batches; none is left out and none mixed up."""
    many = [finding(subject=subject(f"{number}.html")) for number in range(1200)]
    with database.writing() as cx:
        findings.observe(cx, begin(cx), day(0), [(one, False) for one in many])
        for one in many[::400]:
            ledger.take_step(cx, one.identity, replace(Entry(Step.NOTIFY, "张三", day(1)), due=DUE))
        stands = ledger.standings(cx, [one.identity for one in many])
    assert len(stands) == 1200
    assert {one.identity for one in many[::400]} == {id_ for id_, st in stands.items() if st.state is State.NOTIFIED}
    assert stands[many[0].identity].due == DUE
    assert not stands[many[0].identity].overdue(DUE) and stands[many[0].identity].overdue(DUE + timedelta(days=1))
