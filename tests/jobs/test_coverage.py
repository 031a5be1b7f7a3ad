"""Planned = judged + unknown, whatever the rules answered; a run that learned nothing never counts as judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests_support import Xunjian
from village_portal import AS_OF, VillagePortal, fill, serving, settings_for

from config.districts import load_district
from config.indicators import load_tables
from crawler.plan import CrawlPlan
from inspection.finding import Subject, SubjectKind, Verdict
from inspection.moment import BEIJING
from inspection.outcome import Outcome
from inspection.rule import Rule, ScanKind
from jobs.coverage import Coverage, measure
from jobs.plan_scan import plan_scan
from monitors.frame.catalogue import bind

DAY = date(2021, 2, 27)
AT = datetime(2021, 2, 27, 8, tzinfo=BEIJING)
DISTRICT = load_district("dazu")
RULES = {rule.id: rule for rule in bind([row for table in load_tables(DAY) for row in table.rules])}
STALE, NUMBER, GONE = (
    RULES[name] for name in ("website.news-stale", "website.id-number-exposed", "website.page-unreachable")
)
WEEKLY = plan_scan(DISTRICT, RULES.values(), ScanKind.WEEKLY, AT, frozenset({"jiaowei"}))
#: Two columns and one account of it.
PLAN = replace(
    WEEKLY,
    sites=(replace(WEEKLY.sites[0], columns=WEEKLY.sites[0].columns[:2]),),
    accounts=(DISTRICT.accounts[0],),
)
COLUMNS = [one.column.id for one in PLAN.sites[0].columns]
ACCOUNT = PLAN.accounts[0].id


def verdict(kind: SubjectKind, owner: str, outcome: Outcome, rule: Rule[Any] = STALE) -> Verdict:
    """``owner``: the column or account it belongs to; a page of a column has an address of its own."""
    own = owner if kind is not SubjectKind.PAGE else f"http://a.test/{owner}/t1.html"
    column, account = (None, owner) if kind is SubjectKind.ACCOUNT else (owner, None)
    subject = Subject(kind, own, "jiaowei", None, column, account, own, own)
    return Verdict(rule, subject, outcome, "读不到" if outcome is Outcome.UNKNOWN else "")


VERDICTS = st.lists(
    st.builds(
        verdict,
        st.just(SubjectKind.ACCOUNT), st.just(ACCOUNT), st.sampled_from(Outcome),
    )
    | st.builds(
        verdict,
        st.sampled_from([SubjectKind.COLUMN, SubjectKind.PAGE]),
        st.sampled_from([*COLUMNS, "unplanned"]),
        st.sampled_from(Outcome),
        st.sampled_from([STALE, NUMBER, GONE]),
    )
)  # fmt: skip


@given(VERDICTS)
def test_planned_is_judged_plus_unknown(verdicts: list[Verdict]) -> None:
    coverage = measure(PLAN, verdicts)
    judged = {one for one in (*COLUMNS, ACCOUNT) if one not in coverage.reasons}
    assert (coverage.columns_planned, coverage.accounts_planned) == (2, 1)
    assert len(judged) + coverage.unknown == coverage.planned == 3
    assert set(coverage.reasons) <= {*COLUMNS, ACCOUNT}
    assert all(coverage.reasons.values())
    assert coverage.unknown_share == Decimal(coverage.unknown) / 3
    pages = [one for one in verdicts if one.subject.kind is SubjectKind.PAGE and one.rule is GONE]
    assert coverage.pages_judged + coverage.pages_unknown == len(pages)
    for one in judged:  # something was said about it, and none of its own questions stayed open
        spoken = [v for v in verdicts if one in (v.subject.column_id, v.subject.account_id)]
        assert any(v.outcome in (Outcome.PASS, Outcome.FAIL, Outcome.MANUAL) and v.rule is not GONE for v in spoken)
        assert not any(v.outcome is Outcome.UNKNOWN and v.subject.kind is not SubjectKind.PAGE for v in spoken)


@given(VERDICTS, st.randoms())
def test_the_order_of_verdicts_changes_no_number(verdicts: list[Verdict], random: Any) -> None:
    shuffled = random.sample(verdicts, len(verdicts))
    assert measure(PLAN, shuffled).as_json() | {"reasons": 0} == measure(PLAN, verdicts).as_json() | {"reasons": 0}


def test_nothing_planned_and_nothing_answered_is_all_unknown() -> None:
    assert measure(CrawlPlan(ScanKind.DAILY, AT, (), (), "new"), []).unknown_share == 1
    nothing = measure(PLAN, [])
    assert nothing.unknown_share == 1
    assert set(nothing.reasons.values()) == {"没有得出任何结论"}


@pytest.mark.parametrize(
    ("outcomes", "unknown"),
    [
        ([(SubjectKind.PAGE, Outcome.PASS, NUMBER)], False),
        ([(SubjectKind.PAGE, Outcome.UNKNOWN, NUMBER), (SubjectKind.PAGE, Outcome.FAIL, GONE)], True),
        ([(SubjectKind.COLUMN, Outcome.PASS, STALE), (SubjectKind.PAGE, Outcome.UNKNOWN, NUMBER)], False),
        ([(SubjectKind.COLUMN, Outcome.UNKNOWN, STALE), (SubjectKind.PAGE, Outcome.PASS, NUMBER)], True),
        ([(SubjectKind.COLUMN, Outcome.NOT_APPLICABLE, STALE)], True),
    ],
)
def test_when_a_column_is_unknown(outcomes: list[tuple[SubjectKind, Outcome, Rule[Any]]], unknown: bool) -> None:
    verdicts = [verdict(kind, COLUMNS[0], outcome, rule) for kind, outcome, rule in outcomes]
    assert (COLUMNS[0] in measure(PLAN, verdicts).reasons) is unknown


@pytest.mark.parametrize(
    ("kind", "asked"),
    [(ScanKind.DAILY, False), (ScanKind.WEEKLY, True), (ScanKind.QUARTER, False), (ScanKind.RECHECK, True)],
)
def test_accounts_are_planned_where_a_rule_asks_about_them(kind: ScanKind, asked: bool) -> None:
    """A scan that asks nothing about accounts neither reads their feeds nor counts them as judged."""
    quiet = RULES["new-media.quiet-week"]  # for weekly scans, and not of all platforms
    planned = plan_scan(DISTRICT, [quiet, STALE], kind, AT, frozenset()).accounts
    about = [account for account in DISTRICT.accounts if account.platform in quiet.applies.platforms]
    assert 0 < len(about) < len(DISTRICT.accounts)
    assert list(planned) == (about if asked else [])


@pytest.mark.parametrize("kind", ["daily", "quarter"])
def test_a_dead_portal_leaves_every_kind_of_scan_unknown(xunjian: Xunjian, tmp_path: Any, kind: str) -> None:
    with serving(VillagePortal()) as portal:
        fill(portal)
        settings = settings_for(portal, tmp_path / "districts") | {"XUNJIAN_MAX_RETRIES": "0"}
        xunjian("init", **settings)
        alive = xunjian("scan", kind, "--as-of", AS_OF, "--json", **settings)
        assert (alive.code, alive.json["coverage"]["columns_unknown"]) == (0, 0)
        portal.answers = dict.fromkeys(portal.answers, 404 if kind == "daily" else 502)
        dead = xunjian("scan", kind, "--as-of", "2026-03-21T20:00:00+08:00", "--json", **settings)
    assert (dead.code, dead.json["coverage"]["columns_unknown"]) == (4, 2)
    assert [one for one in dead.json["findings"] if one["grade"] != "hint"] == []


def test_files_are_counted_apart_and_say_nothing_about_their_column() -> None:
    rule = replace(NUMBER, applies=replace(NUMBER.applies, attachments=True))
    page = verdict(SubjectKind.PAGE, COLUMNS[0], Outcome.PASS, rule)
    answers = [
        replace(page, subject=replace(page.subject, id=name), outcome=outcome)
        for name, outcome in (("a", Outcome.PASS), ("a", Outcome.UNKNOWN), ("b", Outcome.FAIL), ("c", Outcome.PASS))
    ]
    coverage = measure(PLAN, answers)
    assert (coverage.attachments_judged, coverage.attachments_unknown) == (2, 1)
    assert (coverage.pages_judged, coverage.pages_unknown) == (0, 0)
    assert coverage.reasons[COLUMNS[0]] == "没有得出任何结论"


def test_the_json_of_coverage() -> None:
    assert Coverage(2, 1, 3, 0, 10, 4, {"a": "x"}).as_json() == {
        "columns_planned": 2,
        "columns_unknown": 1,
        "accounts_planned": 3,
        "accounts_unknown": 0,
        "pages_judged": 10,
        "pages_unknown": 4,
        "attachments_judged": 0,
        "attachments_unknown": 0,
        "reasons": {"a": "x"},
    }
