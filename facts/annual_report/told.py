"""Counts that chapter 一 of a report tells in sentences.

Only sentences whose meaning is plain are read; a count compared with another year, or of a part (其中…), is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_CHAPTER_TWO = re.compile(
    r"^[\s\u3000]*(?:二|第二部分|[（(]二[)）])[、.．\s：:]{0,3}主动公开(?:政府)?信息", re.MULTILINE
)
_LONGEST_CHAPTER = 20_000
_CLAUSE = re.compile(r"[^，。；;,\n（）()]+")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_COUNT = r"(?P<count>\d{1,6})\s*(?:余|多)?(?:件|条|份|宗|起|个|人次|次|例)"
_ASKED = r"(?:信息公开|依申请公开|公开申请)"
_OTHER_MATTER = re.compile(
    r"复议|诉讼|建议|提案|信访|留言|咨询|来信|投诉|举报|行政许可|审批|稿|其中|累计|以来|历年"
    r"|网络|网上|网站|信函|邮寄|邮件|当面|现场|窗口|平台|传真"  # of one channel
)
_OTHER_YEAR = re.compile(r"(?:去年|上年(?!度?(?:结转|转))|同期|同比|相比|增加|减少|增长|下降|比20\d\d)")
_YEAR = re.compile(r"(20\d\d)\s*年")


class Told(StrEnum):
    """What a sentence counts."""

    RECEIVED = "收到申请"
    NEW = "新收申请"
    CARRIED_IN = "上年结转"
    CARRIED_OUT = "结转下年度"


@dataclass(frozen=True, slots=True)
class Statement:
    """One count in the text, with the clause that tells it."""

    what: Told
    count: int
    quote: str


_SAYINGS: tuple[tuple[Told, re.Pattern[str]], ...] = (
    (Told.CARRIED_OUT, re.compile(rf"(?:结转|转)至?(?:到|入)?(?:下年|下一年|次年|20\d\d年)度?[^\d]{{0,12}}{_COUNT}")),
    (Told.CARRIED_IN, re.compile(rf"(?:上年度?|20\d\d年度?)结转[^\d]{{0,16}}{_COUNT}")),
    (Told.NEW, re.compile(rf"(?:本年|当年|年内)?新收(?:到)?[^\d]{{0,8}}{_ASKED}[^\d]{{0,8}}{_COUNT}")),
    (Told.NEW, re.compile(rf"(?:本年|当年|年内)?新收(?:到)?{_COUNT}[^\d]{{0,6}}{_ASKED}")),
    (Told.RECEIVED, re.compile(rf"(?:收到|受理|接收|接到)[^\d]{{0,14}}{_ASKED}[^\d]{{0,8}}{_COUNT}")),
    (Told.RECEIVED, re.compile(rf"(?:收到|受理|接收|接到){_COUNT}[^\d]{{0,6}}{_ASKED}")),
)
_NONE = re.compile(rf"(?:未|没有|无)(?:收到|接到|受理)[^\d]{{0,14}}{_ASKED}")


def first_chapter(text: str) -> str:
    """The text before 二、主动公开…; empty where no such heading is found: then nothing is compared."""
    heading = _CHAPTER_TWO.search(text)
    return text[: heading.start()][:_LONGEST_CHAPTER] if heading else ""


def statements(text: str, year: int | None) -> Iterator[Statement]:
    """The counts told in ``text`` about ``year`` (any year for ``None``), at most one a clause."""
    for sentence in re.split(r"[。；;\n]", text.translate(_WIDE)):
        for clause in _CLAUSE.findall(sentence):
            if _OTHER_MATTER.search(clause) or _OTHER_YEAR.search(clause):
                continue
            before = sentence[: sentence.index(clause)]
            found = None if "其中" in before else _statement(clause)
            if found and not _of_another_year(before, clause, found.what, year):
                yield found


def _statement(clause: str) -> Statement | None:
    if _NONE.search(clause):
        return Statement(Told.RECEIVED, 0, clause.strip())
    for what, pattern in _SAYINGS:
        found = pattern.search(clause)
        if found and not re.search("余|多", found[0][-3:]):
            return Statement(what, int(found["count"]), clause.strip())
    return None


def _of_another_year(before: str, clause: str, what: Told, year: int | None) -> bool:
    """Whether the sentence speaks of a year other than the report's ("2019年收到…" in the report for 2020)."""
    if what in (Told.CARRIED_IN, Told.CARRIED_OUT):
        return False
    named = _YEAR.findall(clause) or _YEAR.findall(before)
    return bool(named) and year is not None and int(named[-1]) != year
