"""The marked pictures of findings for documents: out of the evidence store, and only those that anybody may see."""

from __future__ import annotations

from collections.abc import Iterable

from db import evidence
from db.snapshots import SnapshotDamaged, SnapshotMissing
from inspection.manifest import Access, Manifest, read_manifest
from jobs.evidence_wanted import evidence_store
from jobs.workspace import Workspace
from reports.circular_facts import ShownPicture

#: The part of the page around the mark: legible on paper, which a whole page is not.
_SHOWN = "crop.png"


def shown_pictures(work: Workspace, finding_ids: Iterable[str]) -> dict[str, ShownPicture]:
    """The newest picture of each finding that has evidence; those without any are left out."""
    with work.database.reading() as cx:
        kept = evidence.of_findings(cx, finding_ids)
    return {finding: _picture(work, read_manifest(stored[-1].document)) for finding, stored in kept.items()}


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
