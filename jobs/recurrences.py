"""复发: a scan sees again what had passed its re-check.

The same finding is reopened. Where a monitor's key names one episode (the day of the newest item), the next episode is
another finding; it is then linked to the one that had passed, and counts by itself: its own deadline, its own points.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from config.deadlines import load_deadlines
from db import ledger, recurrences
from db.engine import Connection
from db.recurrences import Return
from db.scans import ScanRecord
from inspection.deadline import Recurrence
from inspection.finding import Finding, Severity
from inspection.ledger import Entry, Standing, State, Step
from inspection.moment import beijing_day

#: Who took the steps that a scan writes.
WHO = "自动扫描"


def reopen_recurring(cx: Connection, scan: ScanRecord, seen: Iterable[Finding]) -> list[str]:
    """Reopen those of ``seen`` that had passed before the scan's moment, and link new ones to what they are the return
    of; returns the ids of the reopened.

    A scan that looked before the problem was found to be gone says nothing, whenever it is judged.
    """
    faults = [one for one in seen if one.severity is not Severity.WARNING]
    again = []
    for id_, standing in ledger.standings(cx, ledger.ever_passed(cx, [one.identity for one in faults])).items():
        if standing.state is State.PASSED and standing.since is not None and scan.as_of > standing.since:
            reason = f"第{scan.id}次扫描再次发现，第{standing.recurrences + 1}次复发"
            ledger.take_step(cx, id_, Entry(Step.RECUR, WHO, scan.as_of, reason, scan_id=scan.id))
            again.append(id_)
    link_returns(cx, scan, faults, load_deadlines().recurrence)
    return again


def link_returns(cx: Connection, scan: ScanRecord, seen: Iterable[Finding], what: Recurrence | None) -> list[Return]:
    """Link those of ``seen`` that are new to the last finding of the same rule and subject that had passed within the
    time that ``what`` sets (``None``: nothing is linked). Judged again, a scan links nothing twice.
    """
    ids = {one.identity for one in seen if what is not None and one.monitor in what.monitors}
    if what is None or not ids:
        return []
    before = recurrences.earlier_ones(cx, ids - recurrences.returns(cx, ids).keys())
    passed = ledger.standings(cx, ledger.ever_passed(cx, [old for _, olds in before.values() for old in olds]))
    stands = ledger.standings(cx, before)
    chain = recurrences.returns(cx, passed)
    made = []
    for id_, (first_seen, olds) in sorted(before.items()):
        closed = [(at, old) for old in olds if (at := _passed_at(passed.get(old), first_seen, what)) is not None]
        if closed and stands[id_].state in (State.SUSPECTED, State.CONFIRMED):
            old = max(closed)[1]
            number = 1 + passed[old].recurrences + (chain[old].number if old in chain else 0)
            made.append(Return(id_, old, scan.id, number))
            recurrences.link(cx, made[-1])
    return made


def _passed_at(standing: Standing | None, first_seen: datetime, what: Recurrence) -> datetime | None:
    """When an earlier finding passed, if it still stands so and that was not too long before ``first_seen``."""
    if standing is None or standing.state is not State.PASSED or standing.since is None:
        return None
    days = (beijing_day(first_seen) - beijing_day(standing.since)).days
    return standing.since if standing.since < first_seen and days <= what.within_days else None
