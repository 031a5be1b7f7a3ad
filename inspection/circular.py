"""What a district's circular (通报) prints that no scan can know: who issues it, to whom, under which number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from inspection.registry import Grade


@dataclass(frozen=True, slots=True)
class Issue:
    """The circular of one quarter: 发文字号 and 成文日期; empty and ``None`` while they are not known."""

    number: str = ""
    day: date | None = None
    source: str = ""
    grade: Grade | None = None


@dataclass(frozen=True, slots=True)
class CircularForm:
    """``issuer`` 发文机关, ``recipients`` 主送机关 (without the colon), ``inspector`` who inspected.

    ``basis_title`` and ``basis_number`` name the scheme that the inspection follows, ``disclosure`` is the 附注. Empty
    words are left out or shown as blanks to fill in. ``issues`` by quarter id.

    ``letterhead`` is the 发文机关标志 in red, ``copies`` 抄送机关, ``printed_by`` 印发机关: all three only where
    documents are not printed on letterhead paper.
    """

    issuer: str = ""
    recipients: str = ""
    inspector: str = ""
    basis_title: str = ""
    basis_number: str = ""
    disclosure: str = ""
    issues: Mapping[str, Issue] = field(default_factory=dict)
    letterhead: str = ""
    copies: str = ""
    printed_by: str = ""

    def issue(self, quarter_id: str) -> Issue:
        """The issue of a quarter; a blank one where nothing is known of it."""
        return self.issues.get(quarter_id, Issue())
