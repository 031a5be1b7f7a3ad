"""Recomputes evidence to the last byte: the chain, its members, the seals of days, and exported files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from db import evidence
from db.evidence import Seal, StoredManifest
from db.snapshots import SnapshotDamaged, SnapshotMissing, SnapshotStore
from evidence.stamp import StampError, stamped_at
from evidence.wacz_check import check_wacz
from inspection.manifest import BrokenManifest, Manifest, Member, chain_faults, read_manifest, root_of, sm3
from inspection.moment import beijing_day
from jobs.evidence_wanted import evidence_store, named_finding
from jobs.workspace import Workspace


@dataclass(slots=True)
class Verified:
    """How much was recomputed, and every fault (Chinese); none: nothing was changed.

    ``removed``: members that retention took away; their digests stay in the manifests.
    """

    manifests: int = 0
    members: int = 0
    removed: int = 0
    seals: int = 0
    faults: list[str] = field(default_factory=list)


def verify_store(work: Workspace, names: Iterable[str] = ()) -> Verified:
    """The whole chain and all seals, and the members of the findings called ``names`` (none: of all). Raises
    ``ValueError`` (Chinese) for a name that fits no finding.
    """
    with work.database.reading() as cx:
        wanted = {named_finding(cx, name).id for name in names}
        stored = list(evidence.chain(cx))
        seals, removed = evidence.seals(cx), evidence.removals(cx)
    found = Verified()
    manifests: list[Manifest] = []
    for one in stored:
        manifest = _manifest(one, found)
        if manifest is not None:
            manifests.append(manifest)
    found.manifests = len(stored)
    found.faults += chain_faults(manifests)
    store = evidence_store(work)
    whole: set[Member] = set()
    for manifest in manifests:
        if not wanted or manifest.finding_id in wanted:
            _members(manifest, store, removed, found, whole)
    found.seals = len(seals)
    for seal in seals:
        found.faults += _seal_faults(seal, stored, work.settings.timestamp_roots)
    return found


def verify_file(work: Workspace | None, path: Path) -> Verified:
    """An exported file by itself, and where the chain is at hand, that its manifests are those of the chain."""
    found = Verified()
    if not path.is_file():
        found.faults.append(f"没有文件 {path}")
        return found
    manifests, faults = check_wacz(path)
    found.faults += faults
    found.manifests = len(manifests)
    found.members = sum(len(manifest.members) for manifest in manifests)
    digest = sha256(path.read_bytes()).hexdigest()
    promised = path.with_name(f"{path.name}.sha256")
    if promised.is_file() and promised.read_text(encoding="utf-8", errors="replace").split()[:1] != [digest]:
        found.faults.append(f"{path.name} 与 {promised.name} 记录的校验值不符")
    if work is not None:
        found.faults += _known_faults(work, manifests, digest)
    return found


def _manifest(one: StoredManifest, found: Verified) -> Manifest | None:
    try:
        manifest = read_manifest(one.document)
    except BrokenManifest as problem:
        found.faults.append(f"清单 {one.number}：{problem}")
        return None
    same = (manifest.number, manifest.previous, manifest.finding_id) == (one.number, one.previous, one.finding_id)
    if not same or sha256(one.document).hexdigest() != one.sha256 or sm3(one.document) != one.sm3:
        found.faults.append(f"清单 {one.number} 与登记的校验值不符")
    return manifest


def _members(
    manifest: Manifest, store: SnapshotStore, removed: frozenset[str], found: Verified, known: set[Member]
) -> None:
    """``known``: members that were read and found whole; findings of a site share many."""
    for member in manifest.members:
        place = f"清单 {manifest.number}：{member.name}"
        if member in known:
            found.members += 1
            continue
        try:
            whole = member.describes(store.get(member.sha256))
        except SnapshotMissing:
            if member.sha256 in removed:
                found.removed += 1
            else:
                found.faults.append(f"{place} 丢失")
            continue
        except SnapshotDamaged:
            whole = False
        found.members += 1
        if whole:
            known.add(member)
        else:
            found.faults.append(f"{place} 被改动过")


def _seal_faults(seal: Seal, stored: Iterable[StoredManifest], roots: Path | None) -> Iterator[str]:
    sealed = [one for one in stored if seal.first <= one.number <= seal.last]
    if root_of(one.sha256 for one in sealed) != seal.root:
        yield f"{seal.day} 的封存值与清单不符"
    elif any(beijing_day(one.captured_at).isoformat() != seal.day for one in sealed):
        yield f"{seal.day} 的封存值含有别日的清单"
    if seal.token is not None:
        try:
            stamped_at(seal.token, seal.root, roots)
        except StampError as problem:
            yield f"{seal.day} 的时间戳：{problem}"


def _known_faults(work: Workspace, manifests: Iterable[Manifest], digest: str) -> Iterator[str]:
    with work.database.reading() as cx:
        known = {one.number: one.sha256 for one in evidence.chain(cx)}
        exported = evidence.exports(cx, digest)
    for manifest in manifests:
        if known.get(manifest.number) != manifest.sha256:
            yield f"清单 {manifest.number} 不在本机的证据链中"
    if not exported:
        yield "本机没有导出过这个文件（校验值没有登记）"
