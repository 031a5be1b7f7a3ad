"""Points out figures of an edited circular that the facts do not hold. A help for the editor, no proof of the text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

_FIGURE = re.compile(r"(?<![\d.〔])(\d+(?:\.\d+)?)\s*(个工作日|个|次|场|项|天|周|分|%|％)")
#: What a figure is about: the first of these that stands right after it, else the last one right before it.
_ABOUT = (
    ("合格率", "合格率"), ("平均得分", "平均"), ("扫描", "扫描"), ("季度检查", "季度检查"), ("问题", "问题"),
    ("专栏", "专栏|网站"), ("政务新媒体", "新媒体|账号|公众号|微博"), ("更新", "更新"), ("检测", "检测|判定"),
)  # fmt: skip
_STOP = re.compile(r"[\d，。；、：（）]")
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class _Figure:
    value: str
    unit: str
    about: str
    words: str


def doubtful_figures(text: str, facts: str) -> list[str]:
    """One Chinese line per figure of ``text`` that contradicts ``facts``; both are drafts as ``draft`` writes them.

    A figure counts as contradicted when ``facts`` tells figures about the same thing in the same unit, and this is none
    of them. Figures about other things, dates, Chinese numerals and mixed-up figures are not seen.
    """
    known: defaultdict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for paragraph in printed_lines(facts):
        for figure in _figures(paragraph):
            known[figure.unit, figure.about][figure.value] = None
    doubts = []
    for number, paragraph in enumerate(printed_lines(text), start=1):
        for figure in _figures(paragraph):
            right = known.get((figure.unit, figure.about), {})
            if right and figure.value not in right:
                told = "、".join(list(right)[:_SHOWN])
                doubts.append(
                    f"第{number}段“{figure.words}”：数据中与“{figure.about}”有关、以“{figure.unit}”计的是 {told}，"
                    f"没有 {figure.value}，请核对"
                )
    return doubts


def printed_lines(text: str) -> list[str]:
    """The paragraphs of a draft: neither empty lines nor remarks."""
    lines = (line.strip().strip("\u3000\ufeff") for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _figures(paragraph: str) -> Iterator[_Figure]:
    for found in _FIGURE.finditer(paragraph):
        after = _STOP.split(paragraph[found.end() :], maxsplit=1)[0]
        before = _STOP.split(paragraph[: found.start()])[-1]
        about = "工作日" if "工作日" in found[2] else _about(after, first=True) or _about(before, first=False)
        if about:
            yield _Figure(found[1], found[2].replace("％", "%"), about, f"{before[-12:]}{found[0]}{after[:12]}")


def _about(words: str, *, first: bool) -> str:
    places = [
        (place.start(), name) for name, pattern in _ABOUT for place in re.finditer(pattern, words)
    ]  # fmt: skip
    if not places:
        return ""
    return (min(places) if first else max(places))[1]
