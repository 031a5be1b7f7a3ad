"""Seals a day of evidence: one root over its manifests, time-stamped where an authority is set."""

from __future__ import annotations

from datetime import UTC, date, datetime

from db import evidence
from db.evidence import Seal
from evidence.stamp import StampError, request_stamp
from inspection.manifest import root_of
from inspection.moment import beijing_day
from jobs.workspace import Workspace


class SealError(Exception):
    """The day could not be sealed as settings want it; the text (Chinese) says why."""


def seal_day(work: Workspace, day: date, now: datetime) -> Seal | None:
    """Seal the manifests that were captured on the Beijing ``day``; ``None`` when there are none.

    A day that is sealed as it stands is not sealed again, unless its time stamp is still missing. Raises ``SealError``
    when the authority gives no stamp: the root is kept without one and the next call asks again.
    """
    with work.database.reading() as cx:
        held = [one for one in evidence.chain(cx) if beijing_day(one.captured_at) == day]
        before = evidence.seals(cx, day.isoformat())
    if not held:
        return None
    root = root_of(one.sha256 for one in held)
    address = work.settings.timestamp_url
    same = [one for one in before if one.root == root]
    done = next((one for one in same if one.token is not None or address is None), None)
    if done is not None:
        return done
    token, problem = None, ""
    if address is not None:
        try:
            token = request_stamp(address, root, work.settings.timeout_seconds, work.settings.proxy)
        except StampError as refused:
            problem = str(refused)
    made = Seal(day.isoformat(), held[0].number, held[-1].number, root, now.astimezone(UTC), address or "", token)
    if token is not None or not same:
        with work.database.writing() as cx:
            evidence.seal(cx, made)
    if problem:
        raise SealError(f"{day} 的封存值已记录，但没有取得时间戳：{problem}")
    return made
