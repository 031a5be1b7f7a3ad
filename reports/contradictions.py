"""The list of contradictions as a text to read: Markdown or plain."""

from __future__ import annotations

import re
from pathlib import Path

from inspection.score import Contradiction, QuarterScores
from reports.cell_text import printable
from reports.whole_file import write_text

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|!~])")
_INTRODUCTION = "以下各条是来源之间的矛盾。系统只指出、不更正，请主管部门确认。"


def write_contradictions_md(path: Path, scores: QuarterScores) -> None:
    """Write them as Markdown; names and texts are escaped."""
    parts = [f"# {_escaped(_heading(scores))}", _introduction(scores)]
    parts += [_entry_md(at, each) for at, each in enumerate(scores.contradictions, start=1)]
    write_text(path, "\n\n".join(parts) + "\n")


def write_contradictions_txt(path: Path, scores: QuarterScores) -> None:
    """Write them as plain text."""
    parts = [_heading(scores), _introduction(scores)]
    parts += [
        f"{at}. {printable(each.text)}\n   位置：{printable(each.where)}\n   来源：{printable(each.source)}"
        for at, each in enumerate(scores.contradictions, start=1)
    ]
    write_text(path, "\n\n".join(parts) + "\n")


def _heading(scores: QuarterScores) -> str:
    return f"{scores.district_name}{scores.quarter.title}检查：来源矛盾清单"


def _introduction(scores: QuarterScores) -> str:
    return _INTRODUCTION if scores.contradictions else "本季度没有发现来源之间的矛盾。"


def _entry_md(at: int, each: Contradiction) -> str:
    return (
        f"{at}. {_escaped(each.text)}\n"
        f"   - 位置：{_escaped(each.where)}\n"
        f"   - 来源：{_escaped(each.source)}\n"
        f"   - 编号：{_escaped(each.id)}"
    )


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", printable(text).replace("\n", " "))
