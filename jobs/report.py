"""Writes everything a closed or running quarter prints: annexes, weekly records, the JSON, the contradictions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jobs.annex_pictures import Taker, lay_pictures
from jobs.quarter import Scored
from jobs.weekly_signing import weeks, write_week
from jobs.workspace import Workspace, code_version
from reports.annex_csv import write_annex_csv
from reports.annex_xlsx import write_annex_xlsx
from reports.contradictions import write_contradictions_md
from reports.problems import write_problems_csv, write_problems_xlsx
from reports.quarter_json import quarter_document, write_quarter_json


def versions(scored: Scored) -> dict[str, str]:
    """What made the numbers: rules and program."""
    return {"rules": scored.rules_version, "program": code_version()}


def document(scored: Scored) -> dict[str, Any]:
    """The quarter as JSON, as it is written to ``quarter.json`` and frozen when the quarter is closed."""
    return quarter_document(scored.scores, versions(scored))


def write_quarter(
    work: Workspace, scored: Scored, folder: Path, *, printed_rank: bool, taker: Taker | None = None
) -> list[Path]:
    """Write all files of the quarter into ``folder`` (made if missing); returns them. Each file is whole or absent.

    ``taker`` takes the pictures of annex 3 out; without one they are not laid beside it. The files of signed weeks are
    written from what was signed. Raises ``SigningError``: that was changed.
    """
    weekly = folder / "weekly"
    weekly.mkdir(parents=True, exist_ok=True)
    scores = scored.scores
    for annex in (1, 2):
        write_annex_xlsx(folder / f"annex{annex}.xlsx", scores, annex, printed_rank=printed_rank and annex == 1)
        write_annex_csv(folder / f"annex{annex}.csv", scores, annex, printed_rank=printed_rank and annex == 1)
    evidence = lay_pictures(work, scores, folder, taker)
    write_problems_xlsx(folder / "annex3.xlsx", scores, evidence=evidence)
    write_problems_csv(folder / "annex3.csv", scores, evidence=evidence)
    write_quarter_json(folder / "quarter.json", scores, versions(scored))
    write_contradictions_md(folder / "contradictions.md", scores)
    for week in weeks(work, scores.quarter.id):
        write_week(weekly, week)
    return sorted(path for path in folder.rglob("*") if path.is_file())
