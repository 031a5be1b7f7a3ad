"""Which scans of a quarter count: those of the registered calendar, each slot once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from db import scans, weekly_signatures
from db.scans import ScanRecord
from inspection.moment import iso_minutes
from inspection.registry import District, Quarter, Sitting
from inspection.rule import ScanKind
from jobs.workspace import Workspace

#: How the kinds of scan are called.
SCAN_WORDS = {
    ScanKind.DAILY: "日扫描",
    ScanKind.WEEKLY: "周扫描",
    ScanKind.QUARTER: "季度检查",
    ScanKind.RECHECK: "复检",
    ScanKind.MANUAL: "人工登记",
}


@dataclass(frozen=True, slots=True)
class Slot:
    """One planned scan of the quarter and the judged scan that fills it (``None``: not held).

    A slot held twice counts once, by its last judged scan; one whose weekly record is signed, by that record's.
    """

    kind: ScanKind
    at: datetime
    unit_ids: frozenset[str]
    scan: ScanRecord | None

    def fits(self, scan: ScanRecord) -> bool:
        """Whether ``scan`` may fill the slot once it is judged."""
        return scan.kind is self.kind and scan.as_of == self.at and scan.unit_ids == self.unit_ids

    @property
    def label(self) -> str:
        return f"{self.kind}@{iso_minutes(self.at)}"


def slots_of(work: Workspace, quarter: Quarter) -> tuple[Slot, ...]:
    """The quarter's slots in time order. Scans at other moments (daily, extra) cost nothing and fill no slot."""
    with work.database.reading() as connection:
        held = [one for one in scans.of_quarter(connection, quarter.id, work.district.id) if one.state == "judged"]
        signed = weekly_signatures.signatures(connection, work.district.id, quarter.id)
    sealed = {at: one.scan_id for at, one in signed.items()}
    filled = (replace(slot, scan=_holding(slot, held, sealed)) for slot in planned_slots(work.district, quarter))
    return tuple(sorted(filled, key=lambda slot: slot.at))


def planned_slots(district: District, quarter: Quarter) -> tuple[Slot, ...]:
    """The quarter's slots, weekly scans first, as the calendar sets them: nothing fills them yet."""
    weekly = (Slot(ScanKind.WEEKLY, at, frozenset(), None) for at in quarter.weekly_scans)
    sittings = (
        Slot(ScanKind.QUARTER, sitting.at, sitting_units(district, quarter, sitting), None)
        for sitting in quarter.sittings
    )
    return (*weekly, *sittings)


def sitting_units(district: District, quarter: Quarter, sitting: Sitting) -> frozenset[str]:
    """Units of a sitting; an unnamed one takes every unit that no other sitting names."""
    if sitting.unit_ids:
        return sitting.unit_ids
    elsewhere = frozenset().union(*(other.unit_ids for other in quarter.sittings))
    return frozenset(unit.id for unit in district.units) - elsewhere


def calendar_units(district: District, kind: ScanKind, at: datetime) -> frozenset[str]:
    """Units of the quarterly sitting that the calendar sets at exactly ``at``; empty (= all) elsewhere."""
    if kind is not ScanKind.QUARTER:
        return frozenset()
    for quarter in district.quarters:
        for sitting in quarter.sittings:
            if sitting.at == at:
                return sitting_units(district, quarter, sitting)
    return frozenset()


def _holding(slot: Slot, held: Iterable[ScanRecord], signed: Mapping[datetime, int]) -> ScanRecord | None:
    """``signed``: the scans of signed records by moment."""
    fitting = [one for one in held if slot.fits(one)]
    chosen = signed.get(slot.at) if slot.kind is ScanKind.WEEKLY else None
    return next((one for one in fitting if one.id == chosen), max(fitting, key=lambda one: one.id, default=None))
