"""The nouns of a quarter's score: what was counted, what it cost, and what the sources say against each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from inspection.finding import SubjectKind
from inspection.indicators import IndicatorTable
from inspection.registry import Quarter
from inspection.rule import Per, RuleKind, ScanKind


class Result(StrEnum):
    """检查结果 as the annexes print it."""

    QUALIFIED = "合格"
    NOT_QUALIFIED = "不合格"


@dataclass(frozen=True, slots=True)
class Counted:
    """One scan saw one confirmed finding: an observation that may cost points.

    ``rule`` is a rule row's id; ``subject_id`` is the *site or account* that pays, while ``subject_kind``, ``title``
    and ``url`` tell what was looked at (a page of that site, say). ``at`` is aware. ``points`` are those of the rule
    row (0 and ``item`` ``None`` for a veto). ``snapshot`` is the hex sha256 of the stored body, or empty.
    """

    finding_id: str
    rule: str
    item: str | None
    indicator: str
    subject_id: str
    scan_id: str
    scan_kind: ScanKind
    at: datetime
    message: str
    url: str
    title: str
    subject_kind: SubjectKind
    points: Decimal
    per: Per
    kind: RuleKind = RuleKind.DEDUCT
    snapshot: str = ""


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points that one event moved in one item, before the item's cap; ``points`` ≥ 0.

    The item's factor says whether they are taken or given. ``reasons`` are finding ids, sorted; empty when a person
    entered the points. ``indicator`` is the printed indicator (empty for a person's entry), ``rules`` the ids of the
    rule rows, ``text`` Chinese.
    """

    item: str
    points: Decimal
    reasons: tuple[str, ...]
    text: str
    arithmetic: str
    indicator: str = ""
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One annex cell. ``printed`` is ``None`` for 不考核; else ``raw`` cut to the item's and its group's points."""

    item: str
    title: str
    raw: Decimal
    printed: Decimal | None
    factor: Decimal
    arithmetic: str


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One line of annex 1 or 2. ``score`` is exact, ``printed_score`` has one decimal (half up); ranks start at 1.

    ``veto`` is the printed 单项否决; it may stand beside 合格 when a source prints it so (then ``veto_text`` says who).
    ``printed_rank`` follows the rule of the printed annex, see ``scoring.rank``. ``notes`` are Chinese remarks.
    """

    row: int
    subject_id: str
    unit_id: str
    unit_name: str
    name: str
    platform: str | None
    item_scores: tuple[ItemScore, ...]
    veto: bool
    veto_text: str
    score: Decimal
    printed_score: Decimal
    result: Result
    rank: int
    printed_rank: int
    formula: str
    arithmetic: str
    deductions: tuple[Deduction, ...]
    notes: tuple[str, ...] = ()

    @property
    def items(self) -> Mapping[str, Decimal]:
        """Printed points by item id, without the items that are 不考核."""
        return {cell.item: cell.printed for cell in self.item_scores if cell.printed is not None}

    @property
    def not_assessed(self) -> tuple[str, ...]:
        """Ids of the items printed as 不考核."""
        return tuple(cell.item for cell in self.item_scores if cell.printed is None)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Where the sources disagree, said and never "fixed". ``annex`` is the printed annex it concerns (1–3)."""

    id: str
    text: str
    where: str
    source: str
    annex: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One entry of annex 3. ``description`` is Chinese and ends with the points; ``snapshot`` as in ``Counted``."""

    at: datetime
    kind: SubjectKind
    title: str
    url: str
    snapshot: str
    description: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProblemSection:
    """The problems of one printed indicator, and what they cost together."""

    indicator: str
    points: Decimal
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """The part of annex 3 about one site or account; ``points`` is its printed 季度检查 cell (after caps)."""

    subject_id: str
    unit_id: str
    unit_name: str
    name: str
    points: Decimal
    sections: tuple[ProblemSection, ...]


@dataclass(frozen=True, slots=True)
class QuarterScores:
    """Everything the annexes of one quarter print, with the two indicator tables that priced it."""

    quarter: Quarter
    district_name: str
    sites: tuple[ScoreLine, ...]
    accounts: tuple[ScoreLine, ...]
    contradictions: tuple[Contradiction, ...]
    problems: tuple[ProblemGroup, ...]
    site_table: IndicatorTable
    account_table: IndicatorTable
