"""Observations for the scoring tests."""

from datetime import datetime, timedelta
from decimal import Decimal

from inspection.finding import SubjectKind
from inspection.moment import BEIJING
from inspection.rule import Per, RuleKind, ScanKind
from inspection.score import Counted

MONDAY = datetime(2021, 1, 4, 8, tzinfo=BEIJING)


def seen(finding: str = "f1", scan: str = "w1", **changes: object) -> Counted:
    """A confirmed observation: ten points of the weekly column a scan, unless told otherwise."""
    kind = {"w": ScanKind.WEEKLY, "q": ScanKind.QUARTER, "d": ScanKind.DAILY, "r": ScanKind.RECHECK}[scan[0]]
    values: dict[str, object] = {
        "finding_id": finding, "rule": "website.news-stale", "item": "weekly", "indicator": "内容更新",
        "subject_id": "park", "scan_id": scan, "scan_kind": kind, "at": MONDAY + timedelta(days=int(scan[1:])),
        "message": "15天未更新，应不超过14天。", "url": "http://site.example/dt/", "title": "动态",
        "subject_kind": SubjectKind.COLUMN, "points": Decimal(10), "per": Per.SCAN, "kind": RuleKind.DEDUCT,
    }  # fmt: skip
    return Counted(**(values | changes))


def veto(finding: str = "v1", scan: str = "q50") -> Counted:
    return seen(
        finding, scan, kind=RuleKind.VETO, item=None, points=Decimal(0), per=Per.FINDING, indicator="首页不更新"
    )
