"""One letter to a public mailbox on a page of its own: when it came, and whether the page answers it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Self

from facts.article import full_text, title_of
from facts.chinese_dates import read_date
from facts.label_rows import label_rows
from facts.letter_states import RECEIVED_LABEL, REPLIED_LABEL, STATE_LABEL, LetterState, letter_state
from facts.masking import mask_personal
from facts.page_kind import Kind, classify
from facts.sources import PageSource
from facts.usable_page import left_to_script, usable
from inspection.moment import beijing_day
from inspection.outcome import Irrelevant, Missing
from inspection.registry import ColumnKind

_FIELD = re.compile(r"(?:^|(?<=[\s|｜]))(?P<label>[\u4e00-\u9fff]{2,6})[\s\u3000]*[：:][\s\u3000]*(?P<value>[^\n|｜]*)")
_RECEIVED = re.compile(rf"(?!发布)(?:{RECEIVED_LABEL})")
_REPLIED = re.compile(REPLIED_LABEL)
_STATE = re.compile(STATE_LABEL)
_ANSWER = re.compile(r"(?:回复|答复|办理|处理|反馈)(?:内容|意见|详情|信息)|(?:单位|部门|官方)(?:回复|答复)|回复|答复")
_PUBLISHED = re.compile(r"(?:发布|公开|公布)(?:时间|日期)")
_WHETHER = re.compile(r"是否(?:已)?(?:回复|答复|办结|处理|反馈)")
_YES_NO = dict.fromkeys("否未没无", LetterState.OPEN) | dict.fromkeys("是已", LetterState.ANSWERED)
#: Between the day of one label and the next label, where inline tags stood.
_JOINED = re.compile(rf"(?<=[\d）)])(?=(?:{STATE_LABEL}|{RECEIVED_LABEL}|{REPLIED_LABEL})[：:])")
_LABEL = re.compile(rf"{STATE_LABEL}|{RECEIVED_LABEL}|{REPLIED_LABEL}|{_ANSWER.pattern}")
_NO_ANSWER = re.compile(r"(?:暂无|尚无|没有|[暂尚还]?未)(?:任何|作出|进行)?(?:回复|答复|办理结果|处理结果).{0,4}|无")


@dataclass(frozen=True, slots=True)
class LetterPage:
    """``state`` is ``None`` when the page neither names one nor answers; ``received`` is a Beijing day.

    ``said`` are the page's own words for the state.
    """

    title: str
    received: date
    state: LetterState | None
    said: str
    url: str
    sha256: str

    @classmethod
    def extract(cls, source: PageSource) -> Self | Missing | Irrelevant:
        if source.column_kind is not ColumnKind.MAILBOX:
            return Irrelevant("不是公开信箱类栏目")
        document = usable(source.read)
        if isinstance(document, Missing):
            return document
        if classify(document).kind in (Kind.LIST, Kind.HOME):
            return Irrelevant("不是单封来信的页面")
        text = _JOINED.sub("\n", "\n".join((full_text(document), *label_rows(document))))
        fields = [(found["label"], found["value"].strip()) for found in _FIELD.finditer(text)]
        fields += _below(text.splitlines())
        came = list(dict.fromkeys(_days(fields, _RECEIVED, source)))
        if not came and any(_ANSWER.fullmatch(name) or _STATE.fullmatch(name) for name, _ in fields):
            came = list(dict.fromkeys(_days(fields, _PUBLISHED, source)))  # a letter is never older than it says
        states = sum(_STATE.fullmatch(name) is not None for name, _ in dict.fromkeys(fields))
        if len(came) != 1 or states > 1:
            return Irrelevant("不是单封来信的页面")
        received = came[0]
        state, said = _state(fields, any(_days(fields, _REPLIED, source)))
        if state is None and left_to_script(document):
            return Missing("回复内容由脚本加载，未能读取")
        title = mask_personal(title_of(document))
        return cls(title, received, state, said, document.url, document.page.sha256)


def _below(lines: list[str]) -> list[tuple[str, str]]:
    """Labels of answers and states that stand alone on a line, with the line below."""
    bare = [line.rstrip("：: ") for line in lines]
    return [
        (name, value)
        for name, value in pairwise(bare)
        if (_ANSWER.fullmatch(name) or _STATE.fullmatch(name)) and not _LABEL.fullmatch(value)
    ]


def _days(fields: list[tuple[str, str]], label: re.Pattern[str], source: PageSource) -> list[date]:
    values = [read_date(value[:20], source.as_of) for name, value in fields if label.fullmatch(name) and value]
    return [beijing_day(value) if isinstance(value, datetime) else value for value in values if value]


def _state(fields: list[tuple[str, str]], replied: bool) -> tuple[LetterState | None, str]:
    """A named state; else an answer's day or text; 暂无回复 in the answer's place is an open letter."""
    for name, value in fields:
        state = letter_state(value) if _STATE.fullmatch(name) else None
        if state:
            return state, value
        if _WHETHER.fullmatch(name) and value[:1] in _YES_NO:
            return _YES_NO[value[0]], f"{name}：{value[:8]}"
    if replied:
        return LetterState.ANSWERED, "有回复时间"
    answers = [value for name, value in fields if _ANSWER.fullmatch(name) and value]
    if answers:
        none = _NO_ANSWER.fullmatch(answers[0].rstrip("。！"))
        return (LetterState.OPEN, answers[0]) if none else (LetterState.ANSWERED, "有回复内容")
    return None, ""
