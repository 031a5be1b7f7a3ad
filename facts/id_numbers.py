"""Citizen numbers that stand open in a page's text.

The open number never leaves this file: a hit holds its masked form, and quotes are masked as a whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Self

from stdnum.cn import uscc

from facts.article import full_text, main_text
from facts.document import Document
from facts.exposure import UNREAD, exempt_hint, place_in
from facts.masking import SEPARATOR, mask_number, mask_personal, plain
from facts.page_tables import page_tables
from facts.region_codes import is_province, was_ever_county
from facts.sources import PageSource
from facts.usable_page import usable
from inspection.moment import beijing_day
from inspection.outcome import Missing

QUOTED = 20  # characters of context on each side
OLDEST_YEARS = 120
#: One cheap pass finds stretches that may hold a number (or a masked one); everything strict runs on those only. It
#: begins with a set of characters, which the search skips to: the look-behind comes after the first of them.
_STRETCH = re.compile(
    rf"[\d*＊×●](?<![\d*＊×●]{{2}})(?:(?:{SEPARATOR}){{0,2}}[\d*＊×●]){{13,}}(?:{SEPARATOR})?[\dXxＸｘ*＊×●]?"
)
_RUN = re.compile(r"(?<![0-9A-Z])(?:\d{17}[\dX]|\d{15})(?![0-9A-Z])(?!\.\d)")
#: Numbers made of a citizen's own: 全国学籍号 (G before it), 残疾人证号 (kind and grade behind it, no other digits).
_DERIVED = re.compile(r"(?<![0-9A-Z])(?:G(?P<school>\d{17}[\dX])|(?P<card>\d{17}[\dX])[1-7][1-4])(?![0-9A-Z])")
#: The examples of GB 11643, which belong to nobody.
_EXAMPLES = frozenset(("11010519491231002X", "440524188001010014"))
_GROUPS = re.compile(r"(?<![0-9A-Z])(?=\d)(?:\d[ ]{0,2}){17}[\dX](?![0-9A-Z])")
_DIGIT_BEFORE = re.compile(r"\d *$")
_DIGIT_AFTER = re.compile(r" *\d")
_FAR = 60  # looking back over all of a long line for each of its numbers would take minutes
_USUAL_GROUPS = {(6, 8, 4), (6, 4, 4, 4), (3, 3, 4, 4, 4), (14, 4), (6, 12)}
_MASKED = re.compile(r"(?<![0-9A-Z*])[\d*]{17}[\dX*](?![0-9A-Z*])")
_LABEL = re.compile(r"身份证|身份号|公民身份|证件号|ＩＤ|ID号")
_CREDIT_CODE = re.compile(r"信用代码|统一社会|机构代码|纳税人识别")
_OTHER_NUMBER = re.compile(
    r"(?:订单|流水|合同|项目|招标|采购|文件|发票|档案|许可证?|证书|车架|车辆识别|索引|账|卡|条形?码|序列|批|运单|快递|单据|工单|受理)"
    r"(?:代码|编号|编码|号码|号|码)?[^，。；,;\n]{0,6}$|(?:编号|编码|代码|文号|单号)[:：\s]{0,3}$"
)
_ADDRESS = re.compile(r"://|www\.|\.s?html?|\.(?:pdf|docx?|xlsx?|jpe?g|png)|[?&]\w+=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class IdHit:
    """An open number: ``masked`` (first three and last two characters left), where it stands, words around it.

    ``where`` counts characters of the text named in it, from 1, inclusive. ``labelled``: a word such as 身份证 stands
    before it. ``partly`` marks a number masked in too few or in harmless places.
    """

    masked: str
    where: str
    quote: str
    labelled: bool
    partly: bool = False


@dataclass(frozen=True, slots=True)
class IdNumbers:
    """``hits`` in reading order, main text first, each number once; ``doubtful`` counts numbers that may be one.

    ``exempt_hint`` is the word of the title that speaks for a lawful publication (惩戒公示), else empty; ``unread``
    says what of an attachment could not be read, else empty.
    """

    hits: tuple[IdHit, ...]
    doubtful: int
    exempt_hint: str
    unread: str = ""

    @classmethod
    def extract(cls, source: PageSource) -> Self | Missing:
        document = usable(source.read)
        if isinstance(document, Missing):
            return document
        today = beijing_day(source.as_of)
        hits: dict[str, IdHit] = {}
        doubtful: set[str] = set()
        headed = _HeadedCells(document)
        whole = full_text(document)
        texts = [("正文", main_text(document)), ("全文", whole)] if _STRETCH.search(whole) else []
        for name, text in (*texts, ("图片说明", _alts(document))):
            for one in _candidates(text, today, headed):
                if one.sure:
                    hits.setdefault(one.number, one.hit(name, text, _attached(document, name, one)))
                else:
                    doubtful.add(one.number)
        if "身份" in whole or "证件" in whole:
            for number, where in headed.broken():
                verdict = _judge(number, "", today, in_headed_cell=True)
                if number not in hits and verdict and verdict[1]:
                    hits[number] = IdHit(mask_number(number), where, mask_number(number), True, verdict[2])
        unread = document.meta(UNREAD) or ""
        return cls(tuple(hits.values()), len(doubtful - hits.keys()), exempt_hint(document), unread)


def _alts(document: Document) -> str:
    """Alternative texts of pictures, one a line."""
    return "\n".join(image.attrs.get("alt") or "" for image in document.tree.css("img[alt]"))


def _attached(document: Document, name: str, one: _Candidate) -> str:
    """The sheet, page or part of an attachment that holds the number; ``""`` on pages of the site."""
    if UNREAD not in document.metas:
        return ""
    for table in page_tables(document):
        for row, cells in enumerate(table.rows, 1):
            if any(one.number in plain(cell) for cell in cells):
                return f"{table.place}第{row}行"
    return place_in(document, one.start, one.end) if name == "全文" else ""


class _HeadedCells:
    """Cells under a table head that names 身份证; read only when an unlabelled number asks."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._cells: dict[str, str] | None = None

    def __contains__(self, number: str) -> bool:
        return number in self._known()

    def broken(self) -> Iterator[tuple[str, str]]:
        """(number, place) of cells that hold nothing but a number, however it is broken over lines in there."""
        return ((cell, place) for cell, place in self._known().items() if re.fullmatch(r"\d{17}[\dX]|\d{15}", cell))

    def _known(self) -> dict[str, str]:
        if self._cells is None:
            self._cells = dict(self._read())
        return self._cells

    def _read(self) -> Iterator[tuple[str, str]]:
        for table in page_tables(self._document):
            places: set[int] = set()
            for number, cells in enumerate(table.rows, 1):
                heads = {place for place, cell in enumerate(cells) if _LABEL.search(cell) and len(cell) < QUOTED}
                places = heads or places
                for place in sorted(places):
                    yield plain(cells[place]), f"{table.place}第{number}行"
                joined = "".join(plain(cells[place]) for place in sorted(places))
                if len(places) > 1:  # one number over two cells below a wide head
                    yield joined, f"{table.place}第{number}行"


