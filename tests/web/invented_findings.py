"""Findings put into a console's database as a scan would, one at a time, so that no test disturbs another's."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from db import findings, ledger_pages, scans
from db.ledger_pages import LedgerRow
from inspection.finding import Confidence, Finding, Severity, Subject, SubjectKind
from inspection.ledger import Standing
from inspection.rule import ScanKind
from tests.web.conftest import BEGINNING, CLERK_UNIT, Console

_numbers = count(1)
RULE = "website.news-stale"


def invent(console: Console, *, review: bool = False, unit: str = CLERK_UNIT, **other: Any) -> str:
    """The id of a new finding: suspected when it needs ``review``, else confirmed by its rule."""
    number = next(_numbers)
    url = f"http://127.0.0.1:{console.portal.port}/sw/invented{number}.htm"
    subject = Subject(SubjectKind.PAGE, url, unit, unit, None, None, url, other.pop("title", f"第{number}号通知"))
    given: dict[str, Any] = {
        "rule": RULE, "monitor": "column_stale", "subject": subject, "severity": Severity.ERROR,
        "confidence": Confidence.MEDIUM, "message": f"第{number}号问题", "key": str(number), **other,
    }  # fmt: skip
    made = Finding(**given)
    at = BEGINNING + timedelta(minutes=number)
    with console.work.database.writing() as cx:
        scan_id = scans.start(
            cx, kind=ScanKind.MANUAL, as_of=at, district=console.work.district.id, quarter_id=None,
            unit_ids=frozenset(), started_at=at, code_version="0", rules_version="t",
        )  # fmt: skip
        findings.observe(cx, scan_id, at, [(made, review)])
    return made.identity


def row_of(console: Console, finding_id: str) -> LedgerRow:
    with console.work.database.reading() as cx:
        found = ledger_pages.one(cx, finding_id)
    assert found
    return found


def standing(console: Console, finding_id: str) -> Standing:
    return row_of(console, finding_id).standing
