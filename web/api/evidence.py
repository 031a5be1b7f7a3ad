"""Evidence: the chain of manifests, and what each of them names. Bodies of open members are those of the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException

from db import evidence as chain
from db import ledger_pages
from db.evidence import StoredManifest
from inspection.manifest import Access, read_manifest
from web.frame.access import Looker, Owner
from web.frame.desk import TheDesk
from web.frame.numbers import Before
from web.ledger.one import FindingId, refuse_foreign

router = APIRouter(tags=["evidence"])


@dataclass(frozen=True, slots=True)
class MemberShown:
    """``path`` is where an open member's bytes are; ``null`` for restricted ones, which are shown on the page alone."""

    name: str
    media_type: str
    size: int
    sha256: str
    sm3: str
    access: Access
    path: str | None


@dataclass(frozen=True, slots=True)
class ManifestShown:
    """``previous`` is the SHA-256 of the manifest before it in the chain."""

    number: int
    previous: str
    sha256: str
    sm3: str
    finding_id: str
    scan_id: int
    captured_at: datetime


@dataclass(frozen=True, slots=True)
class ManifestDetail:
    manifest: ManifestShown
    members: list[MemberShown]


@dataclass(frozen=True, slots=True)
class Manifests:
    """``next``: what to give as ``before`` for the following page; ``null`` on the last one."""

    items: list[ManifestShown]
    next: int | None


@router.get("/evidence")
def listing(
    desk: TheDesk, viewer: Looker, before: Before = None, size: Annotated[int, Query(ge=1, le=200)] = 50
) -> Manifests:
    """The chain of manifests, newest first."""
    with desk.work.database.reading() as cx:
        kept = chain.page(cx, before=before, size=size + 1)
    shown = [_shown(one) for one in kept[:size]]
    return Manifests(shown, shown[-1].number if len(kept) > size else None)


@router.get("/findings/{finding_id}/evidence")
def of_finding(desk: TheDesk, viewer: Owner, finding_id: FindingId) -> list[ManifestDetail]:
    """All evidence of one finding, oldest first."""
    with desk.work.database.reading() as cx:
        row = ledger_pages.one(cx, finding_id)
        if row is None:
            raise HTTPException(404)
        refuse_foreign(row, viewer)
        kept = chain.of_findings(cx, [finding_id]).get(finding_id, [])
    return [_detail(one) for one in kept]


def _detail(kept: StoredManifest) -> ManifestDetail:
    base = f"/evidence/{kept.finding_id}/{kept.number}/"
    members = [
        MemberShown(
            one.name, one.media_type, one.size, one.sha256, one.sm3, one.access,
            base + one.name if one.access is Access.OPEN else None,
        )
        for one in read_manifest(kept.document).members
    ]  # fmt: skip
    return ManifestDetail(_shown(kept), members)


def _shown(kept: StoredManifest) -> ManifestShown:
    return ManifestShown(
        kept.number, kept.previous, kept.sha256, kept.sm3, kept.finding_id, kept.scan_id, kept.captured_at
    )  # fmt: skip
