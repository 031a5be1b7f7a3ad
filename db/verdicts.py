"""Verdicts: append-only. Passes are counted, everything else is also kept one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select, update

from db.batches import append
from db.subjects import subject_columns
from db.tables import scans, verdict_tallies, verdicts
from inspection.finding import SubjectKind, Verdict
from inspection.outcome import Outcome

_COUNTED_ONLY = frozenset({Outcome.PASS, Outcome.NOT_APPLICABLE})


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a rule gave an outcome on one site or account."""

    rule: str
    site_id: str | None
    account_id: str | None
    outcome: Outcome
    count: int


@dataclass(frozen=True, slots=True)
class UnknownRow:
    """One question that stayed open; ``reason`` is Chinese."""

    rule: str
    subject_kind: SubjectKind
    subject_id: str
    unit_id: str
    site_id: str | None
    column_id: str | None
    account_id: str | None
    url: str
    title: str
    reason: str


def begin(cx: Connection, scan_id: int) -> None:
    """Judge a scan anew, after an interruption or with newer rules: the verdicts so far stay stored, and the queries
    below answer from the newest judging only.
    """
    cx.execute(update(scans).where(scans.c.id == scan_id).values(judging=scans.c.judging + 1))


def record(cx: Connection, scan_id: int, rows: Iterable[Verdict]) -> None:
    """Append verdicts; may be called many times for one scan."""
    judging = cx.execute(select(scans.c.judging).where(scans.c.id == scan_id)).scalar_one()
    counts: Counter[tuple[str, str | None, str | None, Outcome]] = Counter()
    single: list[dict[str, Any]] = []
    for verdict in rows:
        subject = verdict.subject
        counts[verdict.rule.id, subject.site_id, subject.account_id, verdict.outcome] += 1
        if verdict.outcome not in _COUNTED_ONLY:
            single.append(
                {
                    "scan_id": scan_id,
                    "judging": judging,
                    "rule": verdict.rule.id,
                    **subject_columns(subject),
                    "outcome": verdict.outcome.value,
                    "reason": verdict.reason,
                }
            )
    append(cx, verdicts, single)
    append(
        cx,
        verdict_tallies,
        (
            {
                "scan_id": scan_id, "judging": judging, "rule": rule, "site_id": site_id, "account_id": account_id,
                "outcome": outcome.value, "count": count,
            }
            for (rule, site_id, account_id, outcome), count in counts.items()
        ),
    )  # fmt: skip


def tallies(cx: Connection, scan_id: int) -> list[Tally]:
    """Counts of all outcomes, by rule, site or account, and outcome; sorted."""
    key = (verdict_tallies.c.rule, verdict_tallies.c.site_id, verdict_tallies.c.account_id, verdict_tallies.c.outcome)
    query = (
        select(*key, func.sum(verdict_tallies.c.count))
        .join(scans, scans.c.id == verdict_tallies.c.scan_id)
        .where(scans.c.id == scan_id, verdict_tallies.c.judging == scans.c.judging)
        .group_by(*key)
    )
    counted = [
        Tally(rule, site, account, Outcome(outcome), int(n)) for rule, site, account, outcome, n in cx.execute(query)
    ]
    return sorted(counted, key=lambda tally: (tally.rule, tally.site_id or "", tally.account_id or "", tally.outcome))


def unknowns(cx: Connection, scan_id: int) -> list[UnknownRow]:
    """The questions that stayed open, in the order they were asked."""
    query = (
        select(
            verdicts.c.rule, verdicts.c.subject_kind, verdicts.c.subject_id, verdicts.c.unit_id, verdicts.c.site_id,
            verdicts.c.column_id, verdicts.c.account_id, verdicts.c.url, verdicts.c.title, verdicts.c.reason,
        )
        .join(scans, scans.c.id == verdicts.c.scan_id)
        .where(
            scans.c.id == scan_id,
            verdicts.c.judging == scans.c.judging,
            verdicts.c.outcome == Outcome.UNKNOWN.value,
        )
        .order_by(verdicts.c.id)
    )  # fmt: skip
    return [UnknownRow(rule, SubjectKind(kind), *rest) for rule, kind, *rest in cx.execute(query)]
