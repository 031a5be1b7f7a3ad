"""Short ways to say what a scan saw, for the tests of this room. Nothing here is a real site or person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from db import scans
from db.engine import Connection
from inspection.fetched import FetchFailure
from inspection.finding import Confidence, Evidence, Finding, Severity, Subject, SubjectKind, Verdict
from inspection.moment import BEIJING
from inspection.outcome import Outcome
from inspection.registry import ColumnKind, Grade
from inspection.rule import Applies, Per, Rule, RuleKind, ScanKind
from inspection.visit import Role, Target, Visit

MONDAY = datetime(2021, 1, 4, 10, 0, tzinfo=BEIJING)
SITE = "http://office.example/"


def day(number: int) -> datetime:
    """10:00 in Beijing, ``number`` days after the first Monday."""
    return MONDAY + timedelta(days=number)


def begin(cx: Connection, as_of: datetime = MONDAY, **other: Any) -> int:
    given: dict[str, Any] = {
        "kind": ScanKind.WEEKLY, "district": "river", "quarter_id": "2021Q1", "unit_ids": frozenset(),
        "code_version": "0.1.0", "rules_version": "table-1", "started_at": as_of, **other,
    }  # fmt: skip
    return scans.start(cx, as_of=as_of, **given)


def visit(path: str, body: bytes | None = b"<p>", at: datetime = MONDAY, **other: Any) -> Visit:
    """A visit that stored ``body``, or that timed out when it is ``None``."""
    target = Target(SITE + path, Role.ARTICLE, site_id="office", column_id="office-news", listed_title="通知")
    good = body is not None
    made = Visit(
        target=target, final_url=target.url, status=200 if good else 0,
        headers=(("etag", f'"{path}"'), ("set-cookie", "a"), ("set-cookie", "b")) if good else (),
        sha256=sha256(body).hexdigest() if body is not None else None,
        failure=None if good else FetchFailure.TIMEOUT, detail="" if good else "10 秒", at=at,
    )  # fmt: skip
    return replace(made, **other)


def subject(path: str = "a.html", **other: Any) -> Subject:
    given: dict[str, Any] = {
        "kind": SubjectKind.PAGE, "id": SITE + path, "unit_id": "office", "site_id": "office",
        "column_id": "office-news", "account_id": None, "url": SITE + path, "title": "关于公示的通知",
        "column_kind": ColumnKind.NOTICE, **other,
    }  # fmt: skip
    return Subject(**given)


def finding(path: str = "a.html", **other: Any) -> Finding:
    given: dict[str, Any] = {
        "rule": "W-01", "monitor": "column_stale", "subject": subject(path), "severity": Severity.ERROR,
        "confidence": Confidence.HIGH, "message": "已有 15 天未更新，应不超过 14 天", "key": "2020-12-20",
        "quote": "2020-12-20", "where": "ul > li:nth-child(1)", "measured": {"days": 15, "last": "2020-12-20"},
        "evidence": (Evidence("列表", "最后一条", SITE + path, "0" * 64, "li"), Evidence("首页")), **other,
    }  # fmt: skip
    return Finding(**given)


def verdict(outcome: Outcome, path: str = "a.html", rule: str = "W-01", reason: str = "") -> Verdict:
    return Verdict(_RULE if rule == _RULE.id else replace(_RULE, id=rule), subject(path), outcome, reason)


_RULE: Rule[None] = Rule(
    id="W-01", title="栏目不更新", monitor="column_stale", params=None, kind=RuleKind.DEDUCT, applies=Applies(),
    item=None, indicator="", points=Decimal(1), per=Per.SCAN, review=False, clause="", grade=Grade.NATIONAL,
    table="table-1",
)  # fmt: skip

NOW = datetime(2021, 3, 1, tzinfo=UTC)
