"""Flag a column that shows nothing: no row, no text, no form.

Why: a column that was opened and never filled sends visitors away empty.
Source: 国办秘函〔2019〕19号, 栏目不更新 (five or more blank columns are a veto; this row only counts them).
Known limits: rows that a script loads are not seen, such a page is unknown; a page without a known body container gets
the benefit of the doubt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.column_content import ColumnContent
from facts.sources import ColumnSource
from inspection.finding import Case, Confidence, Evidence, Finding
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding


@dataclass(frozen=True, slots=True)
class Params:
    """Nothing to set."""


def check(content: ColumnContent, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield one finding for a blank column."""
    if content.filled:
        return
    said = f"，页面提示“{content.says_empty}”" if content.says_empty else ""
    yield finding(
        case,
        rule,
        f"“{case.subject.title}”栏目没有任何内容（0条）{said}，要求栏目不得空白。",
        key="blank",
        confidence=Confidence.HIGH if content.says_empty else Confidence.MEDIUM,
        quote=content.says_empty,
        evidence=(Evidence("栏目页快照", url=content.page_url, sha256=content.sha256),),
        measured={"rows": 0},
    )


MONITOR = Monitor(id="column_blank", source=ColumnSource, needs=ColumnContent, params=Params, check=check)
