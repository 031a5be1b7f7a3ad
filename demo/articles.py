"""The articles of all columns, numbered like a TRS system would."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from random import Random
from zlib import crc32

from demo.docids import DocidClock, number
from demo.places import Place
from demo.plan import Plan
from demo.publishing import publishing_days
from demo.wording import Writer, phrases
from inspection.moment import BEIJING
from inspection.registry import Column, ColumnKind, District


class Form(StrEnum):
    """How an article's body is built."""

    TEXT = "text"
    PLANNED = "planned"
    FUNCTIONS = "functions"
    OFFICES = "offices"
    GUIDE = "guide"
    LETTER = "letter"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Article:
    """One document. ``at``: when it appears; ``shown``: the moment it claims; both aware.

    ``gone``: when only a stub is left. ``lacks`` names the element that a guide does not say.
    """

    column: Column
    form: Form
    title: str
    at: datetime
    shown: datetime
    docid: int = 0
    seed: int = 0
    pinned: bool = False
    gone: datetime | None = None
    paragraphs: tuple[str, ...] = ()
    lacks: str = ""

    @property
    def relative(self) -> str:
        """Address below the column, e.g. ``202102/t20210225_8939081.html``."""
        return f"{self.shown:%Y%m}/t{self.shown:%Y%m%d}_{self.docid}.html"

    @property
    def url(self) -> str:
        return folder_of(self.column) + self.relative


def folder_of(column: Column) -> str:
    """The column's address up to and with its last slash."""
    return column.url[: column.url.rindex("/") + 1]


#: Shortest and longest gap in days between two items, well inside the windows of 14 and 180 days.
GAPS = {
    ColumnKind.NEWS: (5, 12),
    ColumnKind.NOTICE: (30, 80),
    ColumnKind.POLICY: (30, 85),
    ColumnKind.INTERPRETATION: (35, 90),
    ColumnKind.MAILBOX: (40, 85),
}


def write_articles(district: District, plan: Plan, places: dict[str, Place]) -> tuple[Article, ...]:
    """Every article of the world, in order of creation."""
    drafts = [draft for column in district.columns for draft in _column(column, plan, places[column.site_id])]
    drafts += _planned(district, plan)
    drafts.sort(key=lambda draft: (draft.at, not draft.docid, draft.column.id))
    given = [(draft.at, draft.docid or None) for draft in drafts]
    numbers = number(DocidClock(district.docid_anchors), given)
    return tuple(
        replace(draft, docid=docid, seed=draft.seed or docid) for draft, docid in zip(drafts, numbers, strict=True)
    )


def _column(column: Column, plan: Plan, place: Place) -> Iterator[Article]:
    rng = Random(plan.seed ^ crc32(column.id.encode()))
    if column.kind in GAPS:
        yield from _regular(column, plan, place, rng)
    elif column.kind is ColumnKind.FUNCTIONS:
        yield from _functions(column, plan, place, rng)
    elif column.kind is ColumnKind.ANNUAL_REPORT:
        for year, month in ((2020, 6), (2021, 1)):
            at = _moment(rng, date(year, month, rng.randint(15, 28)))
            yield Article(column, Form.REPORT, f"{place.name}{year - 1}年政府信息公开工作年度报告", at, at)
    elif column.kind is ColumnKind.GUIDE:
        yield from _guides(column, plan, rng)


def _regular(column: Column, plan: Plan, place: Place, rng: Random) -> Iterator[Article]:
    pauses = [(pause.last, pause.next) for pause in plan.silences if pause.column == column.id]
    letters = column.kind is ColumnKind.MAILBOX
    for day in publishing_days(rng, plan.first_day, plan.last_day, GAPS[column.kind], pauses):
        at = _moment(rng, day)
        seed = rng.getrandbits(32)
        writer = Writer.of(seed, place.name, day)
        title = writer.one("letters" if letters else column.kind.value, "titles")
        # Title and body are worded from one seed, so that they share topic and place.
        yield Article(column, Form.LETTER if letters else Form.TEXT, title, at, at, seed=seed)


def _functions(column: Column, plan: Plan, place: Place, rng: Random) -> Iterator[Article]:
    at = _moment(rng, plan.first_day + timedelta(days=rng.randint(1, 12)))
    yield Article(column, Form.OFFICES, f"{place.name}内设机构", at, at)
    if not any(piece.column == column.id for piece in plan.written):
        later = _moment(rng, at.date() + timedelta(days=rng.randint(1, 6)))
        yield Article(column, Form.FUNCTIONS, place.formal_name, later, later)


def _guides(column: Column, plan: Plan, rng: Random) -> Iterator[Article]:
    names = rng.sample(phrases()["guides"], rng.randint(4, 6))
    faults = {fault.guide: fault for fault in plan.incomplete_guides if fault.site == column.site_id}
    for index, name in enumerate(names):
        at, docid, lacks = _moment(rng, plan.first_day + timedelta(days=rng.randint(3, 40))), 0, ""
        if index in faults:
            at, docid, lacks = faults[index].at, faults[index].docid, faults[index].lacks
        title = f"{name}办事指南"
        yield Article(column, Form.GUIDE, title, at, at, docid, lacks=lacks)


def _planned(district: District, plan: Plan) -> Iterable[Article]:
    columns = {column.id: column for column in district.columns}
    for piece in plan.written:
        yield Article(
            columns[piece.column],
            Form.PLANNED,
            piece.title,
            piece.at.astimezone(BEIJING),
            (piece.shown or piece.at).astimezone(BEIJING),
            piece.docid or 0,
            pinned=piece.pinned,
            gone=piece.gone,
            paragraphs=piece.paragraphs,
        )


def _moment(rng: Random, day: date) -> datetime:
    """Office hours, never on the full hour: those minutes belong to planned articles."""
    return datetime.combine(day, time(rng.randint(8, 17), rng.randint(1, 59)), BEIJING)
