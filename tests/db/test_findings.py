"""Findings: one row per identity, an observation per scan, a state that people move."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from db_world import NOW, begin, day, finding, subject
from sqlalchemy import event, func, select

from db import decisions, findings
from db.decisions import Decision
from db.engine import Connection, Database
from db.findings import StoredFinding
from db.tables import observations
from inspection.finding import Confidence, Finding, Severity
from inspection.rule import ScanKind


def see(cx: Connection, number: int, *found: Finding, review: bool = True, kind: ScanKind = ScanKind.WEEKLY) -> int:
    """Observe ``found`` in a new scan on a day; how many were new."""
    return findings.observe(cx, begin(cx, day(number), kind=kind), day(number), [(one, review) for one in found])


def stored(cx: Connection, one: Finding) -> StoredFinding:
    found = findings.get(cx, one.identity)
    assert found is not None
    return found


def test_a_finding_comes_back_with_all_it_says(database: Database) -> None:
    one = finding()
    with database.writing() as cx:
        assert see(cx, 0, one) == 1
    with database.reading() as cx:
        back = stored(cx, one)
    assert Finding(
        back.rule, back.monitor, back.subject, back.severity, back.confidence, back.message, back.key, back.quote,
        back.where, back.observations[0].evidence, back.observations[0].measured,
    ) == one  # fmt: skip
    assert (back.id, back.state, back.decision) == (one.identity, "suspected", None)
    assert (back.first_seen_at, back.last_seen_at) == (day(0), day(0))
    seen = back.observations[0]
    assert (seen.scan_kind, seen.as_of, seen.message) == (ScanKind.WEEKLY, day(0), one.message)
    assert (seen.quote, seen.where) == (one.quote, one.where)
    assert (seen.table_id, seen.code_version) == ("table-1", "0.1.0")


def test_the_next_scan_updates_it_and_adds_an_observation(database: Database) -> None:
    with database.writing() as cx:
        see(cx, 0, finding(message="15 天"))
        assert see(cx, 14, finding(message="29 天")) == 0
        assert see(cx, 7, finding(message="22 天")) == 0  # judged late: the newest scan keeps the last word
        see(cx, -7, finding(message="8 天"))
        back = stored(cx, finding())
    assert [one.message for one in back.observations] == ["8 天", "15 天", "22 天", "29 天"]
    assert (back.message, back.first_seen_at, back.last_seen_at) == ("29 天", day(-7), day(14))


def test_a_scan_judged_again_is_still_one_observation(database: Database) -> None:
    """The same answer is not stored twice; a new one is appended, and the later reading counts."""
    with database.writing() as cx:
        scan_id = begin(cx)
        for message, rows in (("甲", 1), ("甲", 1), ("乙", 2), ("乙", 2), ("甲", 3)):
            findings.observe(cx, scan_id, day(0), [(finding(message=message), True)])
            assert cx.scalar(select(func.count()).select_from(observations)) == rows
            assert [one.message for one in stored(cx, finding()).observations] == [message]


def test_the_same_finding_twice_in_one_scan_is_one(database: Database) -> None:
    with database.writing() as cx:
        assert see(cx, 0, finding(), finding(message="又一处")) == 1
        assert len(stored(cx, finding()).observations) == 1


@pytest.mark.parametrize(("needs_review", "state"), [(True, "suspected"), (False, "confirmed")])
def test_a_new_finding_is_suspected_only_where_its_rule_wants_review(
    database: Database, needs_review: bool, state: str
) -> None:
    with database.writing() as cx:
        see(cx, 0, finding(), review=needs_review)
        assert stored(cx, finding()).state == state
        see(cx, 7, finding(), review=not needs_review)
        assert stored(cx, finding()).state == state


@pytest.mark.parametrize(
    ("action", "state"),
    [("confirm", "confirmed"), ("dismiss", "dismissed"), ("ignore", "ignored"), ("reopen", "suspected")],
)
def test_a_decision_moves_the_state_and_outlives_the_next_scan(database: Database, action: str, state: str) -> None:
    with database.writing() as cx:
        see(cx, 0, finding())
        decisions.decide(cx, finding().identity, action, "王复核", NOW, "已核实")  # type: ignore[arg-type]
        see(cx, 7, finding(), review=False)
        back = stored(cx, finding())
    assert back.state == state
    assert back.decision == Decision(finding().identity, action, "王复核", NOW, "已核实")  # type: ignore[arg-type]
    assert len(back.observations) == 2


def test_ignore_is_about_the_rule_and_the_subject(database: Database) -> None:
    ignored, sibling, later = finding(key="1"), finding(key="2"), finding(key="3")
    dismissed = finding(key="4")
    elsewhere, other_rule = finding("b.html"), finding(rule="W-02")
    with database.writing() as cx:
        see(cx, 0, ignored, sibling, dismissed, elsewhere, other_rule, review=False)
        decisions.decide(cx, dismissed.identity, "dismiss", "李", NOW, "误报")
        decisions.decide(cx, ignored.identity, "ignore", "王", NOW, "停更已备案")
        see(cx, 7, later)
        states = [stored(cx, one).state for one in (ignored, sibling, later, dismissed, elsewhere, other_rule)]
        assert states == ["ignored", "ignored", "ignored", "dismissed", "confirmed", "confirmed"]
        reason = stored(cx, later).decision
        assert reason is not None and reason.reason == "停更已备案"

        decisions.decide(cx, later.identity, "reopen", "王", NOW, "")
        see(cx, 14, finding(key="5"), review=False)
        states = [stored(cx, one).state for one in (ignored, sibling, later, dismissed, finding(key="5"))]
        assert states == ["suspected", "suspected", "suspected", "dismissed", "confirmed"]


def test_ignoring_again_renews_the_reason(database: Database) -> None:
    with database.writing() as cx:
        see(cx, 0, finding())
        for reason in ("一年内改版", "改版延期"):
            decisions.decide(cx, finding().identity, "ignore", "王", NOW, reason)
        see(cx, 7, finding(key="2"))
        later = stored(cx, finding(key="2")).decision
        assert later is not None and later.reason == "改版延期"


def test_confirming_one_of_the_ignored_keeps_the_others_ignored(database: Database) -> None:
    with database.writing() as cx:
        see(cx, 0, finding(key="1"), finding(key="2"))
        decisions.decide(cx, finding(key="1").identity, "ignore", "王", NOW, "备案")
        decisions.decide(cx, finding(key="2").identity, "confirm", "王", NOW, "")
        see(cx, 7, finding(key="3"))
        assert [stored(cx, finding(key=key)).state for key in "123"] == ["ignored", "confirmed", "ignored"]


@pytest.mark.parametrize(
    ("finding_id", "action", "who", "reason", "text"),
    [
        ("ffff", "confirm", "王", "", "没有编号为“ffff”的问题"),
        (None, "dismiss", "王", " ", "必须写明理由"),
        (None, "ignore", "王", "", "必须写明理由"),
        (None, "confirm", " ", "", "请写明处理人"),
        (None, "delete", "王", "清理", "不认识的处理“delete”"),
    ],
)
def test_a_decision_that_says_too_little_is_refused(
    database: Database, finding_id: str | None, action: str, who: str, reason: str, text: str
) -> None:
    with database.writing() as cx:
        see(cx, 0, finding())
        with pytest.raises(ValueError, match=text):
            decisions.decide(cx, finding_id or finding().identity, action, who, NOW, reason)  # type: ignore[arg-type]
        assert decisions.history(cx, finding().identity) == []
        assert stored(cx, finding()).state == "suspected"


def test_the_history_tells_every_decision(database: Database) -> None:
    with database.writing() as cx:
        see(cx, 0, finding())
        for action, reason in (("confirm", ""), ("reopen", ""), ("dismiss", "误报")):
            decisions.decide(cx, finding().identity, action, "王", NOW, reason)  # type: ignore[arg-type]
        actions = [one.action for one in decisions.history(cx, finding().identity)]
    assert actions == ["confirm", "reopen", "dismiss"]


def test_an_id_may_be_shortened_while_it_is_plain_which_is_meant(database: Database) -> None:
    many = [finding(key=str(number)) for number in range(17)]  # 17 ids: two begin with the same of 16 digits
    with database.writing() as cx:
        see(cx, 0, *many)
        ids = sorted(one.identity for one in many)
        twin = next(a[0] for a, b in pairwise(ids) if a[0] == b[0])
        assert stored(cx, many[0]) == findings.get(cx, many[0].identity[:12])
        for prefix, text in ((twin, "请多写几位"), ("", "请给出问题编号")):
            with pytest.raises(ValueError, match=text):
                findings.get(cx, prefix)
        assert findings.get(cx, "nothing") is None
        assert findings.get(cx, "%") is None


def test_a_window_shows_its_own_observations_by_beijing_days(database: Database) -> None:
    """The window 2021-01-11 … 2021-01-18 holds both edge days whole, from midnight to midnight in Beijing."""
    moments = [
        day(6).replace(hour=23, minute=59),
        day(7).replace(hour=0),
        day(14).replace(hour=23),
        day(15).replace(hour=0),
    ]
    with database.writing() as cx:
        for moment in moments:
            findings.observe(cx, begin(cx, moment), moment, [(finding(), True)])
        findings.observe(cx, begin(cx, moments[0]), moments[0], [(finding(key="before"), True)])
        (found,) = findings.listing(cx, first_day=date(2021, 1, 11), last_day=date(2021, 1, 18))
        assert [one.as_of for one in found.observations] == moments[1:3]
        assert len(findings.listing(cx, first_day=date(2021, 1, 19))) == 1
        assert len(findings.listing(cx, last_day=date(2021, 1, 10))) == 2


def test_a_listing_filters_and_puts_the_gravest_first(database: Database) -> None:
    hint = finding(severity=Severity.HINT, key="h")
    unsure = finding(confidence=Confidence.LOW, key="l")
    veto = finding(severity=Severity.VETO, key="v", rule="V-01")
    other = finding(subject=replace(subject("b.html"), unit_id="harbour"), key="o")
    with database.writing() as cx:
        see(cx, 0, hint, unsure, veto, other)
        decisions.decide(cx, veto.identity, "confirm", "王", NOW, "")
        for asked, expected in (
            ({}, [veto, other, unsure, hint]),
            ({"state": "suspected"}, [other, unsure, hint]),
            ({"state": "confirmed"}, [veto]),
            ({"unit_id": "harbour"}, [other]),
            ({"rule": "V-01"}, [veto]),
            ({"severity": Severity.HINT}, [hint]),
            ({"unit_id": "harbour", "rule": "V-01"}, []),
        ):
            found = findings.listing(cx, **asked)  # type: ignore[arg-type]
            assert [one.id for one in found] == [one.identity for one in expected], asked


def test_a_listing_asks_the_database_twice_however_long_it_is(database: Database) -> None:
    with database.writing() as cx:
        for number in (0, 7):
            see(cx, number, *(finding(key=str(key)) for key in range(30)))
    asked: list[str] = []
    event.listen(
        database.engine,
        "before_cursor_execute",
        lambda _cx, _cursor, statement, *_: asked.append(statement) if statement.startswith("SELECT") else None,
    )
    with database.reading() as cx:
        found = findings.listing(cx)
    assert [len(one.observations) for one in found] == [2] * 30
    assert len(asked) == 2
