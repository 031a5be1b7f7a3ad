"""The letters that a public mailbox lists: when each came, and whether it was answered.

Mailbox systems differ: tables, grids of spans under a head row, cards with labelled lines. A table's head names its
columns; elsewhere a letter is the block around one state word, or around one labelled date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Self

from selectolax.lexbor import LexborNode

from facts.chinese_dates import read_date
from facts.document import Document
from facts.letter_states import RECEIVED_LABEL, REPLIED_LABEL, STATE_LABEL, LetterState, letter_state
from facts.links import base_url, resolve
from facts.masking import mask_personal
from facts.plain_text import plain_text
from facts.sources import ColumnSource
from facts.usable_page import left_to_script, usable
from inspection.moment import beijing_day
from inspection.outcome import Irrelevant, Missing
from inspection.registry import ColumnKind

_HEADS = {
    "received": re.compile(RECEIVED_LABEL),
    "replied": re.compile(REPLIED_LABEL),
    "state": re.compile(STATE_LABEL + "|是否(?:回复|答复|办结)"),
    "title": re.compile(r"(?:信件|来信|留言|咨询|问题)?(?:标题|主题|名称|内容)"),
}
_RECEIVED = re.compile(rf"(?:{RECEIVED_LABEL})[\s：:]*")
_REPLIED = re.compile(rf"(?:{REPLIED_LABEL})[\s：:]*")
_STATE = re.compile(rf"{STATE_LABEL}[\s：:]+([^\s：:，,；;|]{{2,8}})")
#: The reply itself, or that there is none.
_REPLY = re.compile(r"(?:答复|回复)(?:内容|意见|正文)[\s：:]*(\S{0,30})")
_NO_REPLY = re.compile(r"(?:暂无|无|没有|[-—/]*)(?:回复|答复)?(?:内容|意见)?[。.]?")
_NO_LETTER = frozenset(("option", "select", "button", "label", "input", "script", "style", "th", "nav", "title", "h1"))
_LONGEST_LETTER = 500
_MOST_LEVELS = 7
_MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter as listed. ``state`` is ``None`` when the row shows none; days are Beijing days.

    ``said`` is the state in the page's own words, ``url`` the letter's own address or ``""``.
    """

    title: str
    received: date | None
    replied: date | None
    state: LetterState | None
    said: str
    url: str


@dataclass(frozen=True, slots=True)
class MailboxLetters:
    """Letters of all list pages, each once, in page order. ``sha256`` names the first page's snapshot."""

    letters: tuple[Letter, ...]
    page_url: str
    sha256: str

    @classmethod
    def extract(cls, source: ColumnSource) -> Self | Missing | Irrelevant:
        if source.column.kind is not ColumnKind.MAILBOX:
            return Irrelevant("不是公开信箱类栏目")
        read = [usable(page) for page in source.pages]
        pages = [page for page in read if isinstance(page, Document)]
        if not pages:
            missing = next((page for page in read if isinstance(page, Missing)), None)
            return missing or Missing("没有读取列表页")
        letters = tuple(dict.fromkeys(letter for page in pages for letter in read_letters(page, source.as_of)))
        if not letters:
            by_script = any(left_to_script(page) for page in pages)
            return Missing("信件列表由脚本加载，未能读取" if by_script else "页面上没有认出来信列表")
        return cls(letters, pages[0].url, pages[0].page.sha256)


def read_letters(document: Document, as_of: datetime) -> tuple[Letter, ...]:
    """The letters of one list page, in page order."""
    base = base_url(document)
    for head in _head_rows(document):
        found = [letter for row in _rows_under(head) if (letter := _by_columns(head, row, base, as_of))]
        if found:
            return tuple(found)
    return tuple(letter for block in _blocks(document) if (letter := _by_words(block, base, as_of)))


def _cells(row: LexborNode) -> list[LexborNode]:
    return [node for node in row.iter() if node.tag not in ("script", "style")]