@dataclass(frozen=True, slots=True, repr=False)
class _Candidate:
    number: str
    start: int
    end: int
    labelled: bool
    sure: bool
    partly: bool

    def hit(self, name: str, text: str, attached: str = "") -> IdHit:
        before = text[max(self.start - QUOTED - 30, 0) : self.start]
        after = text[self.end : self.end + QUOTED + 30]
        masked = mask_number(self.number)
        # neighbours are masked before cutting: a cut through the middle of a number would leave half of it open
        quote = f"{_mask_all(before)[-QUOTED:]}{masked}{_mask_all(after)[:QUOTED]}"
        where = attached or f"{name}字符 {self.start + 1}–{self.end}"
        return IdHit(masked, where, re.sub(r"\s+", " ", quote).strip(), self.labelled, self.partly)


def _mask_all(text: str) -> str:
    """Masked as a whole, and whatever long run of digits is left, however it is spaced."""
    return re.sub(rf"\d(?:(?:{SEPARATOR})?\d){{13,}}[Xx]?", lambda run: "*" * len(run[0]), mask_personal(text))


def _candidates(text: str, today: date, headed: _HeadedCells) -> Iterator[_Candidate]:
    for stretch in _STRETCH.finditer(text):
        start = max(stretch.start() - 1, 0)  # with its neighbours, so that look-arounds see them
        window = "".join(map(_folded, text[start : stretch.end() + 2]))
        if _ADDRESS.search(_token(text, stretch.start(), stretch.end())):
            continue
        for number, begin, end in _spans(window):
            before = text[max(start + begin - QUOTED, 0) : start + begin]
            verdict = _judge(number, before, today, in_headed_cell=number in headed)
            if verdict:
                yield _Candidate(number, start + begin, start + end, *verdict)


