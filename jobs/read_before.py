"""Which earlier scans may have read an article for this one, so that it need not be read again."""

from __future__ import annotations

from db import scans, visits
from db.engine import Connection
from db.scans import ScanRecord
from inspection.registry import District
from inspection.rule import ScanKind
from jobs.official_scans import planned_slots

_COUNTING = frozenset({ScanKind.WEEKLY, ScanKind.QUARTER})


def read_before(connection: Connection, district: District, scan: ScanRecord) -> dict[str, str]:
    """By address: the date that the last such scan saw an article or a file listed with (ISO day or empty).

    Only scans as of an earlier moment count: a scan repeated for the same moment has to see what the first one saw.
    What a daily scan, a re-check or an extra scan read is read again by the weekly scan, whose findings cost points and
    stand in its record; of weekly scans and sittings those count whose findings do (the registered calendar's, where it
    sets this moment).
    """
    earlier = scans.before(connection, district.id, scan.as_of)
    if scan.kind is ScanKind.WEEKLY:
        earlier = [one for one in earlier if one.kind in _COUNTING and one.state == "judged"]
        if any(scan.as_of in quarter.weekly_scans for quarter in district.quarters):
            slots = [slot for quarter in district.quarters for slot in planned_slots(district, quarter)]
            earlier = [one for one in earlier if any(slot.fits(one) for slot in slots)]
    return visits.listed_in(connection, [one.id for one in earlier])
