"""Judges how the sites of a scan could be reached in the week before it, from the stored probes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from db import probes
from db.scans import ScanRecord
from facts.sources import ProbeSource
from inspection.finding import Case, Subject, SubjectKind, Verdict
from inspection.maintenance import windows_for
from inspection.registry import Site
from inspection.rule import Rule
from jobs.judge_site import rules_asked
from jobs.workspace import Workspace
from monitors.frame.runner import judge

_WEEK = timedelta(days=7)


def judge_availability(
    work: Workspace, rules: tuple[Rule[Any], ...], scan: ScanRecord, sites: Iterable[Site]
) -> Iterator[Verdict]:
    """Every probe rule about each of ``sites``. Raises ``StorageError``."""
    with work.database.reading() as connection:
        tried = probes.between(connection, scan.district, scan.as_of - _WEEK, scan.as_of)
    for site in sites:
        windows = windows_for(work.district.maintenance, site.unit_id, site.id, None)
        source = ProbeSource(site, tried.get(site.id, ()), windows, scan.as_of)
        subject = Subject(SubjectKind.SITE, site.id, site.unit_id, site.id, None, None, site.home_url, site.name)
        yield from judge(source, Case(subject, scan.as_of), rules, rules_asked(scan))
