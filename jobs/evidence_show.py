"""What evidence a finding has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from db import evidence
from inspection.manifest import Manifest, read_manifest
from jobs.evidence_wanted import evidence_store, named_finding
from jobs.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Shown:
    """A manifest and which of its members are still kept, with the names they are stored under."""

    manifest: Manifest
    paths: Mapping[str, str]


def show_evidence(work: Workspace, name: str) -> list[Shown]:
    """The manifests of the finding whose id begins with ``name``, oldest first. Raises ``ValueError`` (Chinese)."""
    with work.database.reading() as cx:
        found = named_finding(cx, name)
        kept = evidence.of_findings(cx, [found.id]).get(found.id, [])
    store = evidence_store(work)
    manifests = [read_manifest(one.document) for one in kept]
    return [
        Shown(one, {member.name: member.sha256 for member in one.members if store.has(member.sha256)})
        for one in manifests
    ]
