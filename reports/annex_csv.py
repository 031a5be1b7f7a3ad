"""Annexes 1 and 2 as CSV: one header row, one row a line, as the table alone (no titles, no notes)."""

from __future__ import annotations

from pathlib import Path

from inspection.score import QuarterScores
from reports.annex_layout import Annex, AnnexColumn, annex_layout, line_texts
from reports.cell_text import write_csv


def write_annex_csv(path: Path, scores: QuarterScores, annex: Annex, *, printed_rank: bool = False) -> None:
    """Write annex 1 (sites) or 2 (accounts); the columns of a group are headed ``内容更新-周扫描``."""
    layout = annex_layout(scores, annex, printed_rank=printed_rank)
    header = [_title(column) for column in layout.columns]
    rows = [[line_texts(line)[column.key] for column in layout.columns] for line in layout.lines]
    write_csv(path, [header, *rows])


def _title(column: AnnexColumn) -> str:
    return f"{column.group}-{column.title}" if column.group else column.title
