"""Ties findings to the stored page they were read from."""

from __future__ import annotations

from dataclasses import replace

from facts.document import Document
from facts.sources import Read
from inspection.finding import Evidence, Finding, Verdict


def tied(verdict: Verdict, read: Read) -> Verdict:
    """``verdict`` with the snapshot of ``read`` as proof in every finding that names none itself."""
    if not verdict.findings or not isinstance(read, Document):
        return verdict
    return tied_to(verdict, Evidence("页面快照", url=read.url, sha256=read.page.sha256))


def tied_to(verdict: Verdict, proof: Evidence) -> Verdict:
    """``verdict`` with ``proof`` in every finding that names no snapshot itself."""
    return replace(verdict, findings=tuple(_with(finding, proof) for finding in verdict.findings))


def _with(finding: Finding, proof: Evidence) -> Finding:
    if any(evidence.sha256 for evidence in finding.evidence):
        return finding
    return replace(finding, evidence=(*finding.evidence, proof))
