"""The chain of manifests as it is remembered, with its seals, exports and removals. Append-only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, text

from db.batches import append as append_rows
from db.tables import visits
from db.tables_evidence import evidence_exports, evidence_manifests, evidence_removals, evidence_seals
from db.visits import visit_of
from inspection.manifest import GENESIS, Manifest
from inspection.visit import Visit


@dataclass(frozen=True, slots=True)
class StoredManifest:
    """A manifest as it was written: ``document`` is its bytes, the digests are those of the day it was written."""

    number: int
    previous: str
    sha256: str
    sm3: str
    finding_id: str
    scan_id: int
    captured_at: datetime
    document: bytes


@dataclass(frozen=True, slots=True)
class Seal:
    """The root over the manifests ``first`` … ``last`` (inclusive) of one Beijing ``day`` (ISO).

    ``token`` is an RFC 3161 response (DER) of ``authority``, ``None`` where none was asked.
    """

    day: str
    first: int
    last: int
    root: str
    sealed_at: datetime
    authority: str
    token: bytes | None


@dataclass(frozen=True, slots=True)
class Export:
    """Who took which evidence out, and the digests of the file that left; ``originals``: unmasked members too."""

    at: datetime
    who: str
    reason: str
    subject: str
    originals: bool
    sha256: str
    sm3: str


def append(
    cx: Connection, district: str, scan_id: int, captured_at: datetime, make: Callable[[int, str], Manifest]
) -> StoredManifest:
    """Let ``make(number, previous)`` continue the chain, and keep what it returns. One writer at a time."""
    if cx.dialect.name == "postgresql":  # SQLite has one writer anyway
        cx.execute(text("LOCK TABLE evidence_manifests IN EXCLUSIVE MODE"))
    newest = select(evidence_manifests.c.number, evidence_manifests.c.sha256)
    last = cx.execute(newest.order_by(evidence_manifests.c.number.desc()).limit(1)).one_or_none()
    manifest = make(last.number + 1 if last else 1, last.sha256 if last else GENESIS)
    document = manifest.bytes
    row = {
        "number": manifest.number, "previous": manifest.previous, "sha256": manifest.sha256, "sm3": manifest.sm3,
        "district": district, "finding_id": manifest.finding_id, "scan_id": scan_id, "captured_at": captured_at,
        "document": document.decode(),
    }  # fmt: skip
    cx.execute(insert(evidence_manifests), row)
    return StoredManifest(
        manifest.number, manifest.previous, manifest.sha256, manifest.sm3, manifest.finding_id, scan_id,
        captured_at, document,
    )  # fmt: skip


def chain(cx: Connection, *, first: int = 1, last: int | None = None) -> Iterator[StoredManifest]:
    """The manifests ``first`` … ``last`` (inclusive; ``None``: to the end), oldest first; streamed."""
    query = select(evidence_manifests).where(evidence_manifests.c.number >= first)
    if last is not None:
        query = query.where(evidence_manifests.c.number <= last)
    yield from _manifests(cx, query)


def of_findings(cx: Connection, finding_ids: Iterable[str]) -> dict[str, list[StoredManifest]]:
    """Manifests by finding, oldest first; findings without evidence are left out."""
    wanted = frozenset(finding_ids)
    found: dict[str, list[StoredManifest]] = {}
    query = select(evidence_manifests)
    if len(wanted) <= 500:  # more names would not fit into one statement
        query = query.where(evidence_manifests.c.finding_id.in_(wanted))
    for manifest in _manifests(cx, query):
        if manifest.finding_id in wanted:
            found.setdefault(manifest.finding_id, []).append(manifest)
    return found


def newest_of(cx: Connection, finding_id: str) -> StoredManifest | None:
    """The newest manifest of one finding."""
    mine = select(evidence_manifests).where(evidence_manifests.c.finding_id == finding_id)
    row = cx.execute(mine.order_by(evidence_manifests.c.number.desc()).limit(1)).one_or_none()
    return _manifest(row) if row else None


def with_number(cx: Connection, number: int) -> StoredManifest | None:
    """The manifest with this number in the chain."""
    row = cx.execute(select(evidence_manifests).where(evidence_manifests.c.number == number)).one_or_none()
    return _manifest(row) if row else None


def page(cx: Connection, *, before: int | None = None, size: int = 50) -> list[StoredManifest]:
    """At most ``size`` manifests with numbers below ``before``, the newest first."""
    query = select(evidence_manifests).order_by(evidence_manifests.c.number.desc()).limit(size)
    if before is not None:
        query = query.where(evidence_manifests.c.number < before)
    return [_manifest(row) for row in cx.execute(query)]


def captured(cx: Connection) -> dict[str, int]:
    """By finding: the newest scan whose observation has evidence."""
    query = select(evidence_manifests.c.finding_id, func.max(evidence_manifests.c.scan_id))
    return {row[0]: row[1] for row in cx.execute(query.group_by(evidence_manifests.c.finding_id))}


def visit_with(cx: Connection, sha256: str, scan_id: int) -> Visit | None:
    """A visit that got the body ``sha256``: of this scan where it has one, else the newest."""
    query = (
        select(visits)
        .where(visits.c.sha256 == sha256)
        .order_by((visits.c.scan_id == scan_id).desc(), visits.c.id.desc())
        .limit(1)
    )
    return next(map(visit_of, cx.execute(query)), None)


def seal(cx: Connection, made: Seal) -> None:
    """Keep a day's root. A day may be sealed again when manifests were added to it."""
    row = {
        "day": made.day, "first": made.first, "last": made.last, "root": made.root, "sealed_at": made.sealed_at,
        "authority": made.authority, "token": made.token,
    }  # fmt: skip
    cx.execute(insert(evidence_seals), row)


