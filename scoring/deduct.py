"""From confirmed observations to what each cost.

Source: the printed deductions of 大足府办发〔2021〕46号附件1—3. An account short in two weeks prints 40, so each weekly
scan costs once; annex 3 prints 「共扣10分」 for several errors of one item, so an indicator costs once a quarterly
check.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from inspection.moment import beijing_day
from inspection.rule import Per, RuleKind, ScanKind
from inspection.score import Counted, Deduction
from scoring.points import plain

#: Item, way of counting, and the thing that costs once.
_Event = tuple[str, Per, str]
_SCAN_TITLES = {
    ScanKind.DAILY: "日扫描",
    ScanKind.WEEKLY: "周扫描",
    ScanKind.QUARTER: "季度检查",
    ScanKind.RECHECK: "复查",
    ScanKind.MANUAL: "台账登记",
}


def deductions(counted: Iterable[Counted]) -> tuple[Deduction, ...]:
    """What the observations of *one* site or account cost; the order of ``counted`` does not matter.

    Never costs: a re-check (it looks again at what was already counted), and under ``per: item`` any scan but the
    quarterly check (what only a daily scan saw was put right before the check).
    """
    events: defaultdict[_Event, list[Counted]] = defaultdict(list)
    for seen in sorted(set(counted), key=_order):
        event = _event(seen)
        if event is not None:
            events[event].append(seen)
    return tuple(_deduction(event, seen) for event, seen in events.items())


def vetoes(counted: Iterable[Counted]) -> tuple[Counted, ...]:
    """The confirmed veto findings among ``counted``: the first observation of each, by time."""
    first: dict[str, Counted] = {}
    for seen in sorted(set(counted), key=_order):
        if seen.kind is RuleKind.VETO:
            first.setdefault(seen.finding_id, seen)
    return tuple(first.values())


def _order(seen: Counted) -> tuple[object, ...]:
    # Every field that can differ takes part, so that equal moments cannot make the order depend on the input.
    return (
        *(seen.at, seen.rule, seen.finding_id, seen.scan_id, seen.points, seen.url, seen.title, seen.message),
        *(seen.item or "", seen.indicator, seen.per, seen.kind, seen.scan_kind, seen.subject_kind, seen.snapshot),
    )


def _event(seen: Counted) -> _Event | None:
    if seen.kind is not RuleKind.DEDUCT or seen.item is None or seen.scan_kind is ScanKind.RECHECK:
        return None
    match seen.per:
        case Per.SCAN:
            return seen.item, seen.per, seen.scan_id
        case Per.ITEM:
            return (seen.item, seen.per, seen.indicator) if seen.scan_kind is ScanKind.QUARTER else None
        case Per.FINDING:
            return seen.item, seen.per, seen.finding_id


def _deduction(event: _Event, seen: Sequence[Counted]) -> Deduction:
    item, per, _ = event
    # Rules of one event may price it differently: the dearest counts, which keeps the sum free of order.
    points = max(each.points for each in seen)
    reasons = tuple(sorted({each.finding_id for each in seen}))
    return Deduction(
        item=item,
        points=points,
        reasons=reasons,
        text=_text(per, seen),
        arithmetic=_arithmetic(per, points, len(reasons)),
        indicator="；".join(sorted({each.indicator for each in seen})),
        rules=tuple(sorted({each.rule for each in seen})),
    )


def _text(per: Per, seen: Sequence[Counted]) -> str:
    first = seen[0]
    when = f"{beijing_day(first.at):%Y-%m-%d}{_SCAN_TITLES[first.scan_kind]}"
    what = list(dict.fromkeys(f"{each.title}：{each.message.rstrip('。')}" for each in seen))
    if per is Per.ITEM:
        return f"{when}，“{first.indicator}”：{'；'.join(what)}"
    return f"{when}，{'；'.join(what)}"


def _arithmetic(per: Per, points: Decimal, findings: int) -> str:
    match per:
        case Per.SCAN:
            return f"每次扫描扣{plain(points)}分（本次发现问题{findings}个，只扣一次）"
        case Per.ITEM:
            return f"每项指标每次检查扣{plain(points)}分（本项发现问题{findings}个，共扣一次）"
        case Per.FINDING:
            return f"每个问题扣{plain(points)}分"
