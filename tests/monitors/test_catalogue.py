"""Finding the monitors, binding rule rows to them, and asking them without letting one break the others."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from case_folder import monitor_names

from config.indicators import load_tables
from facts.sources import ColumnSource
from inspection.fetched import FetchFailure, FetchProblem
from inspection.finding import Case, Subject, SubjectKind
from inspection.moment import BEIJING
from inspection.outcome import Irrelevant, Missing, Outcome
from inspection.registry import Column, ColumnKind, Grade
from inspection.rule import Applies, Per, Rule, RuleKind, RuleRow, ScanKind
from monitors.frame.catalogue import CatalogueError, bind, catalogue, read_package
from monitors.frame.runner import applies, judge

GOOD_MONITOR = """
from dataclasses import dataclass
from facts.column_dates import ColumnDates
from facts.sources import ColumnSource
from monitors.frame.monitor import Monitor

@dataclass(frozen=True)
class Params:
    days: int = 1

def check(fact, rule, case):
    yield from ()

MONITOR = Monitor(id="NAME", source=ColumnSource, needs=ColumnDates, params=PARAMS, check=check)
"""

WORKING = GOOD_MONITOR.replace("PARAMS", "Params")


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """An empty package of monitors; tests write modules into it before they read it."""
    (tmp_path / "some_monitors").mkdir()
    (tmp_path / "some_monitors" / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    yield import_module("some_monitors")
    for name in [name for name in sys.modules if name.partition(".")[0] == "some_monitors"]:
        del sys.modules[name]


def write(package: ModuleType, name: str, text: str) -> None:
    (Path(next(iter(package.__path__))) / name).write_text(text, "utf-8")


def test_every_module_of_the_package_is_a_monitor() -> None:
    assert sorted(catalogue()) == monitor_names()


def test_a_file_is_a_registration(package: ModuleType) -> None:
    write(package, "page_sad.py", WORKING.replace("NAME", "page_sad"))
    assert list(read_package(package)) == ["page_sad"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "page_sad.py 没有定义 MONITOR"),
        ("MONITOR = 'page_sad'", "page_sad.py 没有定义 MONITOR"),
        (WORKING.replace("NAME", "page-sad"), "page_sad.py 的编号写成了“page-sad”，应与文件名一致"),
        (GOOD_MONITOR.replace("NAME", "page_sad").replace("PARAMS", "dict"), "page_sad.py 的参数类型 dict 不是"),
    ],
)
def test_a_module_that_does_not_fit_is_refused_by_name(package: ModuleType, text: str, complaint: str) -> None:
    write(package, "page_sad.py", text)
    with pytest.raises(CatalogueError, match=complaint):
        read_package(package)


def row(monitor: str = "column_stale", **params: object) -> RuleRow:
    return RuleRow(
        place="t.yaml: rules[0]", id="r", title="r", monitor=monitor, params=params, kind=RuleKind.DEDUCT,
        applies=Applies(), item="weekly", indicator="i", points=Decimal(10), per=Per.SCAN, review=False, clause="c",
        grade=Grade.ASSUMED, table="t",
    )  # fmt: skip


STALE: Mapping[str, object] = {"late_after_days": 14, "warn_from_days": 10}
QUIET: Mapping[str, object] = {"at_least": 3, "window_weeks": 1, "week_starts_on": 1}


@pytest.mark.parametrize(
    ("monitor", "params", "complaint"),
    [
        ("column_stail", STALE, "t.yaml: rules[0]：没有名为“column_stail”的监测项（现有：account_dormant、"),
        (
            "column_stale",
            {**STALE, "warn_days": 3},
            "t.yaml: rules[0].params.warn_days：监测项 column_stale 没有这个参数（允许：late_after_days、",
        ),
        ("column_blank", {"days": 3}, "t.yaml: rules[0].params.days：监测项 column_blank 没有这个参数（允许：无）"),
        ("column_stale", {"late_after_days": 14}, "t.yaml: rules[0].params.warn_from_days：缺少这个参数"),
        ("column_stale", {**STALE, "late_after_days": "两周"}, "t.yaml: rules[0].params.late_after_days：应为整数"),
        ("column_stale", {**STALE, "late_after_days": 14.5}, "t.yaml: rules[0].params.late_after_days：应为整数"),
        ("column_stale", {**STALE, "warn_from_days": 15}, "t.yaml: rules[0].params：warn_from_days 应大于 0，且不大于"),
        ("home_stale", {**STALE, "warn_from_days": 0}, "t.yaml: rules[0].params：warn_from_days 应大于 0"),
        ("account_quiet", {**QUIET, "week_starts_on": 0}, "week_starts_on 应为 1（周一）到 7（周日）"),
        ("account_quiet", {**QUIET, "window_weeks": 0}, "应不小于 1"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_with_its_place(
    monitor: str, params: Mapping[str, Any], complaint: str
) -> None:
    with pytest.raises(CatalogueError) as refused:
        bind([row(monitor, **params)])
    assert complaint in str(refused.value)


def test_parameters_are_typed() -> None:
    (rule,) = bind([row(**STALE)])
    assert (rule.params.late_after_days, rule.params.warn_from_days) == (14, 10)


def test_every_row_of_the_indicator_tables_binds() -> None:
    rows = [row for table in load_tables() for row in table.rules]
    assert len(bind(rows)) == len(rows) > 0


AS_OF = datetime(2020, 12, 13, 20, 0, tzinfo=BEIJING)
COLUMN = Column("c", "s", ColumnKind.NEWS, "动态", "http://www.test/dt/", None, True, "test", Grade.ASSUMED)
SUBJECT = Subject(SubjectKind.COLUMN, "c", "u", "s", "c", None, COLUMN.url, "动态", ColumnKind.NEWS)
UNREAD = ColumnSource(COLUMN, (FetchProblem(COLUMN.url, FetchFailure.TIMEOUT, "", AS_OF),), AS_OF)


@pytest.mark.parametrize(
    ("where", "scan", "expected"),
    [
        (Applies(), None, True),
        (Applies(), ScanKind.DAILY, True),
        (Applies(scans=frozenset({ScanKind.WEEKLY})), ScanKind.WEEKLY, True),
        (Applies(scans=frozenset({ScanKind.WEEKLY})), ScanKind.DAILY, False),
        (Applies(scans=frozenset({ScanKind.WEEKLY})), None, True),
        (Applies(column_kinds=frozenset({ColumnKind.NEWS})), None, True),
        (Applies(column_kinds=frozenset({ColumnKind.POLICY})), None, False),
    ],
)
def test_where_a_rule_holds(where: Applies, scan: ScanKind | None, expected: bool) -> None:
    (rule,) = bind([row(**STALE)])
    assert applies(replace(rule, applies=where), SUBJECT, scan) is expected


def test_rules_of_another_level_are_not_asked() -> None:
    rules = bind([row(**STALE), row("account_quiet", **QUIET), row("page_unreachable")])
    verdicts = list(judge(UNREAD, Case(SUBJECT, AS_OF), rules))
    assert [verdict.rule.monitor for verdict in verdicts] == ["column_stale"]
    assert verdicts[0].outcome is Outcome.UNKNOWN


class Broken:
    """A fact whose extraction breaks."""

    @classmethod
    def extract(cls, source: ColumnSource) -> Missing | Irrelevant:
        raise RuntimeError("boom")


def test_a_check_that_breaks_is_unknown_and_hides_no_other_answer(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = replace(catalogue()["column_stale"], needs=Broken)
    rules: tuple[Rule[Any], ...] = bind([row(**STALE), row("column_blank")])
    monkeypatch.setitem(catalogue(), "column_stale", broken)
    first, second = judge(UNREAD, Case(SUBJECT, AS_OF), rules)
    assert (first.outcome, first.reason) == (Outcome.UNKNOWN, "检查程序出错（RuntimeError）")
    assert (second.outcome, second.reason) == (Outcome.UNKNOWN, "超时未打开")
    assert "boom" in caplog.text
