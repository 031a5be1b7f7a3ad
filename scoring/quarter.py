"""Scores one quarter: every line of annexes 1 and 2, the problems of annex 3, and what the sources contradict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from inspection.indicators import IndicatorTable
from inspection.registry import District, ManualEntry, Quarter
from inspection.score import Counted, QuarterScores, ScoreLine
from scoring.annex3 import problem_groups
from scoring.contradictions import contradictions
from scoring.error import ScoringError
from scoring.line import Assessed, assess
from scoring.points import one_decimal
from scoring.rank import competition_ranks, ranks_as_printed


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of an annex before scoring."""

    row: int
    subject_id: str
    unit_id: str
    name: str
    platform: str | None
    public_service: bool


def score_quarter(
    district: District,
    quarter: Quarter,
    tables: Sequence[IndicatorTable],
    counted: Iterable[Counted],
    manual_entries: Iterable[ManualEntry],
    *,
    suspected: Iterable[Counted] = (),
    unjudged: Mapping[str, str] | None = None,
) -> QuarterScores:
    """Score every site and account of ``district`` in ``quarter``.

    ``counted`` are the *confirmed* observations; their order does not matter. ``suspected`` (not yet decided) cost
    nothing and only appear in notes on contradictions. ``manual_entries`` of other quarters are left out. ``unjudged``
    names subjects that could not be checked, with a Chinese reason: they keep their points, and the line says so.
    Ranks compare printed scores (one decimal), so that no two equal lines of an annex differ in rank.
    Raises ``ScoringError`` for an observation or entry whose subject or item does not exist, or a missing table.
    """
    seen = _by_subject(counted)
    entries: dict[str, list[ManualEntry]] = defaultdict(list)
    for entry in manual_entries:
        if entry.quarter_id == quarter.id:
            entries[entry.subject_id].append(entry)
    site_rows = [_Row(s.row, s.id, s.unit_id, s.name, None, s.public_service) for s in district.sites]
    account_rows = [
        _Row(row, a.id, a.unit_id, a.name, a.platform.label, True) for a in district.accounts for row in a.rows
    ]
    _refuse_strangers({row.subject_id for row in (*site_rows, *account_rows)}, seen, entries)
    site_table, account_table = _table(tables, "sites", quarter), _table(tables, "accounts", quarter)

    def lines(rows: list[_Row], table: IndicatorTable, last_row: int) -> tuple[ScoreLine, ...]:
        ordered = sorted(rows, key=lambda row: row.row)
        assessed = [
            assess(table, seen[row.subject_id], entries[row.subject_id], public_service=row.public_service)
            for row in ordered
        ]
        return _ranked(district, ordered, assessed, last_row, unjudged or {})

    rows_ranked = quarter.rows_ranked_in_print or max((row.row for row in site_rows), default=0)
    sites = lines(site_rows, site_table, rows_ranked)
    accounts = lines(account_rows, account_table, max((row.row for row in account_rows), default=0))
    return QuarterScores(
        quarter=quarter,
        district_name=district.name,
        sites=sites,
        accounts=accounts,
        contradictions=contradictions((site_table, sites), (account_table, accounts), tuple(suspected), rows_ranked),
        problems=problem_groups((*sites, *accounts), (site_table, account_table), seen),
        site_table=site_table,
        account_table=account_table,
    )


def _by_subject(counted: Iterable[Counted]) -> dict[str, list[Counted]]:
    seen: dict[str, list[Counted]] = defaultdict(list)
    for observation in counted:
        seen[observation.subject_id].append(observation)
    return seen


def _refuse_strangers(known: set[str], *used: Mapping[str, object]) -> None:
    strangers = sorted({subject for each in used for subject in each} - known)
    if strangers:
        raise ScoringError(f"登记册中没有这些网站或账号：{'、'.join(strangers)}")


def _table(tables: Sequence[IndicatorTable], subject: Literal["sites", "accounts"], quarter: Quarter) -> IndicatorTable:
    fitting = [table for table in tables if table.subject == subject and table.in_force(quarter.first_day)]
    if len(fitting) != 1:
        kind = "网站" if subject == "sites" else "政务新媒体"
        raise ScoringError(f"{quarter.first_day}生效的{kind}指标表应有1张，实有{len(fitting)}张")
    return fitting[0]


def _ranked(
    district: District, rows: list[_Row], assessed: list[Assessed], last_row: int, unjudged: Mapping[str, str]
) -> tuple[ScoreLine, ...]:
    printed: list[Decimal] = [one_decimal(each.score) for each in assessed]
    ranks = competition_ranks(printed)
    as_printed = ranks_as_printed({row.row: score for row, score in zip(rows, printed, strict=True)}, last_row)
    return tuple(
        ScoreLine(
            row=row.row,
            subject_id=row.subject_id,
            unit_id=row.unit_id,
            unit_name=district.unit(row.unit_id).name,
            name=row.name,
            platform=row.platform,
            item_scores=each.cells,
            veto=each.veto,
            veto_text=each.veto_text,
            score=each.score,
            printed_score=score,
            result=each.result,
            rank=rank,
            printed_rank=as_printed[row.row],
            formula=each.formula.id,
            arithmetic=each.arithmetic,
            deductions=each.deductions,
            notes=(*each.notes, *([unjudged[row.subject_id]] if row.subject_id in unjudged else [])),
        )
        for row, each, score, rank in zip(rows, assessed, printed, ranks, strict=True)
    )
