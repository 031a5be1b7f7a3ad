"""Findings as a table on the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from cli.options import unit_name
from cli.output import print_table
from cli.words import SEVERITY
from db.findings import StoredFinding
from inspection.registry import District


def print_found(title: str, district: District, found: Iterable[StoredFinding]) -> None:
    """One row a finding: its short number, unit, severity and message."""
    rows = [
        (one.id[:8], unit_name(district, one.subject.unit_id), SEVERITY[str(one.severity)], one.message)
        for one in found
    ]
    print_table(title, ("编号", "单位", "级别", "说明"), rows)
