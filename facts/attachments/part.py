"""What a reader of attachments gives, and the limits that all readers keep."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

MAX_BYTES = 30_000_000
#: Unpacked contents of one file: more is a bomb or no document.
MAX_UNPACKED = 60_000_000
#: ... of which XML, which is what costs time.
MAX_XML = 25_000_000
#: Unpacked to packed, asked only of members larger than ``FREE_BYTES``; office files reach 60.
MAX_RATIO = 200
FREE_BYTES = 5_000_000
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELLS = 400_000
MAX_CHARS = 5_000_000
MAX_SECONDS = 20.0


class Unreadable(Exception):
    """The attachment cannot be read; the text (Chinese) says why."""


@dataclass(frozen=True, slots=True, repr=False)
class Part:
    """A sheet, page or run of text. ``place`` is for people (工作表“名单”); either ``rows`` or ``text`` is filled.

    May hold open personal numbers: kept out of ``repr``.
    """

    place: str
    rows: tuple[tuple[str, ...], ...] = ()
    text: str = ""


class Clock:
    """Raises ``Unreadable`` when ``MAX_SECONDS`` have passed since it was made."""

    def __init__(self, seconds: float = MAX_SECONDS) -> None:
        self._end = monotonic() + seconds

    def check(self) -> None:
        if monotonic() > self._end:
            raise Unreadable("读取超时，附件内容过于复杂")
