"""How things are set: the registry, the indicator tables, the schedule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.exceptions import HTTPException

from config.problem import ConfigError
from inspection.rule import RuleRow
from jobs.kept_results import kept_tables
from jobs.registry_book import SHEETS, RegistryError
from jobs.registry_change import current
from jobs.schedule import schedule
from jobs.schedule_status import schedule_status
from scoring.points import plain
from web.frame.access import Administrator, Looker
from web.frame.desk import TheDesk
from web.pages.schedule import trouble

router = APIRouter(prefix="/settings", tags=["settings"])


@dataclass(frozen=True, slots=True)
class TableListed:
    """``last_day`` is ``null`` while the table is in force."""

    id: str
    title: str
    subject: str
    first_day: date
    last_day: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Tables:
    items: list[TableListed]


@dataclass(frozen=True, slots=True)
class RuleShown:
    """``item`` is ``null`` for vetoes and hints, which take no points; ``grade``: how sure the source is."""

    id: str
    title: str
    monitor: str
    kind: str
    item: str | None
    points: str
    per: str
    review: bool
    clause: str
    grade: str


@dataclass(frozen=True, slots=True)
class Rules:
    items: list[RuleShown]


@dataclass(frozen=True, slots=True)
class JobShown:
    """Runs of the last seven days: how many were ``expected``, ``done``, and not well; ``next`` is ``null``: none."""

    job: str
    title: str
    on: bool
    expected: int
    done: int
    bad: int
    next: datetime | None


@dataclass(frozen=True, slots=True)
class Schedule:
    """``problem`` (Chinese) is empty when all is well; ``started`` false: nobody ever ran the schedule."""

    started: bool
    problem: str
    items: list[JobShown]


@dataclass(frozen=True, slots=True)
class Registered:
    """Rows by table, as the files have them."""

    tables: dict[str, list[list[str]]]


@router.get("/indicators")
def tables(viewer: Looker) -> Tables:
    """The indicator tables."""
    return Tables(
        [TableListed(one.id, one.title, one.subject, one.first_day, one.last_day, one.source) for one in kept_tables()]
    )


@router.get("/indicators/{table_id}")
def rules(viewer: Looker, table_id: Annotated[str, Path(max_length=80)]) -> Rules:
    """The rules of a table, each with its clause."""
    for table in kept_tables():
        if table.id == table_id:
            return Rules([_rule(rule) for rule in table.rules])
    raise HTTPException(404)


@router.get("/schedule")
def jobs(desk: TheDesk, viewer: Looker) -> Schedule:
    """The jobs of the schedule against what ran."""
    work = desk.work
    try:
        status = schedule_status(work.database, work.district, schedule(work.settings), desk.clock())
    except ConfigError:
        raise HTTPException(503) from None
    return Schedule(
        status.started,
        status.ill,
        [
            JobShown(
                one.entry.job, one.entry.title, one.entry.runs, one.expected, one.counts["done"], trouble(one), one.next
            )
            for one in status.jobs
        ],
    )  # fmt: skip


@router.get("/registry")
def registry(desk: TheDesk, viewer: Administrator) -> Registered:
    """Units, sites, columns, accounts and entries, row by row."""
    try:
        read = current(desk.work)
    except RegistryError:
        raise HTTPException(503) from None
    return Registered({SHEETS[name]: [list(row) for row in rows] for name, rows in read.items()})


def _rule(rule: RuleRow) -> RuleShown:
    return RuleShown(
        rule.id, rule.title, rule.monitor, rule.kind.value, rule.item, plain(rule.points), rule.per.value, rule.review,
        rule.clause, rule.grade.value,
    )  # fmt: skip
