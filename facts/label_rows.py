"""Labels and values that stand in neighbouring cells or in definition lists, as lines of text."""

from __future__ import annotations

from itertools import pairwise

from selectolax.lexbor import LexborNode

from facts.document import Document, once
from facts.plain_text import plain_text

_FEWEST_COLUMNS = 3
_LABEL = 12


@once
def label_rows(document: Document) -> tuple[str, ...]:
    """``标签：值`` for each pair of neighbouring cells of a table row and each ``dt``/``dd`` pair of the page."""
    rows = []
    for row in document.tree.css("tr"):
        cells = [_one_line(cell) for cell in row.css("td, th")]
        rows += [f"{label}：{value}" for label, value in pairwise(cells) if label and value]
    for term in document.tree.css("dt"):
        value = term.next
        while value is not None and (value.tag or "-").startswith("-"):
            value = value.next
        if value is not None and value.tag == "dd":
            rows.append(f"{_one_line(term).rstrip('：: ')}：{_one_line(value)}")
    return tuple(rows)


@once
def head_rows(document: Document) -> tuple[str, ...]:
    """``标签：值`` for the first row of each table of three columns or more that has its labels above."""
    rows = []
    for table in document.tree.css("table"):
        lines = [[_one_line(cell) for cell in row.css("td, th")] for row in table.css("tr")[:2]]
        if len(lines) == 2 and len(lines[0]) == len(lines[1]) >= _FEWEST_COLUMNS and max(map(len, lines[0])) <= _LABEL:
            rows += [f"{label}：{value}" for label, value in zip(*lines, strict=True) if label and value]
    return tuple(rows)


def _one_line(node: LexborNode) -> str:
    return " ".join(plain_text(node).split())
