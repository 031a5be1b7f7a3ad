"""Findings as they are remembered: one row per identity, with every observation of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select, true

from db.batches import batches
from db.decisions import Decision, FindingState
from db.observing import observe
from db.subjects import subject_of
from db.tables import decisions, findings, observations, scans
from inspection.finding import Confidence, Evidence, Severity, Subject
from inspection.moment import BEIJING
from inspection.rule import ScanKind

__all__ = ["FindingState", "Observation", "StoredFinding", "get", "listing", "observe", "some"]


@dataclass(frozen=True, slots=True)
class Observation:
    """A finding as one scan saw it. ``table_id`` and ``code_version`` name the rules and the program that judged."""

    scan_id: int
    scan_kind: ScanKind
    as_of: datetime
    message: str
    measured: Mapping[str, Any]
    evidence: tuple[Evidence, ...]
    quote: str
    where: str
    table_id: str
    code_version: str


@dataclass(frozen=True, slots=True)
class StoredFinding:
    """A finding over all scans. Message, quote, confidence and subject are those of the newest scan that saw it.

    ``observations`` by ``as_of``, one per scan. ``decision`` is the one that led to ``state``, perhaps (``ignore``)
    about another finding of the same rule and subject; ``None`` while nobody decided.
    """

    id: str
    rule: str
    monitor: str
    subject: Subject
    severity: Severity
    confidence: Confidence
    message: str
    quote: str
    where: str
    key: str
    first_seen_at: datetime
    last_seen_at: datetime
    observations: tuple[Observation, ...]
    state: FindingState
    decision: Decision | None


def get(cx: Connection, id_or_prefix: str) -> StoredFinding | None:
    """The finding whose id is or begins with ``id_or_prefix``; ``ValueError`` (Chinese) when several do."""
    if not id_or_prefix:
        raise ValueError("请给出问题编号")
    known = findings.c.id
    begins = known.startswith(id_or_prefix, autoescape=True) & known.between(id_or_prefix, id_or_prefix + "g")
    ids = list(cx.scalars(select(known).where(begins).limit(2)))  # ids are hex digits: the range is found by index
    if not ids:
        return None
    if len(ids) > 1:
        raise ValueError(f"有多个问题的编号以“{id_or_prefix}”开头，请多写几位")
    return _load(cx, findings.c.id == ids[0], true())[0]


def listing(
    cx: Connection,
    *,
    state: FindingState | None = None,
    unit_id: str | None = None,
    rule: str | None = None,
    first_day: date | None = None,
    last_day: date | None = None,
    severity: Severity | None = None,
) -> list[StoredFinding]:
    """Findings with all of these properties: gravest first, then the surest, then the oldest.

    ``first_day`` and ``last_day`` are inclusive Beijing days: with them only findings observed in the window are
    returned, with only the observations in it.
    """
    which: ColumnElement[bool] = true()
    for column, value in ((findings.c.state, state), (findings.c.unit_id, unit_id), (findings.c.rule, rule)):
        if value is not None:
            which &= column == value
    if severity is not None:
        which &= findings.c.severity == severity.value
    when: ColumnElement[bool] = true()
    if first_day is not None:
        when &= observations.c.as_of >= _midnight(first_day)
    if last_day is not None:
        when &= observations.c.as_of < _midnight(last_day + timedelta(days=1))
    return _sorted(_load(cx, which, when))


def some(cx: Connection, finding_ids: Iterable[str]) -> list[StoredFinding]:
    """Those of the findings that there are, with all their observations, in the order of ``listing``."""
    found: list[StoredFinding] = []
    for batch in batches(sorted(set(finding_ids)), 500):
        found += _load(cx, findings.c.id.in_(batch), true())
    return _sorted(found)


def _sorted(found: Iterable[StoredFinding]) -> list[StoredFinding]:
    sure = list(Confidence)
    return sorted(
        found,
        key=lambda one: (-one.severity.rank, sure.index(one.confidence), one.first_seen_at, one.id),
    )


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING)


def _load(cx: Connection, which: ColumnElement[bool], when: ColumnElement[bool]) -> list[StoredFinding]:
    """Two queries, however many findings: the observations, and the findings that have some."""
    seen: dict[str, dict[int, Observation]] = defaultdict(dict)
    query = (
        select(observations, scans.c.kind.label("scan_kind"))
        .join(scans, scans.c.id == observations.c.scan_id)
        .join(findings, findings.c.id == observations.c.finding_id)
        .where(which, when)
        .order_by(observations.c.as_of, observations.c.id)
    )
    for row in cx.execute(query):
        seen[row.finding_id][row.scan_id] = observation_of(row)  # judged twice: the later reading of a scan counts
    decided = (decisions.c.finding_id, decisions.c.action, decisions.c.who, decisions.c.at, decisions.c.reason)
    stored = cx.execute(
        select(findings, *(column.label(f"decided_{column.name}") for column in decided))
        .outerjoin(decisions, decisions.c.id == findings.c.decision_id)
        .where(which & _observed(when))
    )
    return [_finding(row, tuple(seen[row.id].values())) for row in stored if row.id in seen]


def _observed(when: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a finding has an observation in the window; asked by index only where there is a window."""
    return when if when is true() else findings.c.id.in_(select(observations.c.finding_id).where(when))


def observation_of(row: Row[Any]) -> Observation:
    """The observation that a row of ``observations`` and its scan's ``scan_kind`` speak of."""
    return Observation(
        scan_id=row.scan_id,
        scan_kind=ScanKind(row.scan_kind),
        as_of=row.as_of,
        message=row.message,
        measured=row.measured,
        evidence=tuple(Evidence(**one) for one in row.evidence),
        quote=row.quote,
        where=row.place,
        table_id=row.table_id,
        code_version=row.code_version,
    )


def _finding(row: Row[Any], seen: tuple[Observation, ...]) -> StoredFinding:
    decision = None
    if row.decided_action is not None:
        decision = Decision(
            row.decided_finding_id, row.decided_action, row.decided_who, row.decided_at, row.decided_reason
        )
    return StoredFinding(
        id=row.id,
        rule=row.rule,
        monitor=row.monitor,
        subject=subject_of(row),
        severity=Severity(row.severity),
        confidence=Confidence(row.confidence),
        message=row.message,
        quote=row.quote,
        where=row.place,
        key=row.key,
        first_seen_at=row.first_seen_at,
        last_seen_at=row.last_seen_at,
        observations=seen,
        state=row.state,
        decision=decision,
    )
