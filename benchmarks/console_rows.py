"""The rows of an invented history: most findings were followed up long ago, those of the last two months stand open."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from config.indicators import load_tables
from inspection.manifest import Access, Manifest, Member
from inspection.moment import BEIJING
from inspection.registry import District

FIRST_DAY = date(2020, 12, 1)
#: When the console is looked at: in the last weeks of the last quarter.
NOW = datetime(2030, 11, 20, 10, 0, tzinfo=BEIJING)
SCANS, PROBES, FINDINGS, MANIFESTS, AUDIT = 2000, 580_000, 200_000, 20_000, 50_000
_DAYS = (NOW.date() - FIRST_DAY).days
_CONFIRMED = ("confirm", "notify", "start", "fix", "pass")
#: Open findings where the history is short: more than a page of them.
_AT_LEAST_OPEN = 80


class History:
    """All rows of ``share`` of the history, the same ones every time."""

    def __init__(self, district: District, chance: random.Random, share: float) -> None:
        self._district, self._chance, self._share = district, chance, share
        rows = [row for table in load_tables() for row in table.rules]
        self._rules = sorted({(row.id, row.monitor) for row in rows})
        self._site_rules = [rule for rule in self._rules if rule[0].startswith("website")] or self._rules
        self._scans = self._many(SCANS)
        self._decided = 0

    def tables(self) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
        """Table by table, in the order that foreign keys want."""
        yield "scans", self._scan_rows()
        yield "verdict_tallies", self._tallies()
        yield "verdicts", self._unknowns()
        yield "probes", self._probes()
        yield "findings", self._findings()
        yield "observations", self._observations()
        yield "decisions", self._decisions()
        yield "step_details", self._details()
        yield "evidence_manifests", self._manifests()
        yield "post_days", self._post_days()
        yield "freshness", self._freshness()
        yield "audit", self._audit()

    def _many(self, number: int) -> int:
        return max(1, int(number * self._share))

    def _moment(self, number: int, count: int) -> datetime:
        """Moments spread evenly from the first day to now."""
        return datetime.combine(FIRST_DAY, datetime.min.time(), BEIJING) + timedelta(
            minutes=(number + 1) * _DAYS * 1440 // (count + 1)
        )

    def _scan_rows(self) -> Iterator[dict[str, Any]]:
        quarters = self._district.quarters
        weekly = [(at, "weekly", one.id) for one in quarters for at in one.weekly_scans if at < NOW]
        sittings = [(sitting.at, "quarter", one.id) for one in quarters for sitting in one.sittings if sitting.at < NOW]
        daily = [(self._moment(number, SCANS), "daily", None) for number in range(SCANS - len(weekly) - len(sittings))]
        for number, (at, kind, quarter) in enumerate(sorted(weekly + sittings + daily)[-self._scans :], start=1):
            yield {
                "id": number, "kind": kind, "as_of": at, "district": self._district.id, "quarter_id": quarter,
                "unit_ids": [], "state": "judged", "started_at": at, "finished_at": at + timedelta(minutes=20),
                "code_version": "0.1.0", "rules_version": "invented", "judging": 1, "coverage": _COVERAGE,
            }  # fmt: skip

    def _tallies(self) -> Iterator[dict[str, Any]]:
        for scan in range(1, self._scans + 1):
            for site in self._district.sites:
                yield {
                    "scan_id": scan, "judging": 1, "rule": self._chance.choice(self._site_rules)[0], "site_id": site.id,
                    "account_id": None, "outcome": "pass", "count": 12,
                }  # fmt: skip

    def _unknowns(self) -> Iterator[dict[str, Any]]:
        for scan in range(1, self._scans + 1):
            for _ in range(20):
                yield {
                    "scan_id": scan, "judging": 1, "rule": self._chance.choice(self._site_rules)[0],
                    **self._subject(self._chance.randrange(10**6)), "outcome": "unknown", "reason": "页面打不开",
                }  # fmt: skip

    def _probes(self) -> Iterator[dict[str, Any]]:
        sites, count = self._district.sites, self._many(PROBES)
        for number in range(count):
            site, failed = sites[number % len(sites)], self._chance.random() < 0.01
            yield {
                "district": self._district.id, "site_id": site.id, "url": site.home_url,
                "at": self._moment(number, count), "milliseconds": self._chance.randrange(50, 3000),
                "status": 0 if failed else 200, "failure": "timeout" if failed else None, "detail": "", "own_side": "",
            }  # fmt: skip

    def _subject(self, number: int) -> dict[str, Any]:
        if number % 10 == 9 and self._district.accounts:
            account = self._district.accounts[number % len(self._district.accounts)]
            return {
                "subject_kind": "account", "subject_id": account.id, "unit_id": account.unit_id, "site_id": None,
                "column_id": None, "account_id": account.id, "url": account.feed_url or "", "title": account.name,
                "column_kind": None, "platform": account.platform.value,
            }  # fmt: skip
        site = self._district.sites[number % len(self._district.sites)]
        url = f"{site.home_url.rstrip('/')}/zwgk/t{number}.html"
        return {
            "subject_kind": "page", "subject_id": url, "unit_id": site.unit_id, "site_id": site.id, "column_id": None,
            "account_id": None, "url": url, "title": f"关于第{number}号事项的通知", "column_kind": "notice",
            "platform": None,
        }  # fmt: skip

    def _story(self, number: int) -> tuple[datetime, bool, int]:
        """When finding ``number`` was seen first, whether it needed review, and how many steps it has taken."""
        count, chance = self._many(FINDINGS), random.Random(number)
        at = self._moment(number, count)
        old = number < count - max(_AT_LEAST_OPEN, count // 60)  # about two months of ten years
        review = chance.random() < 0.3
        return at, review, len(_CONFIRMED) if old else chance.randrange(len(_CONFIRMED))

    def _findings(self) -> Iterator[dict[str, Any]]:
        for number in range(self._many(FINDINGS)):
            at, review, steps = self._story(number)
            subject = self._subject(number)
            rule, monitor = self._site_rules[number % len(self._site_rules)]
            dismissed = review and number % 5 == 0 and steps > 0
            state = "dismissed" if dismissed else "suspected" if review and steps == 0 else "confirmed"
            yield {
                "id": finding_id(number), "scope": sha256(f"{rule} {subject['subject_id']}".encode()).hexdigest()[:32],
                "rule": rule, "monitor": monitor, **subject, "severity": ("error", "error", "hint", "veto")[number % 4],
                "confidence": ("high", "medium", "low")[number % 3],
                "message": f"页面第{number}处用语有误，应按规范改正", "quote": "人民攻府", "place": "p",
                "key": str(number), "first_seen_at": at, "last_seen_at": at + timedelta(days=1),
                "first_scan_id": self._scan_at(number), "last_scan_id": self._scan_at(number), "state": state,
                "decision_id": None,
            }  # fmt: skip

    def _scan_at(self, number: int) -> int:
        return min(self._scans, 1 + number * self._scans // self._many(FINDINGS))

    def _observations(self) -> Iterator[dict[str, Any]]:
        for number in range(self._many(FINDINGS)):
            at, _, _ = self._story(number)
            for again in range(1 + (number % 5 == 0)):
                yield {
                    "finding_id": finding_id(number), "scan_id": min(self._scans, self._scan_at(number) + again),
                    "as_of": at + timedelta(days=again), "message": "页面用语有误", "quote": "人民攻府", "place": "p",
                    "measured": {"words": 1}, "evidence": [], "table_id": "invented", "code_version": "0.1.0",
                }  # fmt: skip

    def _steps(self) -> Iterator[tuple[int, int, str, datetime]]:
        """Id, number of the finding, step and moment of every decision."""
        id_ = 0
        for number in range(self._many(FINDINGS)):
            at, review, steps = self._story(number)
            taken = ("dismiss",) if review and number % 5 == 0 and steps else _CONFIRMED[not review : steps]
            for day, step in enumerate(taken, start=1):
                id_ += 1
                yield id_, number, step, at + timedelta(days=day)

    def _decisions(self) -> Iterator[dict[str, Any]]:
        for id_, number, step, at in self._steps():
            yield {
                "id": id_, "finding_id": finding_id(number), "action": step, "who": "张三", "at": at,
                "reason": "已核实" if step == "dismiss" else "",
            }  # fmt: skip

    def _details(self) -> Iterator[dict[str, Any]]:
        for id_, _, step, at in self._steps():
            if step == "notify":
                due = at.date() + timedelta(days=7)
                yield {"decision_id": id_, "due": due, "basis": "其他问题：5个工作日", "scan_id": None}

    def _manifests(self) -> Iterator[dict[str, Any]]:
        previous, count = "0" * 64, self._many(MANIFESTS)
        member = Member("marked.png", "image/png", 200_000, "0" * 64, "0" * 64, Access.OPEN)
        every = self._many(FINDINGS) // count
        for number in range(1, count + 1):
            of = (number - 1) * every
            at = self._story(of)[0]
            manifest = Manifest(number, previous, finding_id(of), _TOLD, (member,) * 6)
            yield {
                "number": number, "previous": previous, "sha256": manifest.sha256, "sm3": manifest.sm3,
                "district": self._district.id, "finding_id": manifest.finding_id, "scan_id": self._scan_at(of),
                "captured_at": at, "document": manifest.bytes.decode(),
            }  # fmt: skip
            previous = manifest.sha256

    def _post_days(self) -> Iterator[dict[str, Any]]:
        for account in self._district.accounts:
            for days in range(int(_DAYS * min(1.0, self._share))):
                if self._chance.random() < 0.7:
                    day = NOW.date() - timedelta(days=days)
                    yield {"district": self._district.id, "account_id": account.id, "day": day, "posts": 1 + days % 3}

    def _freshness(self) -> Iterator[dict[str, Any]]:
        subjects = [("column", one.id, one.site_id) for one in self._district.columns]
        subjects += [("account", one.id, None) for one in self._district.accounts]
        for kind, id_, site_id in subjects:
            yield {
                "district": self._district.id, "kind": kind, "subject_id": id_, "site_id": site_id,
                "scan_id": self._scans, "as_of": NOW, "newest": NOW.date() - timedelta(days=self._chance.randrange(20)),
                "gap": "",
            }  # fmt: skip

    def _audit(self) -> Iterator[dict[str, Any]]:
        count = self._many(AUDIT)
        for number in range(count):
            yield {
                "at": self._moment(number, count), "user_id": None, "who": "张三", "action": "finding.confirm",
                "about": finding_id(number), "detail": "", "address": "10.0.0.1",
            }  # fmt: skip


def finding_id(number: int) -> str:
    return sha256(str(number).encode()).hexdigest()[:16]


_COVERAGE: dict[str, Any] = {
    "columns_planned": 705, "columns_unknown": 3, "accounts_planned": 33, "accounts_unknown": 1, "pages_judged": 726,
    "pages_unknown": 4, "reasons": {"页面打不开": 4},
    "crawl": {
        "planned": {"feed": 33, "home": 65, "list": 705}, "kept": {"feed": 33, "home": 65, "list": 705}, "reused": {},
        "failed": {}, "not_modified": 700, "requests": 828, "seconds": 400.0, "interrupted": False, "notes": [],
    },
}  # fmt: skip
_TOLD: dict[str, Any] = {
    "page": {}, "finding": {"rule_title": "用语", "title": "通知"},
    "capture": {"program": "xunjian", "browser": "Chromium"}, "marks": [{"words": "人民攻府"}] * 10,
}  # fmt: skip
