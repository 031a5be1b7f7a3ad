"""Labels and values that stand in neighbouring cells or in definition lists, as lines of text."""

from __future__ import annotations

from itertools import pairwise

from selectolax.lexbor import LexborNode

from facts.document import Document, once
from facts.plain_text import plain_text


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


def _one_line(node: LexborNode) -> str:
    return " ".join(plain_text(node).split())
