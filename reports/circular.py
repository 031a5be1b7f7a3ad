"""The circular (通报) as a document: head, text, signature, three annexes. Layout: GB/T 9704-2012.

Red head and imprint are drawn only where the district asks for them: most offices print on letterhead paper or let
their document system add both.
"""

from __future__ import annotations

import re

from reports.annex_layout import whole_district
from reports.circular_annexes import add_problem_annex, add_score_annex, annex_names
from reports.circular_check import printed_lines
from reports.circular_facts import CircularFacts
from reports.docx_frame import BODY, FLUSH
from reports.official_paper import OfficialPaper

_LEVEL_1 = re.compile(r"^[一二三四五六七八九十]{1,3}、")
_LEVEL_2 = re.compile(r"^（[一二三四五六七八九十]{1,3}）")
_NO_NUMBER, _NO_ISSUER, _NO_RECIPIENTS = "（发文字号）", "（发文机关）", "（主送机关）"


def title_lines(facts: CircularFacts) -> tuple[str, ...]:
    """The title in lines that end where the words do."""
    return (
        facts.form.issuer or _NO_ISSUER,
        f"关于{facts.scores.quarter.title}{whole_district(facts.scores)}政府网站和",
        "政府系统政务新媒体检查情况的通报",
    )


def render_circular(facts: CircularFacts, text: str) -> bytes:
    """The .docx of the circular with ``text`` (a draft as ``circular_wording.draft`` writes it, perhaps edited)."""
    lines = title_lines(facts)
    paper = OfficialPaper("".join(lines), facts.form.issuer, facts.day)
    number = facts.issue.number or _NO_NUMBER
    if facts.form.letterhead:
        paper.letterhead(facts.form.letterhead, number)
    else:
        paper.centered(number)
        paper.blank()
    paper.title(*lines)
    paper.text(f"{facts.form.recipients or _NO_RECIPIENTS}：", FLUSH)
    for line in printed_lines(text):
        add_line(paper, line)
    paper.annex_names(annex_names(facts))
    paper.signature(facts.form.issuer or _NO_ISSUER, facts.issue.day)
    if facts.form.disclosure:
        paper.text(f"（{facts.form.disclosure}）", BODY)
    add_score_annex(paper, facts, 1)
    add_score_annex(paper, facts, 2)
    add_problem_annex(paper, facts)
    if facts.form.printed_by:
        paper.imprint(facts.form.copies, facts.form.printed_by, facts.day)
    return paper.bytes()


def add_line(paper: OfficialPaper, line: str) -> None:
    """One line of a draft: a heading of its level, up to its first full stop, or a paragraph."""
    if _LEVEL_1.match(line):
        paper.level_1(line)
    elif _LEVEL_2.match(line):
        heading, stop, rest = line.partition("。")
        paper.level_2(heading + stop, rest)
    else:
        paper.text(line)
