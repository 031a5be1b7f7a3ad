"""Retention: removes what is older than its class may be kept. What a finding of an open quarter needs always stays.

Classes: probes; page snapshots; members of evidence; messages. Manifests, seals, findings, decisions and what was told
are never removed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from db import assets, closings, evidence, findings, retention
from db.engine import Connection
from inspection.manifest import read_manifest
from inspection.moment import BEIJING
from jobs.evidence_wanted import evidence_store
from jobs.message_prune import prune_messages
from jobs.workspace import Workspace

#: A file younger than this may belong to a scan or capture that has not written its rows yet.
_YOUNG_SECONDS = 24 * 3600
_REASON = "超过保存期限"


@dataclass(slots=True)
class Pruned:
    """What went, or (``dry``) would go: probes, messages, and files with their bytes by class."""

    dry: bool
    probes: int = 0
    messages: int = 0
    files: dict[str, int] = field(default_factory=lambda: {"snapshots": 0, "evidence": 0})
    bytes: dict[str, int] = field(default_factory=lambda: {"snapshots": 0, "evidence": 0})


def prune(work: Workspace, now: datetime, *, dry: bool) -> Pruned:
    """Remove what may go as of ``now`` (aware). Killed half-way, it goes on at the next call."""
    settings, pruned = work.settings, Pruned(dry)
    probes_before = now - timedelta(days=settings.keep_probes_days)
    with work.database.reading() as cx:
        open_since = _open_since(work, cx, now)
        probes_before = min(probes_before, open_since)
        pruned.probes = retention.old_probes(cx, work.district.id, probes_before)
        snapshots_before = min(now - timedelta(days=settings.keep_snapshots_days), open_since)
        snapshots = _needed_snapshots(cx, snapshots_before)
        members, gone = _members(cx, min(now - timedelta(days=settings.keep_evidence_days), open_since), open_since)
    if pruned.probes and not dry:
        with work.database.writing() as cx:
            retention.remove_probes(cx, work.district.id, probes_before)
    if not dry:
        with work.database.writing() as cx:  # only a shelf to take from: pictures taken have members of their own
            assets.forget(cx, snapshots_before)
    messages_before = min(now - timedelta(days=settings.keep_messages_days), open_since)
    pruned.messages = prune_messages(work, messages_before, dry=dry)
    _sweep(pruned, "snapshots", work.settings.data_dir / "snapshots", snapshots)
    if not dry:
        with work.database.writing() as cx:  # before the files go: what is missing is always explained
            evidence.record_removals(cx, gone - members, now, _REASON)
    _sweep(pruned, "evidence", evidence_store(work).directory, members)
    return pruned


def _open_since(work: Workspace, cx: Connection, now: datetime) -> datetime:
    """The first moment that belongs to an open quarter: registered and not closed, or after all registered ones."""
    open_days = [
        quarter.first_day
        for quarter in work.district.quarters
        if closings.closing(cx, quarter.id, work.district.id) is None
    ]
    after = max((quarter.last_day for quarter in work.district.quarters), default=None)
    if after is not None:
        open_days.append(after + timedelta(days=1))
    if not open_days:
        return datetime.min.replace(tzinfo=BEIJING) + timedelta(days=2)  # nothing is registered: nothing may go
    first = min(open_days)
    return min(now, datetime(first.year, first.month, first.day, tzinfo=BEIJING))


def _needed_snapshots(cx: Connection, since: datetime) -> frozenset[str]:
    return (
        retention.bodies_in_use(cx, since)
        | retention.bodies_of_observations(cx, since)
        | assets.bodies_since(cx, since)
        | _undecided(cx)
    )


def _undecided(cx: Connection) -> frozenset[str]:
    """Proofs of findings that nobody decided, however old."""
    waiting = findings.listing(cx, state="suspected")
    return frozenset(proof.sha256 for one in waiting for seen in one.observations for proof in seen.evidence)


def _members(cx: Connection, since: datetime, open_since: datetime) -> tuple[frozenset[str], frozenset[str]]:
    """Members that stay, and all members ever. Shared ones stay as long as one manifest needs them."""
    needed = {
        one.id
        for one in findings.listing(cx)
        if one.state == "suspected" or any(seen.as_of >= open_since for seen in one.observations)
    }
    stay: set[str] = set()
    every: set[str] = set()
    for stored in evidence.chain(cx):
        digests = {member.sha256 for member in read_manifest(stored.document).members}
        every |= digests
        if stored.finding_id in needed or stored.captured_at >= since:
            stay |= digests
    return frozenset(stay), frozenset(every)


def _sweep(pruned: Pruned, kind: str, folder: Path, needed: frozenset[str]) -> None:
    """Files of the store that nobody needs; young ones are left alone."""
    limit = time.time() - _YOUNG_SECONDS
    for path in _stored(folder):
        if path.stem in needed:
            continue
        told = path.stat()
        if told.st_mtime >= limit:
            continue
        pruned.files[kind] += 1
        pruned.bytes[kind] += told.st_size
        if not pruned.dry:
            path.unlink(missing_ok=True)


def _stored(folder: Path) -> Iterator[Path]:
    return folder.glob("[0-9a-f][0-9a-f]/[0-9a-f]/*.zst")
