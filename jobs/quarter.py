"""Scores a quarter from what the official scans saw and people confirmed; closes it for good."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from db import closings, findings, quarters
from db.closings import Closing
from db.engine import Connection
from db.findings import FindingState, Observation, StoredFinding
from inspection.finding import Severity
from inspection.moment import beijing_day, iso_minutes
from inspection.registry import ManualEntry, Quarter
from inspection.rule import Rule
from inspection.score import Counted, QuarterScores
from jobs.ledger_scores import entered_scores, missed_deadlines, overdue_costs, slot_of
from jobs.manual_entries import SCORE_RULE
from jobs.official_scans import SCAN_WORDS, Slot, slots_of
from jobs.workspace import Rulebook, Workspace, rulebook
from scoring.quarter import score_quarter


class QuarterError(Exception):
    """The quarter cannot be scored or closed; the text (Chinese) says why and what to do."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A quarter's scores with what they rest on. ``open`` are findings nobody has decided yet.

    ``overdue`` are the missed deadlines by finding id; ``overdue_costs`` says how many of them a row of the table makes
    cost something.
    """

    scores: QuarterScores
    slots: tuple[Slot, ...]
    open: tuple[StoredFinding, ...]
    rules_version: str
    overdue: Mapping[str, Sequence[date]] = field(default_factory=dict)
    overdue_costs: int = 0

    @property
    def missing(self) -> tuple[Slot, ...]:
        return tuple(slot for slot in self.slots if slot.scan is None)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a quarter's score is made from, read at one moment. ``found``: the findings that may count in it, with their
    observations around the quarter; ``overdue``: the deadlines missed in it, by finding id.
    """

    quarter: Quarter
    book: Rulebook
    slots: tuple[Slot, ...]
    found: tuple[StoredFinding, ...]
    overdue: Mapping[str, list[date]]
    entered: tuple[ManualEntry, ...]


def score(work: Workspace, quarter_id: str, today: date | None = None) -> Scored:
    """Score a quarter as it stands now (``today``: the Beijing day). Raises ``QuarterError`` for an unknown quarter."""
    return score_of(work, basis(work, quarter_id, today))


def basis(work: Workspace, quarter_id: str, today: date | None = None) -> Basis:
    """Read what the score is made from. Raises ``QuarterError`` for an unknown quarter."""
    quarter = _quarter(work, quarter_id)
    slots = slots_of(work, quarter)
    with work.database.reading() as connection:
        found = _found(connection, slots)
        late = findings.some(connection, quarters.with_deadline_in(connection, quarter.first_day, quarter.last_day))
        overdue = missed_deadlines(connection, late, quarter, today or beijing_day(datetime.now(UTC)))
        given = findings.listing(connection, rule=SCORE_RULE)
    known = {one.id for one in found}
    found += [one for one in late if one.id not in known and one.id in overdue]
    entered = (*work.district.manual_entries, *entered_scores(given, quarter.id))
    return Basis(quarter, rulebook(quarter.first_day), slots, tuple(found), overdue, entered)


def score_of(work: Workspace, read: Basis, supposed: Mapping[str, FindingState] | None = None) -> Scored:
    """The score of what was read; ``supposed`` (by finding id) are decisions that nobody has taken yet: what if?"""
    found, book, slots = _decided(read.found, supposed or {}), read.book, read.slots
    relevant = [one for one in found if one.severity.rank >= Severity.ERROR.rank and _known(book, one)]
    confirmed = [one for one in relevant if one.state == "confirmed"]
    suspected = [one for one in relevant if one.state == "suspected"]
    late = tuple(overdue_costs([one for one in found if one.state == "confirmed"], dict(read.overdue), book))
    undecided = tuple(_counted(suspected, book, slots))
    scores = score_quarter(
        work.district,
        read.quarter,
        book.tables,
        (*_counted(confirmed, book, slots), *late),
        read.entered,
        suspected=undecided,
        unjudged=_unjudged(work, slots),
    )
    seen_in_quarter = {one.finding_id for one in undecided}
    waiting = tuple(one for one in suspected if one.id in seen_in_quarter)
    return Scored(scores, slots, waiting, book.version, read.overdue, len(late))