def _text(node: LexborNode) -> str:
    return " ".join((node.text() or "").split())


def _named(cells: Iterable[LexborNode]) -> dict[str, int]:
    """Which cell of a head row names what."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        bare = re.sub(r"[\s\u3000：:]", "", cell.text())
        for name, pattern in _HEADS.items():
            if pattern.fullmatch(bare):
                found.setdefault(name, at)
    return found


def _head_rows(document: Document) -> Iterator[LexborNode]:
    """Rows whose cells are column names, a date's among them."""
    for row in document.tree.css("tr, li, div, dl, p, ul"):
        cells = list(islice(row.iter(), 13))
        if 2 <= len(cells) <= 12:
            named = _named(cells)
            if len(named) >= 2 and ("received" in named or "replied" in named):
                yield row


def _rows_under(head: LexborNode) -> Iterator[LexborNode]:
    """Elements below ``head`` with as many cells: its siblings, and rows one or two levels inside of them."""
    if head.tag == "tr":
        table: LexborNode | None = head.parent
        while table is not None and table.tag != "table":
            table = table.parent
        yield from table.css("tr") if table is not None else ()
        return
    count = len(_cells(head))
    for start in (head, head.parent):
        node = start.next if start is not None else None
        while node is not None:
            for row in (node, *node.iter(), *(deep for child in node.iter() for deep in child.iter())):
                if len(_cells(row)) == count:
                    yield row
            node = node.next


def _by_columns(head: LexborNode, row: LexborNode, base: str, as_of: datetime) -> Letter | None:
    named, cells = _named(_cells(head)), _cells(row)
    if len(cells) != len(_cells(head)) or _named(cells) == named:
        return None
    texts = {name: _text(cells[at]) for name, at in named.items()}
    said = texts.get("state", "")
    state = _yes_no(said) or letter_state(said)
    if state is None:  # an unnamed column, or the words beside the title
        said = next((text for cell in cells if letter_state(text := _text(cell))), said)
        state = letter_state(said)
    received, replied = _day(texts.get("received", ""), as_of), _day(texts.get("replied", ""), as_of)
    if received is None and replied is None:
        return None
    link = row.css_first("a[href]")
    return _letter(texts.get("title") or (_text(link) if link else ""), received, replied, state, said, link, base)


def _yes_no(text: str) -> LetterState | None:
    return {"是": LetterState.ANSWERED, "否": LetterState.OPEN}.get(text)


def _blocks(document: Document) -> list[LexborNode]:
    """For each state word (or, without any, each labelled date of arrival) the largest block that holds no other."""
    anchors = [node for node in _leaves(document) if _states_something(node)]
    if not anchors:
        anchors = [
            node
            for node in _leaves(document)
            if _RECEIVED.match(node.text(strip=True)) and (_colon(node) or node.tag == "dt")
        ]
    around: dict[int, int] = {}
    for anchor in anchors:
        for node in _above(anchor):
            around[node.mem_id] = around.get(node.mem_id, 0) + 1
    blocks: dict[int, LexborNode] = {}
    for anchor in anchors[:_MOST_ROWS]:
        block = anchor
        for node in _above(anchor):
            if around[node.mem_id] > 1 or node.tag in ("body", "html") or len(node.text()) > 4 * _LONGEST_LETTER:
                break
            block = node
            if len(anchors) == 1 and node.css_first("a[href]") and read_date(_text(node), document.fetched_at):
                break
        blocks.setdefault(block.mem_id, block)
    return list(blocks.values())


def _leaves(document: Document) -> Iterator[LexborNode]:
    """Elements that hold text of their own, outside menus, forms and column heads."""
    for node in document.tree.css("body *"):
        if node.tag not in _NO_LETTER and (node.text(deep=False, strip=True) or _picture(node)):
            yield node


