"""Holds the answers of a scan against announced maintenance (报备): what it excuses is said, never dropped in silence.

Field practice: an announced window suspends update and availability findings. Days that a window touches are taken off
the days without an update; what is then in time becomes UNKNOWN, with the window and the finding's own words as reason.
What is late all the same stays a finding. Probes are left out by ``facts.probed_week``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from inspection.finding import Finding, Severity, Verdict
from inspection.maintenance import Maintenance, days_within, windows_for
from inspection.moment import beijing_day
from inspection.outcome import Outcome
from inspection.registry import District

#: Findings that count days since the newest item: ``measured`` names it and the limit.
_AGED = frozenset({"column_stale", "column_unmaintained", "home_stale", "account_dormant"})
#: Findings about the moment itself.
_MOMENTARY = frozenset({"column_blank", "page_unreachable"})
_UPDATE_OR_AVAILABILITY = _AGED | _MOMENTARY | {"columns_neglected", "account_quiet"}


def excused(district: District, as_of: datetime, verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """``verdicts`` in their order, those that a window excuses as UNKNOWN."""
    for verdict in verdicts:
        if not district.maintenance or verdict.rule.monitor not in _UPDATE_OR_AVAILABILITY:
            yield verdict
            continue
        about = verdict.subject
        windows = windows_for(district.maintenance, about.unit_id, about.site_id, about.account_id)
        yield _Excuse(windows, as_of).applied(verdict) if windows else verdict


@dataclass(frozen=True, slots=True)
class _Excuse:
    """The windows of one subject at one moment."""

    windows: Sequence[Maintenance]
    as_of: datetime

    def applied(self, verdict: Verdict) -> Verdict:
        if verdict.outcome is Outcome.UNKNOWN and verdict.rule.monitor in _MOMENTARY and self._now:
            return replace(verdict, reason=f"{verdict.reason}（{self._now}期间）")
        if not verdict.findings:
            return verdict
        told = [self._told(verdict, one) for one in verdict.findings]
        if all(excuse is None for _, excuse in told):
            return replace(verdict, findings=tuple(one for one, _ in told))
        reason = "；".join(f"{excuse}，暂不认定：{one.message}" for one, excuse in told if excuse)
        left = tuple(one for one, excuse in told if excuse is None)
        failed = any(one.severity is not Severity.WARNING for one in left)
        outcome = Outcome.FAIL if failed else Outcome.UNKNOWN
        return replace(verdict, outcome=outcome, reason=reason, findings=left)

    def _told(self, verdict: Verdict, one: Finding) -> tuple[Finding, str | None]:
        """The finding, perhaps with a note, and the excuse (Chinese) when it does not stand."""
        monitor, measured = verdict.rule.monitor, one.measured
        if monitor in _AGED and measured.get("newest"):
            return self._aged(one, measured)
        if monitor == "columns_neglected" and measured.get("late"):
            return self._counted(one, measured["late"], int(measured["limit"]))
        if monitor == "account_quiet":
            return self._quiet(one, measured)
        return one, self._now if one.severity is not Severity.WARNING else None

    @property
    def _now(self) -> str | None:
        return next((one.told for one in self.windows if one.covers(self.as_of)), None)

    def _aged(self, one: Finding, measured: Mapping[str, Any]) -> tuple[Finding, str | None]:
        off = self._off(measured["newest"])
        if not off:
            return one, None
        if one.severity is Severity.WARNING or int(measured["days"]) - len(off) > int(measured["limit"]):
            return _noted(one, f"（其中{len(off)}天在报备期内）"), None
        return one, f"{self._named(off)}，扣除{len(off)}天后没有超期"

    def _counted(self, one: Finding, late: Sequence[Mapping[str, Any]], at_least: int) -> tuple[Finding, str | None]:
        """A site with too many late columns; those that are late without the days in windows still count."""
        today = beijing_day(self.as_of)
        off = {column["newest"]: self._off(column["newest"]) for column in late}
        still = [
            column
            for column in late
            if (today - date.fromisoformat(column["newest"])).days - len(off[column["newest"]]) > column["limit"]
        ]
        if len(still) == len(late) or one.severity is Severity.WARNING:
            return one, None
        if len(still) >= at_least:
            return _noted(one, f"（扣除报备期后仍有{len(still)}个）"), None
        days = frozenset[date]().union(*off.values())
        return one, f"{self._named(days)}，扣除后超期的栏目只有{len(still)}个"

    def _quiet(self, one: Finding, measured: Mapping[str, Any]) -> tuple[Finding, str | None]:
        spans = [value for value in measured.values() if isinstance(value, Mapping)]
        off = frozenset[date]().union(
            *(
                days_within(self.windows, date.fromisoformat(span["first"]), date.fromisoformat(span["last"]))
                for span in spans
            )
        )
        if not off or one.severity is Severity.WARNING:
            return one, None
        return one, self._named(off)

    def _off(self, newest: str) -> frozenset[date]:
        """The days after ``newest`` up to the inspection day that a window touches."""
        today, last = beijing_day(self.as_of), date.fromisoformat(newest)
        return days_within(self.windows, last, today) - {last}

    def _named(self, days: frozenset[date]) -> str:
        touching = [one for one in self.windows if days_within([one], min(days), max(days)) & days]
        return "、".join(one.told for one in touching[:2])


def _noted(one: Finding, note: str) -> Finding:
    return replace(one, message=one.message.removesuffix("。") + note + "。")