def _found(connection: Connection, slots: Sequence[Slot]) -> list[StoredFinding]:
    """The findings seen from the first planned scan of the quarter to the last."""
    if not slots:
        return []
    days = [beijing_day(slot.at) for slot in slots]
    return findings.listing(connection, first_day=min(days), last_day=max(days))


def _decided(found: Sequence[StoredFinding], supposed: Mapping[str, FindingState]) -> list[StoredFinding]:
    return [replace(one, state=supposed[one.id]) if one.id in supposed else one for one in found]


def close(
    work: Workspace, quarter_id: str, who: str, at: datetime, document: dict[str, Any], scored: Scored
) -> Closing:
    """Freeze ``document`` (the quarter's JSON) with its hash; ``QuarterError`` when a planned scan was not held."""
    if scored.missing:
        labels = "、".join(f"{SCAN_WORDS[slot.kind]} {iso_minutes(slot.at)}" for slot in scored.missing[:3])
        raise QuarterError(f"{quarter_id} 还有 {len(scored.missing)} 次计划内的扫描没有完成（{labels}），不能结账")
    text, digest = seal_text(document)
    with work.database.writing() as connection:
        closings.close(connection, quarter_id, work.district.id, at, who, text, digest)
        closing = closings.closing(connection, quarter_id, work.district.id)
    if closing is None:
        raise QuarterError(f"{quarter_id} 结账没有写入数据库")
    return closing


def seal_text(document: Mapping[str, Any]) -> tuple[str, str]:
    """The text that closing a quarter freezes, and its SHA-256 (hex)."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1)
    return text, sha256(text.encode()).hexdigest()


def _quarter(work: Workspace, quarter_id: str) -> Quarter:
    try:
        return work.district.quarter(quarter_id)
    except KeyError:
        known = "、".join(quarter.id for quarter in work.district.quarters) or "无"
        raise QuarterError(f"没有登记季度“{quarter_id}”（现有：{known}），请在 quarters.yaml 中添加") from None


def _known(book: Rulebook, finding: StoredFinding) -> bool:
    return any(rule.id == finding.rule for rule in book.rules)


def _counted(found: Iterable[StoredFinding], book: Rulebook, slots: tuple[Slot, ...]) -> Iterator[Counted]:
    by_scan = {slot.scan.id: slot for slot in slots if slot.scan}
    for one in found:
        rule = book.rule(one.rule)
        for seen in one.observations:
            slot = by_scan.get(seen.scan_id) or slot_of(seen, one, rule, slots)
            if slot is not None:
                yield _count(one, seen, rule, slot)


def _count(one: StoredFinding, seen: Observation, rule: Rule[Any], slot: Slot) -> Counted:
    subject = one.subject
    return Counted(
        finding_id=one.id,
        rule=rule.id,
        item=rule.item,
        indicator=rule.indicator,
        subject_id=subject.account_id or subject.site_id or subject.id,
        scan_id=slot.label,
        scan_kind=slot.kind,
        at=seen.as_of,
        message=seen.message,
        url=subject.url,
        title=subject.title,
        subject_kind=subject.kind,
        points=rule.points,
        per=rule.per,
        kind=rule.kind,
        snapshot=next((proof.sha256 for proof in seen.evidence if proof.sha256), ""),
    )


def _unjudged(work: Workspace, slots: Iterable[Slot]) -> dict[str, str]:
    """Per site or account: in how many official scans something of it could not be judged, with one reason."""
    site_of = {column.id: column.site_id for column in work.district.columns}
    times: defaultdict[str, list[str]] = defaultdict(list)
    for slot in slots:
        reasons = slot.scan.coverage.get("reasons", {}) if slot.scan else {}
        for subject, reason in {site_of.get(key, key): reason for key, reason in reasons.items()}.items():
            times[subject].append(f"{beijing_day(slot.at)}（{reason}）")
    return {
        subject: f"{len(when)}次扫描有内容无法判定，不扣分：{'；'.join(when[:3])}{'…' if len(when) > 3 else ''}"
        for subject, when in times.items()
    }
