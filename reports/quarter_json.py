"""A quarter's scores for programs: every number with its reasons.

Schema (``"schema": 1``; new keys may be added, existing ones keep their meaning)::

    {"schema": 1,
     "district": name,
     "quarter": {"id", "title", "first_day", "last_day"},             # ISO days, inclusive
     "versions": {name: version},                                     # indicator tables, and what the caller adds
     "sites": [LINE], "accounts": [LINE],                             # annex 1, annex 2, in row order
     "problems": [{"subject", "unit", "unit_name", "name", "points",  # annex 3
                   "sections": [{"indicator", "points",
                                 "problems": [{"at", "kind", "title", "url", "snapshot", "description",
                                               "findings"}]}]}],
     "contradictions": [{"id", "text", "where", "source", "annex"}]}

    LINE = {"row", "subject", "unit", "unit_name", "name", "platform",  # platform: null for a site
            "veto", "veto_text", "result",                              # result: 合格 | 不合格
            "score", "printed_score",                                   # exact (50 digits at most); one decimal
            "rank", "printed_rank", "formula", "arithmetic",
            "items": [{"item", "title", "raw", "printed", "factor", "arithmetic"}],   # printed: null for 不考核
            "deductions": [{"item", "points", "indicator", "rules", "findings", "text", "arithmetic"}],
            "notes": [text]}

Points, factors and scores are decimal strings, never floats. ``at`` is ISO with seconds in Beijing time; ``snapshot``
the hex sha256 of the stored page or empty; ``kind`` page, column, account or site; ``findings`` are finding ids.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inspection.moment import BEIJING
from inspection.score import ProblemGroup, QuarterScores, ScoreLine
from reports.whole_file import write_text
from scoring.points import plain


def quarter_document(scores: QuarterScores, versions: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The document as plain JSON values; ``versions`` adds what else made it (rules, program)."""
    quarter = scores.quarter
    return {
        "schema": 1,
        "district": scores.district_name,
        "quarter": {
            "id": quarter.id,
            "title": quarter.title,
            "first_day": quarter.first_day.isoformat(),
            "last_day": quarter.last_day.isoformat(),
        },
        "versions": {
            "site_table": scores.site_table.id,
            "account_table": scores.account_table.id,
            **(versions or {}),
        },
        "sites": [line_document(line) for line in scores.sites],
        "accounts": [line_document(line) for line in scores.accounts],
        "problems": [_group(group) for group in scores.problems],
        "contradictions": [
            {"id": each.id, "text": each.text, "where": each.where, "source": each.source, "annex": each.annex}
            for each in scores.contradictions
        ],
    }


def write_quarter_json(path: Path, scores: QuarterScores, versions: Mapping[str, str] | None = None) -> None:
    """Write ``quarter_document`` as UTF-8, whole or not at all."""
    write_text(path, json.dumps(quarter_document(scores, versions), ensure_ascii=False, indent=1) + "\n")


def line_document(line: ScoreLine) -> dict[str, Any]:
    """One LINE of the schema."""
    return {
        "row": line.row,
        "subject": line.subject_id,
        "unit": line.unit_id,
        "unit_name": line.unit_name,
        "name": line.name,
        "platform": line.platform,
        "veto": line.veto,
        "veto_text": line.veto_text,
        "result": line.result.value,
        "score": plain(line.score),
        "printed_score": str(line.printed_score),
        "rank": line.rank,
        "printed_rank": line.printed_rank,
        "formula": line.formula,
        "arithmetic": line.arithmetic,
        "items": [
            {
                "item": cell.item,
                "title": cell.title,
                "raw": plain(cell.raw),
                "printed": None if cell.printed is None else plain(cell.printed),
                "factor": plain(cell.factor),
                "arithmetic": cell.arithmetic,
            }
            for cell in line.item_scores
        ],
        "deductions": [
            {
                "item": each.item,
                "points": plain(each.points),
                "indicator": each.indicator,
                "rules": list(each.rules),
                "findings": list(each.reasons),
                "text": each.text,
                "arithmetic": each.arithmetic,
            }
            for each in line.deductions
        ],
        "notes": list(line.notes),
    }


def _group(group: ProblemGroup) -> dict[str, Any]:
    return {
        "subject": group.subject_id,
        "unit": group.unit_id,
        "unit_name": group.unit_name,
        "name": group.name,
        "points": plain(group.points),
        "sections": [
            {
                "indicator": section.indicator,
                "points": plain(section.points),
                "problems": [
                    {
                        "at": problem.at.astimezone(BEIJING).isoformat(timespec="seconds"),
                        "kind": problem.kind.value,
                        "title": problem.title,
                        "url": problem.url,
                        "snapshot": problem.snapshot,
                        "description": problem.description,
                        "findings": list(problem.reasons),
                    }
                    for problem in section.problems
                ],
            }
            for section in group.sections
        ],
    }
