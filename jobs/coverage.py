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

_ANSWERS = frozenset({Outcome.PASS, Outcome.FAIL, Outcome.MANUAL})
_REACHABILITY = "page_unreachable"


@dataclass(frozen=True, slots=True)
class Coverage:
    """Planned = judged + unknown, for columns and accounts together and apart. ``reasons`` by subject id.

    Files that articles link to are counted apart; ``attachments_unknown`` of them gave no answer to some rule.
    """

    columns_planned: int
    columns_unknown: int
    accounts_planned: int
    accounts_unknown: int
    pages_judged: int
    pages_unknown: int
    reasons: Mapping[str, str]
    attachments_judged: int = 0
    attachments_unknown: int = 0

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
            "attachments_judged": self.attachments_judged,
            "attachments_unknown": self.attachments_unknown,
            "reasons": dict(self.reasons),
        }


def measure(plan: CrawlPlan, verdicts: Iterable[Verdict]) -> Coverage:
    """Coverage of a judged plan.

    A column or account is unknown when any of its own rules could not be answered, and also when nothing at all was
    answered about it or (a column) about one of its pages: that a page is gone is no answer about what stands on it.
    """
    own: dict[str, str] = {}
    hearsay: dict[str, str] = {}
    answered: set[str] = set()
    pages: Counter[bool] = Counter()
    files: dict[str, bool] = {}
    for verdict in verdicts:
        subject, unknown = verdict.subject, verdict.outcome is Outcome.UNKNOWN
        if verdict.rule.applies.attachments:  # a file says nothing about the column of its article
            files[subject.id] = files.get(subject.id, False) or unknown
            continue
        reachability = verdict.rule.monitor == _REACHABILITY
        about = subject.account_id or subject.column_id or subject.id
        if subject.kind is SubjectKind.PAGE:
            pages[unknown] += reachability
        if unknown:
            (hearsay if subject.kind is SubjectKind.PAGE else own).setdefault(about, verdict.reason)
        elif verdict.outcome in _ANSWERS and not reachability:
            answered.add(about)
    columns = [column_plan.column.id for site in plan.sites for column_plan in site.columns]
    accounts = [account.id for account in plan.accounts]
    reasons = {
        subject: own.get(subject) or hearsay.get(subject) or "没有得出任何结论"
        for subject in (*columns, *accounts)
        if subject in own or subject not in answered
    }
    return Coverage(
        columns_planned=len(columns),
        columns_unknown=sum(column in reasons for column in columns),
        accounts_planned=len(accounts),
        accounts_unknown=sum(account in reasons for account in accounts),
        pages_judged=pages[False],
        pages_unknown=pages[True],
        reasons=reasons,
        attachments_judged=sum(not unknown for unknown in files.values()),
        attachments_unknown=sum(files.values()),
    )
