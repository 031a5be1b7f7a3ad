"""Single members of the evidence, read back for somebody who looks at them."""

from __future__ import annotations

import re
from base64 import b64encode

from db import evidence as chain
from db.snapshots import SnapshotDamaged, SnapshotMissing
from evidence.exhibit import ASSETS
from inspection.manifest import Access, Member, read_manifest
from jobs.evidence_wanted import evidence_store
from jobs.workspace import Workspace

_ASSET = re.compile(rb"%s[0-9a-f]{20}\.[a-z]{2,4}" % ASSETS.encode())


class NoMember(Exception):
    """The member is not there; the text (Chinese) says why."""


def find_member(work: Workspace, finding_id: str, number: int, name: str) -> Member:
    """The member ``name`` of manifest ``number``, which is one of this finding. Raises ``NoMember``."""
    with work.database.reading() as cx:
        kept = chain.with_number(cx, number)
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


def replay_of(work: Workspace, finding_id: str, number: int, body: bytes, most: int = 20 * 1024 * 1024) -> bytes:
    """The inert page ``body`` with its kept pictures written into it: a replay in a box of its own can load nothing.

    Pictures that are restricted, gone or beyond ``most`` bytes stay away. Raises ``NoMember``.
    """
    with work.database.reading() as cx:
        kept = chain.with_number(cx, number)
    if kept is None or kept.finding_id != finding_id:
        raise NoMember("没有这份证据，可能是链接不完整。")
    pictures = {one.name: one for one in read_manifest(kept.document).members if _may_show(one)}
    left = most

    def written(found: re.Match[bytes]) -> bytes:
        nonlocal left
        member = pictures.get(found[0].decode())
        if member is None or member.size > left:
            return b"data:,"
        left -= member.size
        try:
            picture = body_of(work, member)
        except NoMember:
            return b"data:,"
        return f"data:{member.media_type};base64,{b64encode(picture).decode()}".encode()

    return _ASSET.sub(written, body)


def _may_show(member: Member) -> bool:
    return member.access is Access.OPEN and member.media_type.startswith("image/")
