"""Hands out evidence: one WACZ file per finding or per unit and quarter, with its pictures and manifests beside it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from db import evidence, findings
from db.evidence import Export
from db.findings import StoredFinding
from db.snapshots import SnapshotDamaged, SnapshotMissing, SnapshotStore
from evidence.exhibit import Exhibit
from evidence.wacz import write_wacz
from inspection.manifest import Access, Manifest, read_manifest, sm3
from jobs.evidence_wanted import evidence_store, is_wanted, named_finding
from jobs.workspace import Workspace, code_version

_BESIDE = ("marked.png", "crop.png", "page.png")


@dataclass(frozen=True, slots=True)
class Exported:
    """``path`` is the WACZ; ``missing``: reasons (Chinese) by finding whose evidence is not in it."""

    path: Path
    sha256: str
    findings: int
    missing: dict[str, str]


@dataclass(frozen=True, slots=True)
class Purpose:
    """Who takes evidence out, when and why. ``originals``: with the members that hold unmasked personal data."""

    who: str
    at: datetime
    reason: str
    originals: bool = False


def export_finding(work: Workspace, name: str, folder: Path, purpose: Purpose) -> Exported:
    """The newest evidence of one finding. Raises ``ValueError`` (Chinese) when there is none."""
    with work.database.reading() as cx:
        found = named_finding(cx, name)
    return _export(work, [found], f"evidence-{found.id[:8]}", f"问题 {found.id[:8]} 的证据", folder, purpose)


def export_unit(work: Workspace, unit_id: str, quarter_id: str, folder: Path, purpose: Purpose) -> Exported:
    """The newest evidence of every open finding of a unit that was seen in the quarter. Raises ``ValueError``."""
    try:
        quarter = work.district.quarter(quarter_id)
    except KeyError:
        raise ValueError(f"没有登记季度“{quarter_id}”") from None
    with work.database.reading() as cx:
        seen = findings.listing(cx, unit_id=unit_id, first_day=quarter.first_day, last_day=quarter.last_day)
    found = [one for one in seen if is_wanted(one)]
    title = f"{work.district.unit(unit_id).name} {quarter.title}的证据"
    return _export(work, found, f"evidence-{unit_id}-{quarter_id}", title, folder, purpose)


def _export(
    work: Workspace, found: Iterable[StoredFinding], name: str, title: str, folder: Path, purpose: Purpose
) -> Exported:
    if purpose.originals and not purpose.reason.strip():
        raise ValueError("取出含个人信息的原件必须写明理由（--reason）")
    exhibits, missing = _exhibits(work, found, purpose.originals)
    if not exhibits:
        raise ValueError("没有可以导出的证据，请先运行 xunjian evidence capture")
    body = write_wacz(exhibits, title, purpose.at, f"xunjian {code_version()}")
    digest = sha256(body).hexdigest()
    with work.database.writing() as cx:  # before the file is there: what left is known, whoever is killed
        evidence.record_export(
            cx, Export(purpose.at, purpose.who, purpose.reason, name, purpose.originals, digest, sm3(body))
        )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.wacz"
    _write(path, body)
    _write(folder / f"{name}.wacz.sha256", f"{digest}  {name}.wacz\n".encode())
    _write_beside(folder / name, exhibits)
    return Exported(path, digest, len(exhibits), missing)


def _exhibits(work: Workspace, found: Iterable[StoredFinding], originals: bool) -> tuple[list[Exhibit], dict[str, str]]:
    wanted = list(found)
    with work.database.reading() as cx:
        kept = evidence.of_findings(cx, [one.id for one in wanted])
    store, exhibits, missing = evidence_store(work), [], {}
    shared: dict[str, bytes] = {}  # the findings of a site have its style sheets and pictures in common
    for finding in wanted:
        if finding.id not in kept:
            missing[finding.id] = "还没有取证"
            continue
        manifest = read_manifest(kept[finding.id][-1].document)
        try:
            exhibits.append(Exhibit(manifest, _bodies(store, manifest, originals, shared)))
        except (SnapshotMissing, SnapshotDamaged) as problem:
            missing[finding.id] = str(problem)
    return sorted(exhibits, key=lambda one: one.manifest.number), missing


def _bodies(store: SnapshotStore, manifest: Manifest, originals: bool, shared: dict[str, bytes]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for member in manifest.members:
        if originals or member.access is Access.OPEN:
            if member.sha256 not in shared:
                shared[member.sha256] = store.get(member.sha256)
            found[member.name] = shared[member.sha256]
    return found


def _write(path: Path, body: bytes) -> None:
    """Whole or not at all; for its owner only."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(body)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _write_beside(folder: Path, exhibits: Iterable[Exhibit]) -> None:
    """Pictures and manifests for people without a replayer."""
    folder.mkdir(exist_ok=True)
    for exhibit in exhibits:
        stem = f"{exhibit.manifest.number:06d}-{exhibit.manifest.finding_id[:8]}"
        _write(folder / f"{stem}-manifest.json", exhibit.manifest.bytes)
        for name in _BESIDE:
            if name in exhibit.bodies:
                _write(folder / f"{stem}-{name}", exhibit.bodies[name])
