"""The numbers of an invented report, and the faults planted in them with what each one breaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

NEW, IN, OPEN, PARTLY, SUM, OUT = "一", "二", "（一）", "（二）", "（七）", "四"
GROUPS = {"（三）": 8, "（四）": 3, "（五）": 5}
PERSON, BUSINESS, RESEARCH, CHARITY, LEGAL, OTHER, TOTAL = range(7)
REVIEW, DIRECT, AFTER = range(3)
_TOLD = {NEW: "new", IN: "in", OUT: "out"}


@dataclass
class Figures:
    """``rows`` by row id (``（三）2`` is its second item): seven columns; ``disputes``: three groups of five."""

    form: int
    year: int
    rows: dict[str, list[str]]
    disputes: list[list[str]]
    told: dict[str, int] = field(default_factory=dict)


def item_rows(form: int) -> list[str]:
    """Row ids in the order of the form, without the totals."""
    items = [OPEN, PARTLY, *(f"{group}{item}" for group, count in GROUPS.items() for item in range(1, count + 1))]
    return [*items, *([f"（六）{item}" for item in (1, 2, 3)] if form == 2021 else ["（六）"])]


def consistent(random: Random, form: int, busy: bool) -> Figures:
    """Numbers for which every relation holds."""
    rows = {row: [0] * 7 for row in (NEW, IN, *item_rows(form), SUM, OUT)}
    for column, most in (
        (PERSON, 40 if busy else 6),
        (BUSINESS, 9),
        (RESEARCH, 1),
        (CHARITY, 1),
        (LEGAL, 3),
        (OTHER, 2),
    ):
        for _ in range(random.randint(1 if column <= BUSINESS else 0, most)):
            row = random.choice((OPEN, OPEN, OPEN, *item_rows(form)))
            rows[row][column] += random.choice((1, 1, 1, 37)) if busy else 1
        handled = sum(rows[row][column] for row in item_rows(form))
        rows[SUM][column] = handled
        rows[OUT][column] = random.randint(0, 3) if column <= BUSINESS else 0
        rows[IN][column] = random.randint(0, min(2, handled)) if column <= BUSINESS else 0
        rows[NEW][column] = handled + rows[OUT][column] - rows[IN][column]
    if busy:
        rows[NEW][PERSON] += 1200
        rows[SUM][PERSON] += 1200
        rows[OPEN][PERSON] += 1200
    for row in rows.values():
        row[TOTAL] = sum(row[:TOTAL])
    disputes = [[random.randint(0, 3) for _ in range(4)] for _ in range(3)]
    told = {"new": rows[NEW][TOTAL], "in": rows[IN][TOTAL], "out": rows[OUT][TOTAL]}
    year = random.choice((2019, 2020)) if form == 2019 else random.choice((2021, 2022, 2023))
    told["all"] = told["new"] + told["in"]
    return Figures(
        form,
        year,
        {row: [str(value) for value in values] for row, values in rows.items()},
        [[str(value) for value in (*group, sum(group))] for group in disputes],
        told,
    )


def _add(figures: Figures, row: str, column: int, by: int = 1) -> None:
    """Change one cell; the text goes on agreeing with the table's total."""
    if column == TOTAL and row in _TOLD:
        figures.told[_TOLD[row]] += by
        figures.told["all"] += by if row != OUT else 0
    figures.rows[row][column] = str(int(figures.rows[row][column]) + by)


def _both(row: str, column: int = PERSON) -> Callable[[Figures], None]:
    def plant(figures: Figures) -> None:
        _add(figures, row, column)
        _add(figures, row, TOTAL)

    return plant


def _swapped(figures: Figures) -> None:
    row = figures.rows[NEW]
    row[BUSINESS], row[RESEARCH] = str(int(row[BUSINESS]) - 1), str(int(row[RESEARCH]) + 1)


def _blanked(figures: Figures) -> None:
    figures.rows[SUM][TOTAL] = ""


def _dispute(group: int, result: int) -> Callable[[Figures], None]:
    def plant(figures: Figures) -> None:
        figures.disputes[group][result] = str(int(figures.disputes[group][result]) + 1)

    return plant


def _told(what: str) -> Callable[[Figures], None]:
    def plant(figures: Figures) -> None:
        figures.told[what] += 5
        figures.told["all"] += 5 if what == "new" else 0

    return plant


#: (what was done, how, keys of the relations that it breaks)
FAULTS: tuple[tuple[str, Callable[[Figures], None], tuple[str, ...]], ...] = (
    ("新收行的总计多1件", lambda f: _add(f, NEW, TOTAL), ("T3-3 一、本年新收", "T3-1 总计")),
    ("结转下年度自然人列多1件，总计随之", _both(OUT), ("T3-1 自然人", "T3-1 总计")),
    ("上年结转商业企业列多1件，总计随之", _both(IN, BUSINESS), ("T3-1 商业企业", "T3-1 总计")),
    ("（七）总计自然人列多1件，总计列随之", _both(SUM), ("T3-1 自然人", "T3-1 总计", "T3-2 自然人", "T3-2 总计")),
    ("不予公开第3项自然人多1件，总计随之", _both("（三）3"), ("T3-2 自然人", "T3-2 总计")),
    ("无法提供第1项法律服务机构多1件，总计随之", _both("（四）1", LEGAL), ("T3-2 法律服务机构", "T3-2 总计")),
    ("予以公开行的总计多1件", lambda f: _add(f, OPEN, TOTAL), ("T3-3 （一）予以公开", "T3-2 总计")),
    (
        "（七）总计行的总计多2件",
        lambda f: _add(f, SUM, TOTAL, 2),
        ("T3-1 总计", "T3-2 总计", "T3-3 （七）总计"),
    ),
    ("（七）总计行的总计空白，按0计", _blanked, ("T3-1 总计", "T3-2 总计", "T3-3 （七）总计")),
    ("新收商业企业1件误入科研机构列", _swapped, ("T3-1 商业企业", "T3-1 科研机构")),
    ("复议总计多1件", _dispute(REVIEW, 4), ("T4 行政复议",)),
    ("直接起诉尚未审结多1件", _dispute(DIRECT, 3), ("T4 未经复议直接起诉",)),
    ("复议后起诉结果纠正多1件", _dispute(AFTER, 1), ("T4 复议后起诉",)),
    ("正文收到件数多5件", _told("new"), ("TX 收到申请",)),
    ("正文结转下年度多5件", _told("out"), ("TX 结转下年度",)),
    ("正文上年结转多5件", _told("in"), ("TX 上年结转",)),
)
