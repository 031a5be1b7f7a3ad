"""Flag a site whose home page did not open in too many of the week's probes, and warn before the line.

Why: one of the single-item vetoes of the national indicators.
Source: 国办秘函〔2019〕19号, 站点无法访问: over a week, at least 20 spaced visits a day, a visit fails when the page
is not open after 15 seconds, failures of 5 % or more; field practice warns from 3 %. How far apart "spaced" is, is
defined nowhere: the row says.
Known limits: probes come from one place. A page that opens with an error text and status 200 has opened. Our own
failures and announced maintenance are not counted; an address that nobody has verified is never accused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from facts.probed_week import ProbedWeek
from facts.sources import ProbeSource
from inspection.finding import Case, Evidence, Finding, Severity
from inspection.moment import BEIJING, beijing_day
from inspection.outcome import CannotTell
from inspection.probe import Probe
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding


@dataclass(frozen=True, slots=True)
class Params:
    """A finding from ``fail_percent`` of the week's counted probes on, a warning from ``warn_percent`` on (both
    inclusive). Each day needs ``probes_per_day`` of them, each at least ``apart_minutes`` after the one before.
    """

    probes_per_day: int
    apart_minutes: int
    fail_percent: int
    warn_percent: int

    def __post_init__(self) -> None:
        if not 0 < self.warn_percent <= self.fail_percent <= 100:
            raise ValueError("warn_percent 应大于 0，且不大于 fail_percent；fail_percent 不大于 100")
        if self.probes_per_day < 1 or self.apart_minutes < 0 or self.probes_per_day * self.apart_minutes > 24 * 60:
            raise ValueError("一天之内应能隔开 apart_minutes 分钟探测 probes_per_day 次")


def check(week: ProbedWeek, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield at most one finding. Raises ``CannotTell`` for too few probes, or failures of an unverified address."""
    params = rule.params
    days = week.spaced(timedelta(minutes=params.apart_minutes))
    for day, kept in zip(week.days, days, strict=True):
        if len(kept) < day.wanted(params.probes_per_day):
            raise CannotTell(_too_few(day.first, len(kept), day.wanted(params.probes_per_day), week))
    counted = list(chain.from_iterable(days))
    failed = [probe for probe in counted if probe.failed]
    if len(failed) * 100 < params.warn_percent * len(counted):
        return
    if not week.verified:
        raise CannotTell(f"{len(counted)}次探测中有{len(failed)}次打不开，但首页地址尚未核实，请先核实地址")
    late = len(failed) * 100 >= params.fail_percent * len(counted)
    yield _word(week, counted, failed, rule, case, None if late else Severity.WARNING)


def _too_few(first: datetime, kept: int, wanted: int, week: ProbedWeek) -> str:
    own = f"；另有{len(week.own_side)}次因我方原因不计入" if week.own_side else ""
    return f"{_minute(first)}起的24小时内有效探测只有{kept}次，应不少于{wanted}次，不能判断{own}"


def _word(
    week: ProbedWeek,
    counted: Sequence[Probe],
    failed: Sequence[Probe],
    rule: Rule[Params],
    case: Case,
    severity: Severity | None,
) -> Finding:
    permille = len(failed) * 1000 // len(counted)  # cut, not rounded: 4.99 % must not read as 5 %
    reasons = "、".join(f"{reason}{count}次" for reason, count in Counter(one.reason for one in failed).most_common(3))
    left_out = [f"因我方原因{len(week.own_side)}次"] if week.own_side else []
    left_out += [f"在报备期内{len(week.excused)}次"] if week.excused else []
    aside = f"不计入的：{'、'.join(left_out)}。" if left_out else ""
    return finding(
        case,
        rule,
        f"“{case.subject.title}”最近一周（{_minute(week.days[0].first)}至{_minute(case.as_of)}）间隔探测{len(counted)}次，"
        f"{len(failed)}次打不开，占{permille // 10}.{permille % 10}%，达到{rule.params.fail_percent}%即单项否决"
        f"（{reasons}）。{aside}",
        key=beijing_day(failed[0].at).isoformat(),
        severity=severity,
        evidence=(_proof("首次打不开", failed[0]), _proof("最近一次打不开", failed[-1])),
        measured={
            "counted": len(counted),
            "failed": len(failed),
            "own_side": dict(Counter(one.own_side for one in week.own_side)),
            "excused": len(week.excused),
            "limit_percent": rule.params.fail_percent,
        },
    )


def _proof(label: str, probe: Probe) -> Evidence:
    return Evidence(label, f"{_minute(probe.at)} {probe.reason}，用时{probe.milliseconds}毫秒", probe.url)


def _minute(moment: datetime) -> str:
    there = moment.astimezone(BEIJING)
    return f"{there.month}月{there.day}日{there:%H:%M}"


MONITOR = Monitor("site_unreachable", ProbeSource, ProbedWeek, Params, check)
