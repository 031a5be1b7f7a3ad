"""What announced maintenance excuses, asked of the real monitors: said as unknown with the reason, never just gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from village_portal import table_list

from config.districts import load_district
from facts.document import Document
from facts.sources import AccountSource, ColumnSource, PageSource, SiteSource, Source
from inspection.fetched import FetchFailure, FetchProblem, Page
from inspection.finding import Case, Severity, Subject, SubjectKind, Verdict
from inspection.maintenance import Excused, Maintenance
from inspection.moment import BEIJING
from inspection.outcome import Outcome
from inspection.post import FeedReading, Post
from inspection.registry import Account, Column, ColumnKind, FeedFormat, Grade, Platform, Site
from inspection.rule import Applies, Per, RuleKind, RuleRow
from jobs.excused import excused
from monitors.frame.catalogue import bind
from monitors.frame.runner import judge

AS_OF = datetime(2026, 3, 20, 20, 0, tzinfo=BEIJING)
URL = "http://www.test/sw/"
SITE = Site("shuiwu", 1, "unit", "水务局", URL, True, True, "t", Grade.ASSUMED)
STALE = ("column_stale", {"late_after_days": 14, "warn_from_days": 10})


def page(newest: str) -> Document:
    days = [datetime.fromisoformat(newest) - timedelta(days=7 * n) for n in range(5)]
    rows = [(f"a{n}.htm", f"水务工作情况之{n}", f"{day:%Y-%m-%d}") for n, day in enumerate(days)]
    return Document(Page(URL, URL, 200, (), table_list("工作动态", rows).encode(), AS_OF))


def column(newest: str, number: int = 0) -> ColumnSource:
    made = Column(f"c{number}", SITE.id, ColumnKind.NEWS, f"动态{number}", URL, None, True, "t", Grade.ASSUMED)
    return ColumnSource(made, (page(newest),), AS_OF)


def ask(source: Source, monitor: str, params: dict[str, Any], subject: Subject) -> Verdict:
    row = RuleRow(
        place="t", id="r", title="r", monitor=monitor, params=params, kind=RuleKind.VETO, applies=Applies(), item=None,
        indicator="", points=Decimal(0), per=Per.FINDING, review=True, clause="", grade=Grade.ASSUMED, table="t",
    )  # fmt: skip
    (verdict,) = judge(source, Case(subject, AS_OF), bind([row]))
    return verdict


def subject(kind: SubjectKind, **given: Any) -> Subject:
    return replace(Subject(kind, "c0", "unit", SITE.id, None, None, URL, "动态0", ColumnKind.NEWS), **given)


def window(first: str, end: str, whom: Excused = Excused.SITE, id_: str = SITE.id) -> Maintenance:
    begins, ends = (datetime.fromisoformat(text).replace(tzinfo=BEIJING) for text in (first, end))
    return Maintenance(whom, id_, begins, ends, "机房搬迁", "函", Grade.OTHER)


def settled(verdict: Verdict, *windows: Maintenance) -> Verdict:
    district = replace(load_district("dazu"), maintenance=windows)
    (answer,) = excused(district, AS_OF, [verdict])
    return answer


def stale(newest: str, *windows: Maintenance) -> Verdict:
    return settled(ask(column(newest), *STALE, subject(SubjectKind.COLUMN)), *windows)


OFF = window("2026-03-05T12:00", "2026-03-12T09:00")  # touches eight days


@pytest.mark.parametrize(
    ("newest", "windows", "outcome", "said"),
    [
        ("2026-03-01", [], Outcome.FAIL, "已19天未更新"),
        (
            "2026-03-01",
            [OFF],
            Outcome.UNKNOWN,
            "报备“机房搬迁”2026年3月5日12:00至2026年3月12日09:00，扣除8天后没有超期",
        ),
        ("2026-03-01", [OFF], Outcome.UNKNOWN, "暂不认定：“动态0”栏目最近更新为2026年3月1日"),
        ("2026-02-26", [OFF], Outcome.UNKNOWN, "扣除8天"),  # 22 - 8 = 14 days: still in time
        ("2026-02-25", [OFF], Outcome.FAIL, "要求14天内更新（其中8天在报备期内）。"),
        ("2026-03-01", [window("2026-01-01", "2026-03-01")], Outcome.FAIL, "已19天"),  # over before the last item
        ("2026-03-01", [window("2026-03-21", "2026-04-01")], Outcome.FAIL, "已19天"),  # yet to come
        ("2026-03-01", [window("2026-03-05", "2026-03-13", Excused.UNIT, "unit")], Outcome.UNKNOWN, "扣除8天"),
        ("2026-03-01", [window("2026-03-05", "2026-03-13", Excused.UNIT, "other")], Outcome.FAIL, "已19天"),
        ("2026-03-01", [window("2026-03-05", "2026-03-13", Excused.ACCOUNT, SITE.id)], Outcome.FAIL, "已19天"),
        ("2026-03-01", [OFF, window("2026-03-06", "2026-03-08")], Outcome.UNKNOWN, "扣除8天"),  # days count once
    ],
)
def test_days_in_windows_do_not_count(newest: str, windows: list[Maintenance], outcome: Outcome, said: str) -> None:
    verdict = stale(newest, *windows)
    assert verdict.outcome is outcome
    assert bool(verdict.findings) == (outcome is Outcome.FAIL)
    assert said in (verdict.reason or verdict.findings[0].message)


def test_a_warning_stays_and_says_so() -> None:
    verdict = stale("2026-03-08", OFF)
    assert (verdict.outcome, verdict.findings[0].severity) == (Outcome.PASS, Severity.WARNING)
    assert "（其中4天在报备期内）" in verdict.findings[0].message


def neglected(newest: Iterable[str], *windows: Maintenance) -> Verdict:
    columns = tuple(column(day, number) for number, day in enumerate(newest))
    source = SiteSource(SITE, (), page("2026-03-19"), columns, AS_OF)
    params = {"count": "stale", "at_least": 2, "warn_at_least": 2}
    return settled(ask(source, "columns_neglected", params, subject(SubjectKind.SITE, id=SITE.id)), *windows)


def test_columns_are_counted_again_without_the_days_in_windows() -> None:
    assert neglected(["2026-03-01", "2026-02-01"]).outcome is Outcome.FAIL
    fewer = neglected(["2026-03-01", "2026-02-01"], OFF)
    assert (fewer.outcome, fewer.findings) == (Outcome.UNKNOWN, ())
    assert "扣除后超期的栏目只有1个，暂不认定：“动态0”有2个栏目超期未更新" in fewer.reason
    enough = neglected(["2026-03-01", "2026-02-01", "2026-01-01"], OFF)
    assert "（扣除报备期后仍有2个）。" in enough.findings[0].message


def account_verdict(*windows: Maintenance) -> Verdict:
    account = Account(
        "wx", (1,), "unit", "发布", Platform.WEIBO, FeedFormat.RSS, URL, True, "t", Grade.ASSUMED
    )  # fmt: skip
    posts = tuple(Post(f"p{n}", "通知", URL, AS_OF - timedelta(days=12 + n), False) for n in range(3))
    source = AccountSource(account, FeedReading(account.id, posts, None), AS_OF)
    about = subject(SubjectKind.ACCOUNT, id="wx", site_id=None, account_id="wx", platform=Platform.WEIBO)
    params = {"at_least": 3, "window_weeks": 1, "week_starts_on": 1}
    return settled(ask(source, "account_quiet", params, about), *windows)


def test_a_quiet_week_with_a_window_in_it_is_left_to_people() -> None:
    assert account_verdict().outcome is Outcome.FAIL
    assert account_verdict(window("2026-02-01", "2026-03-01", Excused.ACCOUNT, "wx")).outcome is Outcome.FAIL
    excuse = account_verdict(window("2026-03-18", "2026-03-19", Excused.ACCOUNT, "wx"))
    assert (excuse.outcome, excuse.findings) == (Outcome.UNKNOWN, ())
    assert "2026年3月18日00:00至2026年3月19日00:00，暂不认定：“动态0”" in excuse.reason


@pytest.mark.parametrize(
    ("first", "outcome", "said"),
    [("2026-03-20", Outcome.UNKNOWN, "报备“机房搬迁”"), ("2026-03-21", Outcome.FAIL, "打不开")],
)
def test_a_page_that_is_gone_while_the_site_is_being_mended(first: str, outcome: Outcome, said: str) -> None:
    source = PageSource(URL, FetchProblem(URL, FetchFailure.HTTP_STATUS, "404", AS_OF), None, AS_OF)
    found = ask(source, "page_unreachable", {}, subject(SubjectKind.PAGE, id=URL))
    verdict = settled(found, window(first, "2026-03-22"))
    assert verdict.outcome is outcome
    assert said in (verdict.reason or verdict.findings[0].message)


def test_a_page_that_did_not_answer_is_explained() -> None:
    source = PageSource(URL, FetchProblem(URL, FetchFailure.TIMEOUT, "", AS_OF), None, AS_OF)
    found = ask(source, "page_unreachable", {}, subject(SubjectKind.PAGE, id=URL))
    assert settled(found).reason == "超时未打开"
    assert settled(found, window("2026-03-20", "2026-03-22")).reason.startswith("超时未打开（报备“机房搬迁”")


def test_other_questions_are_not_touched() -> None:
    found = ask(column("2026-03-01"), *STALE, subject(SubjectKind.COLUMN))
    other = replace(found, rule=replace(found.rule, monitor="id_number_exposed"))
    assert settled(other, OFF) is other