def _spans(window: str) -> Iterator[tuple[str, int, int]]:
    """(number, start, end) of whole runs, separated groups and partly masked numbers."""
    for run in _RUN.finditer(window):
        yield run[0], *run.span()
    for derived in _DERIVED.finditer(window):
        yield derived["school"] or derived["card"], *derived.span()
    for group in _GROUPS.finditer(window):
        sizes = tuple(map(len, group[0].split()))
        before = window[max(group.start() - _FAR, 0) : group.start()]
        alone = not _DIGIT_BEFORE.search(before) and not _DIGIT_AFTER.match(window, group.end())
        if len(sizes) > 1 and (alone or sizes in _USUAL_GROUPS):
            yield group[0].replace(" ", ""), *group.span()
    for masked in _MASKED.finditer(window):
        if "*" in masked[0]:
            yield masked[0], *masked.span()


def _judge(number: str, before: str, today: date, *, in_headed_cell: bool) -> tuple[bool, bool, bool] | None:
    """(labelled, sure, partly) of a possible number after the words ``before``, or ``None`` for no citizen number."""
    labels = [label.end() for label in _LABEL.finditer(before)]
    labelled = bool(labels) or in_headed_cell
    if number in _EXAMPLES:
        return None
    if "*" in number:
        return (labelled, True, True) if labelled and _weakly_masked(number) else None
    region_known = was_ever_county(number[:6])
    if not is_province(number) or not _birth_is_real(number, today) or not (region_known or labelled):
        return None
    if len(number) == 15:
        return (labelled, True, False) if labelled and region_known else None
    if not _check_digit_holds(number):
        return (labelled, False, False) if labels else None
    credit = [code.end() for code in _CREDIT_CODE.finditer(before)]
    if credit and credit[-1] > max(labels, default=-1) and uscc.is_valid(number):
        return None
    other = not labelled and _OTHER_NUMBER.search(before.rstrip(" :：（("))
    return labelled, not other, False


def _weakly_masked(number: str) -> bool:
    """Fewer than four masked places in a row over birth date and tail, and the rest reads like a number."""
    if len(re.findall(r"\d", number)) < 12 or (not is_province(number[:2].replace("*", "0")) and "*" not in number[:2]):
        return False
    return "****" not in number[6:]


def _birth_is_real(number: str, today: date) -> bool:
    digits = number[6:14] if len(number) == 18 else "19" + number[6:12]
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return born <= today and today.year - born.year <= OLDEST_YEARS


def _check_digit_holds(number: str) -> bool:
    """GB 11643: ISO 7064 mod 11-2."""
    total = sum((10 if digit == "X" else int(digit)) * (1 << 17 - place) for place, digit in enumerate(number))
    return total % 11 == 1


def _folded(char: str) -> str:
    """One character for one: ASCII digit, X, ``*`` for mask marks, blank for separators."""
    if char in "*＊×●":
        return "*"
    if char != "\n" and re.fullmatch(SEPARATOR, char):
        return " "
    folded = unicodedata.normalize("NFKC", char).upper()
    return folded if len(folded) == 1 else char


def _token(text: str, start: int, end: int) -> str:
    """The unbroken ASCII text around a stretch: shows addresses and file names."""
    left = re.search(r"[!-~]*$", text[max(start - 200, 0) : start])
    right = re.match(r"[!-~]*", text[end : end + 60])
    return (left[0] if left else "") + text[start:end] + (right[0] if right else "")
