"""What the address of a TRS article tells: its docid and the day in its file name.

Field practice: ``<column path>/202102/t20210225_8939081.html``; later pages of a long article end in ``_1.html``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_ARTICLE = re.compile(
    r"(?:/(\d{4})(\d{2}))?/t(\d{4})(\d{2})(\d{2})_(\d{1,12})(?:_\d{1,4})?\.s?html?(?:[?#]|$)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class TrsAddress:
    """``docid`` and ``day`` of the file name, ``month`` = (year, month) of the folder; ``None`` where absent."""

    docid: int | None
    day: date | None
    month: tuple[int, int] | None


_NOTHING = TrsAddress(None, None, None)


def read_address(url: str) -> TrsAddress:
    """Read ``url``; an address of another shape, or an impossible day, leaves the parts ``None``."""
    found = _ARTICLE.search(url)
    if not found:
        return _NOTHING
    folder_year, folder_month, year, month, day, docid = found.groups()
    folder = (int(folder_year), int(folder_month)) if folder_year and 1 <= int(folder_month) <= 12 else None
    try:
        return TrsAddress(int(docid), date(int(year), int(month), int(day)), folder)
    except ValueError:
        return TrsAddress(int(docid), None, folder)
