"""The marked pictures of findings for documents: out of the evidence store, and only those that anybody may see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import sha256

from db import evidence
from db.evidence import Export
from db.snapshots import SnapshotDamaged, SnapshotMissing
from inspection.manifest import Access, Manifest, read_manifest, sm3
from inspection.registry import Quarter
from jobs.annex_pictures import Taker
from jobs.evidence_wanted import evidence_store
from jobs.workspace import Workspace
from reports.circular_facts import ShownPicture

#: The part of the page around the mark: legible on paper, which a whole page is not.
_SHOWN = "crop.png"


def shown_pictures(
    work: Workspace, finding_ids: Iterable[str], quarter: Quarter | None = None
) -> dict[str, ShownPicture]:
    """The newest picture of each finding that has evidence; those without any are left out.

    With ``quarter`` only evidence of what was seen in it counts.
    """
    with work.database.reading() as cx:
        kept = evidence.of_findings(cx, finding_ids)
    found = {finding: [read_manifest(one.document) for one in stored] for finding, stored in kept.items()}
    if quarter is not None:
        found = {finding: [one for one in several if _within(one, quarter)] for finding, several in found.items()}
    return {finding: _picture(work, several[-1]) for finding, several in found.items() if several}


def record_taken(work: Workspace, body: bytes, subject: str, taker: Taker) -> None:
    """Keep that a document with pictures out of the evidence left, as every export of evidence is kept; call it before
    the document is handed out. ``subject`` names the document.
    """
    with work.database.writing() as cx:
        digest = sha256(body).hexdigest()
        evidence.record_export(cx, Export(taker.at, taker.who, "公文截图", subject, False, digest, sm3(body)))


def _within(manifest: Manifest, quarter: Quarter) -> bool:
    seen = date.fromisoformat(manifest.told["finding"]["as_of"]["beijing"][:10])
    return quarter.first_day <= seen <= quarter.last_day


def _picture(work: Workspace, manifest: Manifest) -> ShownPicture:
    digest = manifest.sha256
    member = manifest.member(_SHOWN)
    if member is None:
        return ShownPicture(None, f"证据清单 {manifest.number} 中没有截图", digest)
    if member.access is not Access.OPEN:
        return ShownPicture(None, f"截图含个人信息，不附；见证据清单 {manifest.number}，查阅须登记", digest)
    try:
        return ShownPicture(evidence_store(work).get(member.sha256), "", digest)
    except (SnapshotMissing, SnapshotDamaged):
        return ShownPicture(None, f"截图已按保存期限清理或损坏，见证据清单 {manifest.number}", digest)
