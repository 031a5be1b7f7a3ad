"""The table of current states says what the history says, whatever happened in whatever order."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from db_world import begin, day, finding, subject
from sqlalchemy import text

from db import decisions, findings, ledger, ledger_states, schema
from db.engine import Connection, Database
from db.ledger_states import CLOSED, place_of
from inspection.finding import Severity
from inspection.ledger import Entry, IllegalStep, Standing, State, Step, legal
from inspection.moment import beijing_day

#: Three rules and subjects with siblings: what is decided of one finding may reach others.
WORLD = [
    finding(f"{page}.html", rule=rule, key=key, severity=severity)
    for page, rule in (("a", "W-01"), ("a", "W-02"), ("b", "W-01"))
    for key, severity in (("1", Severity.ERROR), ("2", Severity.VETO), ("3", Severity.WARNING))
]


def observe(cx: Connection, chance: Random, number: int) -> None:
    seen = [(one, chance.random() < 0.5) for one in chance.sample(WORLD, chance.randint(1, len(WORLD)))]
    findings.observe(cx, begin(cx, day(number)), day(number), seen)


def something(cx: Connection, chance: Random, number: int) -> None:
    """An observation, a decision taken the old way, a step that may follow, or any step at all."""
    one = chance.choice(WORLD).identity
    what = chance.random()
    if what < 0.1 or findings.get(cx, one) is None:
        observe(cx, chance, number)
    elif what < 0.2:
        action = chance.choice(["confirm", "dismiss", "ignore", "reopen"])
        decisions.decide(cx, one, action, "李四", day(number), "已核实")  # type: ignore[arg-type]
    else:
        state = ledger.standings(cx, [one])[one].state
        follow_up = [step for step in legal(state) if not step.by_review]
        step = chance.choice(follow_up if follow_up and what < 0.85 else list(Step))
        due = beijing_day(day(number)) + timedelta(chance.randint(0, 20))
        with_due = due if step in (Step.NOTIFY, Step.EXTEND) else None
        try:
            ledger.take_step(cx, one, Entry(step, "张三", day(number), "已核实", with_due))
        except IllegalStep:
            return


@pytest.mark.parametrize("seed", range(8))
def test_random_histories_leave_the_table_as_their_replay_has_it(database: Database, seed: int) -> None:
    chance = Random(seed)
    ids = [one.identity for one in WORLD if one.severity is not Severity.WARNING]
    reached: set[State] = set()
    with database.writing() as cx:
        observe(cx, chance, 0)
        for number in range(1, 60):
            something(cx, chance, number)
            stands = ledger.standings(cx, ids)
            assert ledger_states.kept(cx, ids) == stands
            reached |= {one.state for one in stands.values()}
        assert ledger_states.faults(cx) == []
        before = ledger_states.kept(cx, ids)
        assert ledger_states.rebuild(cx) == len(before)
        assert ledger_states.kept(cx, ids) == before
    assert len(reached) >= 5, reached  # the walk went somewhere


def test_early_warnings_are_not_in_the_ledger(database: Database) -> None:
    with database.writing() as cx:
        warning = finding(severity=Severity.WARNING)
        findings.observe(cx, begin(cx), day(0), [(warning, False), (finding(), False)])
        assert ledger_states.kept(cx, [warning.identity]) == {}
        assert ledger_states.faults(cx) == []


def test_a_step_that_is_rolled_back_leaves_the_table_alone(database: Database) -> None:
    one = finding()
    with database.writing() as cx:
        findings.observe(cx, begin(cx), day(0), [(one, False)])
    with pytest.raises(RuntimeError), database.writing() as cx:
        ledger.take_step(cx, one.identity, Entry(Step.FIX, "张三", day(1)))
        raise RuntimeError
    with database.reading() as cx:
        assert ledger_states.kept(cx, [one.identity])[one.identity].state is State.CONFIRMED


def test_a_finding_that_moved_to_another_unit_is_listed_there(database: Database) -> None:
    with database.writing() as cx:
        findings.observe(cx, begin(cx), day(0), [(finding(), False)])
        moved = finding(subject=subject(unit_id="river-office"))
        findings.observe(cx, begin(cx, day(1)), day(1), [(moved, False)])
        assert cx.scalars(text("SELECT unit_id FROM ledger_states")).all() == ["river-office"]


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("DELETE FROM ledger_states", "应有 3 行，实有 0 行"),
        ("UPDATE ledger_states SET state = 'ignored'", "3 行的状态与审核结果不符"),
        ("UPDATE ledger_states SET state = 'fixing' WHERE state = 'notified'", "1 行与办理记录不符"),
    ],
)
def test_an_upgrade_makes_a_wrong_table_anew(database: Database, harm: str, told: str) -> None:
    found = [finding(key=str(number)) for number in range(3)]
    with database.writing() as cx:
        findings.observe(cx, begin(cx), day(0), [(one, False) for one in found])
        ledger.take_step(cx, found[0].identity, Entry(Step.NOTIFY, "张三", day(1), due=date(2021, 2, 1)))
        cx.execute(text(harm))
        assert any(told in fault for fault in ledger_states.faults(cx))
    schema.upgrade(database)
    with database.reading() as cx:
        assert ledger_states.faults(cx) == []
        assert ledger_states.kept(cx, [found[0].identity])[found[0].identity].state is State.NOTIFIED


def test_open_findings_stand_by_deadline_and_closed_ones_after_them_newest_first() -> None:
    near = Standing(State.NOTIFIED, day(0), due=date(2021, 1, 9))
    far = Standing(State.FIXING, day(0), due=date(2021, 3, 9))
    without = Standing(State.SUSPECTED)
    newer, older = Standing(State.PASSED, day(9), due=date(2021, 1, 9)), Standing(State.DISMISSED, day(2))
    ordered = sorted((older, newer, without, far, near), key=place_of)
    assert ordered == [near, far, without, newer, older]
    assert place_of(without) < CLOSED <= place_of(newer)
