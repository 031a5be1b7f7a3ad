"""Broken punctuation in the text of an article: marks that collide, and brackets or quotes without their partner."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Self

from facts.article import main_text
from facts.page_kind import Kind, classify
from facts.page_wording import Passage, passage
from facts.sources import PageSource
from facts.usable_page import usable
from inspection.outcome import Irrelevant, Missing

#: Stops that never stand side by side. ！！ and ？！ are emphasis, 。。。 a lame ellipsis, ：， a blank form field.
_COLLISION = re.compile(
    r"[，、；：。,](?<![，。、；：].)"  # the look-behind after the first mark: the search skips to a set of characters
    r"(?:(?<=，)[，。、；,]|(?<=、)[、。，]|(?<=；)[；。，]|(?<=：)：|(?<=。)(?:[，、；]|。(?!。))|(?<=,)，)(?![，。、；：])"
)
_TALKS_OF_MARKS = re.compile(r"标点|逗号|句号|顿号|符号|省略")
_HALF_WIDTH = re.compile(r",(?<=[\u4e00-\u9fff].)(?=[\u4e00-\u9fff])")
_PARTNER = {"》": "《", "”": "“", "）": "（"}
_NAMES = {"《": "书名号", "“": "引号", "（": "括号"}
_MARKS = re.compile("[《》“”（）()]")
#: How many lines below its opening a bracket may close: a line break may stand in the middle of a title.
_LINES_DOWN = 2
#: Pairing looks back over open marks and lines: a page of brackets only must not take forever.
_MOST_MARKS = 2000
_FEWEST_CHARS = 15  # a shorter line is a heading, a caption or a cell


@dataclass(frozen=True, slots=True)
class MarkFault:
    """``mark`` is what stands in the text, ``what`` names the fault (Chinese); ``sure`` false for a matter of style."""

    mark: str
    what: str
    passage: Passage
    where: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Punctuation:
    """``faults`` in reading order; half-width commas are one fault, however many."""

    faults: tuple[MarkFault, ...]

    @classmethod
    def extract(cls, source: PageSource) -> Self | Missing | Irrelevant:
        document = usable(source.read)
        if isinstance(document, Missing):
            return document
        if classify(document).kind is not Kind.ARTICLE:
            return Irrelevant("列表或首页的标题可能被截短，不检查标点")
        text = main_text(document)
        found = sorted((*_collisions(text), *_lonely(text), *_half_width(text)), key=lambda one: one[0])
        return cls(tuple(_fault(text, *one) for one in found))


_Found = tuple[int, int, str, bool]  # start, end, what, sure


def _fault(text: str, start: int, end: int, what: str, sure: bool) -> MarkFault:
    return MarkFault(text[start:end], what, passage(text, start, end), f"正文字符 {start + 1}–{end}", sure)


def _collisions(text: str) -> Iterator[_Found]:
    for found in islice(_COLLISION.finditer(text), _MOST_MARKS):
        line = text[max(found.start() - 60, 0) : found.end() + 20]
        quoted = text[found.start() - 1 : found.start()] in set("“‘《（(") and found.start() > 0
        if not quoted and not _TALKS_OF_MARKS.search(line):
            yield *found.span(), "标点重复或连用", True


def _lonely(text: str) -> Iterator[_Found]:
    """Openings that are never closed, and closings that were never opened (list marks such as 1）apart).

    A quotation of several paragraphs opens each of them and closes once: an opening at a line's start, while one is
    open, goes on with it. Half-width round brackets pair with full-width ones.
    """
    open_marks: list[tuple[str, int]] = []
    marks = list(islice(_MARKS.finditer(text), _MOST_MARKS))
    for found in marks:
        mark, at = found[0], found.start()
        mark = {"(": "（", ")": "）"}.get(mark, mark)
        if mark in _NAMES:
            goes_on = mark == "“" and text[at - 1 : at] in ("", "\n") and any(one == "“" for one, _ in open_marks)
            if not goes_on:
                open_marks.append((mark, at))
            continue
        partner = next(
            (place for place in reversed(range(len(open_marks))) if open_marks[place][0] == _PARTNER[mark]), -1
        )
        if partner < 0 or (mark != "”" and text.count("\n", open_marks[partner][1], at) > _LINES_DOWN):
            if mark != "）" and _in_prose(text, at):
                yield at, at + 1, f"{_NAMES[_PARTNER[mark]]}不配对（缺少前一半）", True
            continue
        yield from (_unclosed(*one) for one in open_marks[partner + 1 :] if _in_prose(text, one[1]))
        del open_marks[partner:]
    if len(marks) < _MOST_MARKS:  # else what is open may be closed further down
        yield from (_unclosed(*one) for one in open_marks if _in_prose(text, one[1]))


def _unclosed(mark: str, at: int) -> _Found:
    return at, at + 1, f"{_NAMES[mark]}不配对（缺少后一半）", True


def _in_prose(text: str, at: int) -> bool:
    return len(_line(text, at)) >= _FEWEST_CHARS


def _half_width(text: str) -> Iterator[_Found]:
    """Commas of the other script in a line that else uses full-width ones; a matter of style."""
    found_first = islice(_HALF_WIDTH.finditer(text), _MOST_MARKS)
    places = [found for found in found_first if re.search("[，。]", _line(text, found.start()))]
    if places:
        yield *places[0].span(), f"中文句中用了半角逗号（{len(places)}处）", False


def _line(text: str, at: int) -> str:
    stop = text.find("\n", at)
    return text[text.rfind("\n", 0, at) + 1 : stop if stop >= 0 else len(text)]
