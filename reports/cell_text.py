"""Text of strangers (titles, messages) in the cells of a table."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from reports.whole_file import replacing

#: What spreadsheet programs start a formula with, also after the quote of a CSV field.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
#: C0 and C1 controls except line feed (terminal escapes among them), bidirectional overrides, lone surrogates.
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
#: The most one spreadsheet cell holds.
_CELL_LIMIT = 32_767


def starts_a_formula(text: str) -> bool:
    return text.lstrip(" \u3000").startswith(_FORMULA_STARTS)


def printable(text: str) -> str:
    """``text`` without control characters, cut (with …) to what a cell holds."""
    clean = _UNPRINTABLE.sub(" ", text)
    return clean if len(clean) <= _CELL_LIMIT else f"{clean[: _CELL_LIMIT - 1]}…"


def guarded(text: str) -> str:
    """``text`` for a CSV field: what a spreadsheet would run as a formula gets a leading apostrophe."""
    return f"'{printable(text)}" if starts_a_formula(text) else printable(text)


def write_csv(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """Write ``rows`` as CSV for Excel (UTF-8 with byte-order mark, CRLF), guarded, whole or not at all."""
    with replacing(path) as draft, draft.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([guarded(field) for field in row] for row in rows)
