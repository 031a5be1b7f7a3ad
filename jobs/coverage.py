"""What a scan could judge, and what it could not and why: the post-condition of every run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from crawler.plan import CrawlPlan
from inspection.finding import SubjectKind, Verdict
from inspection.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Coverage:
    """Planned = judged + unknown, for columns and accounts together and apart. ``reasons`` by subject id."""

    columns_planned: int
    columns_unknown: int
    accounts_planned: int
    accounts_unknown: int
    pages_judged: int
    pages_unknown: int
    reasons: Mapping[str, str]

    @property
    def planned(self) -> int:
        return self.columns_planned + self.accounts_planned

    @property
    def unknown(self) -> int:
        return self.columns_unknown + self.accounts_unknown

    @property
    def unknown_share(self) -> Decimal:
        """Share of planned columns and accounts that could not be judged, 0 … 1; 1 when nothing was planned."""
        return Decimal(self.unknown) / self.planned if self.planned else Decimal(1)

    def as_json(self) -> dict[str, Any]:
        return {
            "columns_planned": self.columns_planned,
            "columns_unknown": self.columns_unknown,
            "accounts_planned": self.accounts_planned,
            "accounts_unknown": self.accounts_unknown,
            "pages_judged": self.pages_judged,
            "pages_unknown": self.pages_unknown,
            "reasons": dict(self.reasons),
        }


def measure(plan: CrawlPlan, verdicts: Iterable[Verdict]) -> Coverage:
    """Coverage of a judged plan. A column or account is unknown when any of its own rules could not be answered.

    A planned subject that no rule spoke of counts as judged only if it was visited: the caller plans only what rules of
    this scan look at, and a subject whose page failed has an UNKNOWN verdict from every rule that reads it.
    """
    reasons: dict[str, str] = {}
    pages: Counter[bool] = Counter()
    for verdict in verdicts:
        unknown = verdict.outcome is Outcome.UNKNOWN
        if verdict.subject.kind is SubjectKind.PAGE:
            pages[unknown] += verdict.rule.monitor == "page_unreachable"
        elif unknown and verdict.subject.kind in (SubjectKind.COLUMN, SubjectKind.ACCOUNT):
            reasons.setdefault(verdict.subject.id, verdict.reason)
    columns = [column_plan.column.id for site in plan.sites for column_plan in site.columns]
    accounts = [account.id for account in plan.accounts]
    return Coverage(
        columns_planned=len(columns),
        columns_unknown=sum(column in reasons for column in columns),
        accounts_planned=len(accounts),
        accounts_unknown=sum(account in reasons for account in accounts),
        pages_judged=pages[False],
        pages_unknown=pages[True],
        reasons=reasons,
    )
