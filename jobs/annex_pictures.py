"""The marked pictures of the problems of annex 3, laid beside it; what leaves is recorded as for every export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from db import evidence
from db.evidence import Export, StoredManifest
from db.snapshots import SnapshotDamaged, SnapshotMissing
from inspection.manifest import Access, Manifest, read_manifest, sm3
from inspection.registry import Quarter
from inspection.score import QuarterScores
from jobs.evidence_wanted import evidence_store
from jobs.workspace import Workspace
from reports.problems import ProblemEvidence
from reports.whole_file import write_bytes

FOLDER, SUMS = "annex3-pictures", "SHA256SUMS"
_SHOWN = "marked.png"


@dataclass(frozen=True, slots=True)
class Taker:
    """Who takes pictures out, and when (aware)."""

    who: str
    at: datetime


def lay_pictures(
    work: Workspace, scores: QuarterScores, folder: Path, taker: Taker | None
) -> dict[str, ProblemEvidence]:
    """The evidence of the quarter's problems by finding; the pictures that anybody may see are written into a folder
    inside ``folder`` with their digests (as ``sha256sum -c`` reads them). Without ``taker`` none is written.
    """
    manifests = _manifests(work, scores)
    told = {finding: _told(manifest) for finding, manifest in manifests.items()}
    if taker is None:
        return {finding: replace(one, file="", note=one.note or "截图未附") for finding, one in told.items()}
    bodies: dict[str, bytes] = {}
    for finding, one in told.items():
        if one.file:
            try:
                bodies[one.file] = _picture(work, manifests[finding])
            except (SnapshotMissing, SnapshotDamaged):
                told[finding] = replace(one, file="", note="截图已按保存期限清理或损坏")
    if bodies:
        _write(work, scores.quarter, folder, bodies, taker)
    return told


def _manifests(work: Workspace, scores: QuarterScores) -> dict[str, Manifest]:
    """The newest evidence of each finding that was taken of an observation of this quarter."""
    with work.database.reading() as cx:
        kept = evidence.of_findings(cx, _findings(scores))
    found = {finding: list(_of_quarter(stored, scores.quarter)) for finding, stored in kept.items()}
    return {finding: several[-1] for finding, several in found.items() if several}


def _findings(scores: QuarterScores) -> Iterator[str]:
    for group in scores.problems:
        for section in group.sections:
            for problem in section.problems:
                yield from problem.reasons


def _of_quarter(stored: Iterable[StoredManifest], quarter: Quarter) -> Iterator[Manifest]:
    for one in stored:
        manifest = read_manifest(one.document)
        seen = date.fromisoformat(manifest.told["finding"]["as_of"]["beijing"][:10])
        if quarter.first_day <= seen <= quarter.last_day:
            yield manifest


def _told(manifest: Manifest) -> ProblemEvidence:
    member = manifest.member(_SHOWN)
    if member is None:
        return ProblemEvidence(manifest.number, manifest.sha256, "", "没有截图")
    if member.access is not Access.OPEN:
        return ProblemEvidence(manifest.number, manifest.sha256, "", "截图含个人信息，不附，查阅须登记")
    name = f"{manifest.number:06d}-{manifest.finding_id[:8]}-{_SHOWN}"
    return ProblemEvidence(manifest.number, manifest.sha256, f"{FOLDER}/{name}")


def _picture(work: Workspace, manifest: Manifest) -> bytes:
    member = manifest.member(_SHOWN)
    return evidence_store(work).get(member.sha256 if member else "")


def _write(work: Workspace, quarter: Quarter, folder: Path, bodies: dict[str, bytes], taker: Taker) -> None:
    names = {file.rpartition("/")[2]: body for file, body in sorted(bodies.items())}
    sums = "".join(f"{sha256(body).hexdigest()}  {name}\n" for name, body in names.items()).encode()
    with work.database.writing() as cx:  # before the files are there, as for every export
        subject = f"annex3-{quarter.id}"
        digest = sha256(sums).hexdigest()
        evidence.record_export(cx, Export(taker.at, taker.who, "附件3截图", subject, False, digest, sm3(sums)))
    for name, body in {**names, SUMS: sums}.items():
        write_bytes(folder / FOLDER / name, body)
    for path in (folder / FOLDER).glob(f"*-{_SHOWN}"):
        if path.name not in names:  # of evidence that was taken anew since the last report
            path.unlink()
