"""What the facts about personal data have in common: places where something stands open, quoted masked.

The open value never leaves the fact that found it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from facts.article import full_text, title_of
from facts.document import Document, once
from facts.masking import mask_personal

#: Meta of a synthesised attachment page: what of the attachment could not be read.
UNREAD = "xunjian-unread"
#: Lines of a synthesised attachment page that name a place: 【第3页】.
_PLACE = re.compile(r"【([^【】\n]{1,120})】")
#: Characters looked at on each side of a value: a page may be one endless line.
_WINDOW = 200
_EXEMPT = re.compile(r"失信被执行人|惩戒|曝光|处罚|送达公告|通缉|作废公告|黑名单")
#: Who is ill or kept apart is not punished: no such list is a 惩戒公示.
_HEALTH = re.compile(r"隔离|核酸|密接|密切接触|确诊|患者|疫情|病例")
#: Asked of page titles: whose list this is.
_OFFICE_TITLE = re.compile(
    r"接待|特派员|联络员|书记|专家库|农场|通讯录|联系方式|联系电话|值班|[河林湖路]长|公开电话|咨询电话|监督电话|举报电话|热线|电话(?:一览|公布|号码|表)|服务(?:点|站|网点|团队|队)|网格员|家庭医生|律师|调解员|责任人"
)
_PRIVATE_TITLE = re.compile(
    r"补[贴助]|救助|低保|特困|保障性?住房|公租房|廉租|申请|资助|受助|享受|发放|名单|录取|公示|花名册|受益|获奖|中奖|领取|慰问|贫困|残疾|困难"
)


@dataclass(frozen=True, slots=True)
class Exposure:
    """One open value: its masked form, where it stands, masked words around it.

    ``strong``: the surroundings leave no doubt; else a person should look first.
    """

    masked: str
    where: str
    quote: str
    strong: bool = True


@dataclass(frozen=True, slots=True)
class Exposures:
    """``hits`` in reading order, each value once; ``doubtful`` counts values that may be lawful or something else.

    ``exempt_hint``: the word of the title that speaks for a lawful publication (惩戒公示 …), else empty. ``unread``:
    what of an attachment could not be read, else empty.
    """

    hits: tuple[Exposure, ...]
    doubtful: int = 0
    exempt_hint: str = ""
    unread: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """An open value on its way to an ``Exposure``; ``None`` for ``strong`` means doubtful."""

    value: str
    masked: str
    where: str
    quote: str
    strong: bool | None


def gathered(document: Document, found: Iterator[Found]) -> tuple[tuple[Exposure, ...], int, str, str]:
    """The fields of an ``Exposures``."""
    hits: dict[str, Exposure] = {}
    doubtful: set[str] = set()
    for one in found:
        if one.strong is None:
            doubtful.add(one.value)
        else:
            hits.setdefault(one.value, Exposure(one.masked, one.where, one.quote, one.strong))
    return tuple(hits.values()), len(doubtful - hits.keys()), exempt_hint(document), document.meta(UNREAD) or ""


@once
def exempt_hint(document: Document) -> str:
    """The word of the title by which this may be a publication that need not mask (惩戒公示), else ``""``."""
    found = _EXEMPT.search(title_of(document))
    return found[0] if found and not _HEALTH.search(title_of(document)) else ""


@once
def about_office(document: Document) -> bool:
    """Whether the title announces contacts of offices."""
    return bool(_OFFICE_TITLE.search(title_of(document)))


@once
def about_people(document: Document) -> bool:
    """Whether the title announces a list of private people."""
    return bool(_PRIVATE_TITLE.search(title_of(document))) and not about_office(document)


def place_in(document: Document, start: int, end: int) -> str:
    """Where characters ``start`` to ``end`` (exclusive) of the full text are: characters count from 1, inclusive."""
    place = f"全文字符 {start + 1}–{end}"
    if UNREAD not in document.metas:
        return place
    marks = _marks(document)
    before = bisect_right(marks, start, key=lambda mark: mark[0])
    return f"{marks[before - 1][1]}，{place}" if before else place


@once
def _marks(document: Document) -> tuple[tuple[int, str], ...]:
    """(end, place) of the lines that name places, in reading order."""
    return tuple((mark.end(), mark[1]) for mark in _PLACE.finditer(full_text(document)))


def around(text: str, start: int, end: int, masked: str, reach: int = 20) -> str:
    """``masked`` with ``reach`` masked characters of its line on each side."""
    line = max(text.rfind("\n", 0, start) + 1, start - _WINDOW)  # what a cut leaves open there is never shown
    before = mask_personal(text[line:start])[-reach:]
    tail = text.find("\n", end)
    after = mask_personal(text[end : min(tail if tail >= 0 else len(text), end + _WINDOW)])[:reach]
    return re.sub(r"\s+", " ", before + masked + after).strip()


def is_attachment(document: Document) -> bool:
    """Whether the page was made from an attachment's text: it has words and tables, but no web page's form."""
    return UNREAD in document.metas