def seals(cx: Connection, day: str | None = None) -> list[Seal]:
    """All seals, or those of one day (ISO), oldest first."""
    query = select(evidence_seals).order_by(evidence_seals.c.id)
    if day is not None:
        query = query.where(evidence_seals.c.day == day)
    return [_seal(row) for row in cx.execute(query)]


def seal_over(cx: Connection, number: int) -> Seal | None:
    """The newest seal of the day that covers the manifest with this number."""
    covering = select(evidence_seals).where(evidence_seals.c.first <= number, evidence_seals.c.last >= number)
    row = cx.execute(covering.order_by(evidence_seals.c.id.desc()).limit(1)).one_or_none()
    return _seal(row) if row else None


def record_export(cx: Connection, made: Export) -> None:
    """Keep who took what out."""
    row = {
        "at": made.at, "who": made.who, "reason": made.reason, "subject": made.subject,
        "originals": made.originals, "sha256": made.sha256, "sm3": made.sm3,
    }  # fmt: skip
    cx.execute(insert(evidence_exports), row)


def exports(cx: Connection, sha256: str | None = None) -> list[Export]:
    """All exports, or those of the file with this digest, oldest first."""
    query = select(evidence_exports).order_by(evidence_exports.c.id)
    if sha256 is not None:
        query = query.where(evidence_exports.c.sha256 == sha256)
    return [Export(r.at, r.who, r.reason, r.subject, r.originals, r.sha256, r.sm3) for r in cx.execute(query)]


def record_removals(cx: Connection, digests: Iterable[str], at: datetime, reason: str) -> None:
    """Keep which members are about to be removed, and why. Each digest at most once."""
    known = removals(cx)
    append_rows(
        cx,
        evidence_removals,
        ({"sha256": digest, "at": at, "reason": reason} for digest in sorted(set(digests) - known)),
    )


def removals(cx: Connection) -> frozenset[str]:
    """Digests of all members that retention removed."""
    return frozenset(cx.scalars(select(evidence_removals.c.sha256)))


def _seal(row: Row[Any]) -> Seal:
    return Seal(row.day, row.first, row.last, row.root, row.sealed_at, row.authority, row.token)


def _manifests(cx: Connection, query: Select[Any]) -> Iterator[StoredManifest]:
    rows = cx.execute(query.order_by(evidence_manifests.c.number).execution_options(yield_per=200))
    return map(_manifest, rows)


def _manifest(row: Row[Any]) -> StoredManifest:
    return StoredManifest(
        row.number, row.previous, row.sha256, row.sm3, row.finding_id, row.scan_id, row.captured_at,
        row.document.encode(),
    )  # fmt: skip
