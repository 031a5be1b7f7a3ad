"""复发: a scan that sees again what had passed its re-check reopens it."""

from __future__ import annotations

from collections.abc import Iterable

from db import ledger
from db.engine import Connection
from db.scans import ScanRecord
from inspection.finding import Finding, Severity
from inspection.ledger import Entry, State, Step

#: Who took the steps that a scan writes.
WHO = "自动扫描"


def reopen_recurring(cx: Connection, scan: ScanRecord, seen: Iterable[Finding]) -> list[str]:
    """Reopen those of ``seen`` that had passed before the scan's moment; returns their ids.

    A scan that looked before the problem was found to be gone says nothing, whenever it is judged.
    """
    ids = ledger.ever_passed(cx, [one.identity for one in seen if one.severity is not Severity.WARNING])
    again = []
    for id_, standing in ledger.standings(cx, ids).items():
        if standing.state is State.PASSED and standing.since is not None and scan.as_of > standing.since:
            reason = f"第{scan.id}次扫描再次发现，第{standing.recurrences + 1}次复发"
            ledger.take_step(cx, id_, Entry(Step.RECUR, WHO, scan.as_of, reason, scan_id=scan.id))
            again.append(id_)
    return again