def _picture(node: LexborNode) -> str:
    """The alternative text of an icon."""
    return (node.attributes.get("alt") or "").strip() if node.tag == "img" else ""


def _states_something(node: LexborNode) -> bool:
    own = node.text(deep=False, strip=True) or _picture(node)
    if len(own) > 200:
        return False
    whole = node.text(strip=True) if len(own) < 30 else own
    labelled = _STATE.search(whole)
    return bool(letter_state(own) or letter_state(whole) or (labelled and letter_state(labelled[1])))


def _colon(node: LexborNode) -> bool:
    return bool(re.search(r"[：:]|\d{4}", node.text(strip=True)[:12]))


def _above(node: LexborNode) -> Iterator[LexborNode]:
    at: LexborNode | None = node
    for _ in range(_MOST_LEVELS):
        if at is None:
            return
        yield at
        at = at.parent


def _by_words(block: LexborNode, base: str, as_of: datetime) -> Letter | None:
    text = plain_text(block)
    if len(text) > _LONGEST_LETTER * 2:
        return None
    said, state = _said(block, text)
    replied = _labelled(_REPLIED, text, as_of)
    received = _labelled(_RECEIVED, text, as_of)
    if received is None:  # the first date without the label of a reply
        bare = re.sub(rf"(?:{REPLIED_LABEL})[\s：:]*\S{{0,20}}", "", text)
        received = next((day for line in bare.splitlines() if (day := _day(_cut(line), as_of))), None)
    if received is None and replied is None:
        return None
    links = [one for one in block.css("a[href]") if not letter_state(_text(one))]
    link = max(links, key=lambda one: len(one.text(strip=True)), default=None)
    title = _text(link) if link is not None else text.splitlines()[0]
    if not title or letter_state(title):
        return None  # a filter's tab beside some date
    return _letter(title, received, replied, state, said, link, base)


def _said(block: LexborNode, text: str) -> tuple[str, LetterState | None]:
    """The block's state: an element or a line that names one, or what stands behind 状态."""
    for node in (block, *block.css("*")):
        own = (node.text(deep=False, strip=True) or _picture(node)) if node.tag not in _NO_LETTER else ""
        if state := letter_state(own):
            return own, state
    for line in text.splitlines():
        for part in (line, *re.split(r"[\s|｜]+", line)):
            if state := letter_state(part):
                return part, state
    labelled = _STATE.search(text)
    if labelled:
        return labelled[1], letter_state(labelled[1])
    reply = _REPLY.search(text)
    if reply is None:
        return "", None
    silent = _NO_REPLY.fullmatch(reply[1])
    return f"答复内容：{reply[1]}", LetterState.OPEN if silent else LetterState.ANSWERED


def _labelled(label: re.Pattern[str], text: str, as_of: datetime) -> date | None:
    for found in label.finditer(text):
        before = text[max(0, found.start() - 2) : found.start()]
        if found[0].startswith(("时间", "日期")) and re.search(r"[\u4e00-\u9fff]$", before):
            continue  # 回复时间 holds 时间
        day = _day(text[found.end() : found.end() + 20].strip(), as_of)
        if day:
            return day
    return None


def _cut(line: str) -> str:
    found = re.search(r"(?:\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}", line)
    return line[found.start() :][:20] if found else ""


def _day(text: str, as_of: datetime) -> date | None:
    value = read_date(text, as_of) if text and text[0] in "0123456789[(（【二" else None
    return beijing_day(value) if isinstance(value, datetime) else value


def _letter(
    title: str,
    received: date | None,
    replied: date | None,
    state: LetterState | None,
    said: str,
    link: LexborNode | None,
    base: str,
) -> Letter:
    if state is None and replied:
        state, said = LetterState.ANSWERED, f"回复日期 {replied.isoformat()}"
    url = resolve(base, link.attributes.get("href") or "") if link is not None else None
    return Letter(mask_personal(" ".join(title.split()))[:80], received, replied, state, said, url or "")
