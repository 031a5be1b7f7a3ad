"""Single members of the evidence, read back for somebody who looks at them."""

from __future__ import annotations

from db import evidence
from db.snapshots import SnapshotDamaged, SnapshotMissing
from inspection.manifest import Member, read_manifest
from jobs.evidence_wanted import evidence_store
from jobs.workspace import Workspace


class NoMember(Exception):
    """The member is not there; the text (Chinese) says why."""


def find_member(work: Workspace, finding_id: str, number: int, name: str) -> Member:
    """The member ``name`` of manifest ``number``, which is one of this finding. Raises ``NoMember``."""
    with work.database.reading() as cx:
        kept = evidence.with_number(cx, number)
    member = read_manifest(kept.document).member(name) if kept and kept.finding_id == finding_id else None
    if member is None:
        raise NoMember("没有这份证据，可能是链接不完整。")
    return member


def body_of(work: Workspace, member: Member) -> bytes:
    """The member's bytes, their digest verified. Raises ``NoMember``."""
    try:
        return evidence_store(work).get(member.sha256)
    except SnapshotMissing:
        raise NoMember("这份文件已按保留期限删除，清单和摘要仍在。") from None
    except SnapshotDamaged:
        raise NoMember("这份文件已损坏（与清单上的摘要不符），请联系管理员运行 xunjian evidence verify。") from None
