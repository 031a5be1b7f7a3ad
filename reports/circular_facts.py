"""What a circular is written from: the quarter's scores, how far its scans reached, and where its problems stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from inspection.circular import CircularForm, Issue
from inspection.indicators import IndicatorTable
from inspection.score import QuarterScores, Result, ScoreLine
from scoring.points import one_decimal


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the scans of a quarter reached; ``planned``, ``judged``, ``unknown`` count questions of weekly scans."""

    weekly_scans: int = 0
    sittings: int = 0
    missing: int = 0
    planned: int = 0
    judged: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Where the confirmed problems of a quarter stand on ``day`` (Beijing), by the ledger.

    ``announced`` wait with a deadline (``overdue`` of them past it, ``due`` the last of the others'), ``waiting``
    without one. ``terms`` are the problem classes of those waiting and their working days; ``undecided`` are suspected.
    """

    day: date
    confirmed: int = 0
    passed: int = 0
    fixed: int = 0
    announced: int = 0
    overdue: int = 0
    waiting: int = 0
    undecided: int = 0
    due: date | None = None
    terms: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture of a finding: a PNG, or (``png`` is ``None``) why there is none; ``manifest`` proves it by hash."""

    png: bytes | None
    note: str = ""
    manifest: str = ""


@dataclass(frozen=True, slots=True)
class CircularFacts:
    """``pictures`` by finding id."""

    scores: QuarterScores
    form: CircularForm
    reach: Reach
    follow_up: FollowUp
    pictures: Mapping[str, ShownPicture] = field(default_factory=dict)

    @property
    def issue(self) -> Issue:
        return self.form.issue(self.scores.quarter.id)

    @property
    def day(self) -> date:
        """The day that the file names as that of its making: 成文日期, else the quarter's last day."""
        return self.issue.day or self.scores.quarter.last_day


@dataclass(frozen=True, slots=True)
class Tallied:
    """The lines of one annex in figures. ``rate`` in percent and ``average`` have one decimal, half up."""

    total: int
    qualified: int
    full: int
    fined: int
    vetoed: tuple[ScoreLine, ...]
    failed: tuple[ScoreLine, ...]
    rate: Decimal
    average: Decimal


def tallied(lines: Sequence[ScoreLine]) -> Tallied:
    """Count the lines of an annex; those without any give zeros."""
    qualified = [line for line in lines if line.result is Result.QUALIFIED]
    count = len(lines) or 1
    return Tallied(
        total=len(lines),
        qualified=len(qualified),
        full=sum(line.printed_score >= 100 for line in lines),
        fined=sum(any(True for _ in _costs(line)) for line in lines),
        vetoed=tuple(line for line in lines if line.veto),
        failed=tuple(line for line in lines if line.result is not Result.QUALIFIED),
        rate=one_decimal(Decimal(100 * len(qualified)) / count),
        average=one_decimal(sum((line.printed_score for line in lines), Decimal(0)) / count),
    )


@dataclass(frozen=True, slots=True)
class ProblemClass:
    """The problems of one indicator: ``title`` of the rules, the lines that paid, in annex order, how often together.

    ``item`` is the title of the score item; ``example`` one problem in full, with the name it belongs to.
    """

    title: str
    item: str
    names: tuple[str, ...]
    times: int
    example: str


def problem_classes(
    scores: QuarterScores, lines: Sequence[ScoreLine], table: IndicatorTable
) -> tuple[ProblemClass, ...]:
    """The classes of what the lines lost points for, the most frequent first; a line printed twice counts once."""
    once = {line.subject_id: line for line in reversed(lines)}
    ordered = [line for line in lines if once[line.subject_id] is line]
    groups: dict[tuple[str, str], list[tuple[ScoreLine, str, tuple[str, ...]]]] = {}
    for line in ordered:
        for cost in _costs(line):
            key = (cost.item, cost.indicator)
            groups.setdefault(key, []).append((line, cost.text, cost.rules))
    told = _told(scores)
    classes = [
        ProblemClass(
            title=_title(table, indicator, {rule for _, _, rules in costs for rule in rules}),
            item=table.item(item).title,
            names=tuple(dict.fromkeys(line.name for line, _, _ in costs)),
            times=len(costs),
            example=told.get((costs[0][0].subject_id, indicator), f"{costs[0][0].name}，{costs[0][1]}").rstrip("。"),
        )
        for (item, indicator), costs in groups.items()
    ]
    return tuple(sorted(classes, key=lambda one: -one.times))


def _costs(line: ScoreLine) -> Iterator[_Cost]:
    factors = {cell.item: cell.factor for cell in line.item_scores}
    for each in line.deductions:
        if each.points and factors.get(each.item, Decimal(0)) <= 0:
            yield _Cost(each.item, each.indicator, each.text, each.rules)


@dataclass(frozen=True, slots=True)
class _Cost:
    item: str
    indicator: str
    text: str
    rules: tuple[str, ...]


def _title(table: IndicatorTable, indicator: str, rules: set[str]) -> str:
    titles = [rule.title for rule in table.rules if rule.id in rules]
    return "、".join(titles) or indicator or "人工登记的扣分"


def _told(scores: QuarterScores) -> dict[tuple[str, str], str]:
    """By subject and indicator: which page annex 3 tells in full. Names and masked numbers stay out of the text."""
    return {
        (group.subject_id, section.indicator): f"{group.name}“{section.problems[0].title}”（见附件3）"
        for group in scores.problems
        for section in group.sections
        if section.problems
    }
