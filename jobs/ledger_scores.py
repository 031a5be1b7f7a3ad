"""What the ledger adds to a quarter's score: points that people entered, and deadlines that were missed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from config.deadlines import load_deadlines
from db import ledger
from db.engine import Connection
from db.findings import Observation, StoredFinding
from inspection.deadline import OverdueCost
from inspection.moment import BEIJING, beijing_day
from inspection.registry import Grade, ManualEntry, ManualKind, Quarter
from inspection.rule import Per, Rule, ScanKind
from inspection.score import Counted
from jobs.manual_entries import SCORE_RULE
from jobs.official_scans import Slot
from jobs.workspace import Rulebook

OVERDUE_RULE = "ledger.overdue"


def entered_scores(found: Iterable[StoredFinding], quarter_id: str) -> Iterator[ManualEntry]:
    """The confirmed scores that people entered for the quarter."""
    for one in found:
        newest = one.observations[-1].measured
        if one.rule == SCORE_RULE and one.state == "confirmed" and newest.get("quarter") == quarter_id:
            subject = one.subject
            yield ManualEntry(
                quarter_id=quarter_id,
                subject_id=subject.account_id or subject.site_id or subject.id,
                kind=ManualKind.ADJUSTMENT,
                item=str(newest["item"]),
                points=str(newest["points"]),
                text=one.message,
                source=f"台账 {one.id[:8]}，{_source(one)}",
                grade=Grade.OTHER,
            )


def slot_of(seen: Observation, one: StoredFinding, rule: Rule[object], slots: Iterable[Slot]) -> Slot | None:
    """The planned scan at whose very moment a person saw what ``rule`` is about; any other moment costs nothing."""
    if seen.scan_kind is not ScanKind.MANUAL:
        return None
    for slot in slots:
        meant = not slot.unit_ids or one.subject.unit_id in slot.unit_ids
        if meant and slot.at == seen.as_of and (not rule.applies.scans or slot.kind in rule.applies.scans):
            return slot
    return None


def missed_deadlines(
    cx: Connection, found: Sequence[StoredFinding], quarter: Quarter, today: date
) -> dict[str, list[date]]:
    """By finding id: the deadlines in the quarter that were missed, as far as ``today`` can tell."""
    confirmed = [one.id for one in found if one.state == "confirmed"]
    until = min(today, quarter.last_day + timedelta(days=1))  # the last day's deadline is missed on the next day
    missed = {
        id_: sorted(day for day in standing.missed_by(until) if quarter.first_day <= day <= quarter.last_day)
        for id_, standing in ledger.standings(cx, confirmed).items()
    }
    return {id_: days for id_, days in missed.items() if days}


def overdue_costs(
    found: Iterable[StoredFinding],
    missed: dict[str, list[date]],
    book: Rulebook,
    costs: Sequence[OverdueCost] | None = None,
) -> Iterator[Counted]:
    """What the missed deadlines cost, where the table in force has a row for it; otherwise nothing."""
    rows = {cost.table: cost for cost in (load_deadlines().overdue if costs is None else costs)}
    of_subject = {table.subject: rows[table.id] for table in book.tables if table.id in rows}
    for one in found:
        cost = of_subject.get("accounts" if one.subject.account_id else "sites")
        if cost is not None and one.id in missed:
            yield _cost(one, missed[one.id], cost)


def _cost(one: StoredFinding, days: Sequence[date], cost: OverdueCost) -> Counted:
    subject = one.subject
    told = "、".join(map(str, days))
    return Counted(
        finding_id=one.id,
        rule=OVERDUE_RULE,
        item=cost.item,
        indicator=cost.indicator,
        subject_id=subject.account_id or subject.site_id or subject.id,
        scan_id=f"overdue@{days[0]}",
        scan_kind=ScanKind.MANUAL,
        at=datetime.combine(days[0], time.max, BEIJING),
        message=f"超期未整改（期限 {told}）：{one.message}（{cost.clause}）",
        url=subject.url,
        title=subject.title,
        subject_kind=subject.kind,
        points=cost.points,
        per=Per.FINDING,
    )


def _source(one: StoredFinding) -> str:
    seen = one.observations[-1]
    told = [proof.quote for proof in seen.evidence if proof.label == "来源"]
    return f"{told[0] if told else ''}（{beijing_day(seen.as_of)}登记）"
