"""The rows of a list page: title, address, date; the main list only.

Which markup holds the list is configuration: portals differ, and a row selector that is known beats any guess. The
guess (``facts.row_groups``) takes the group of sibling elements with most links and dates.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from facts.document import Document, once
from facts.links import base_url, resolve
from facts.nesting import limit_nesting
from facts.pager import Pager, read_pager
from facts.row_dates import cut_date, date_cell, elements, title_beside
from facts.row_groups import Beside, accompanies, best_group, neighbours
from facts.trs_address import read_address

#: Row selectors reported from portals of this kind, the most specific first (field practice, unverified). One step
#: each: two descendant steps cost the square of the depth on a page that is made to be slow.
DEFAULT = (
    "ul.tab-item li.clearfix",
    "ul.rsj-list1 > li",
    "ul.right-list li.clearfix",
    "div.list_base li",
    "ul.list-item > li",
    "ul.news-list > li",
    "div.list-content li",
    "table.list-table tr",
)
#: How many rows may be pinned above the newest one.
MAX_PINNED = 5
_TITLE_CHARS = 8

_EMPTY = re.compile(r"(?:该|本|此)?(?:栏目|页面)?(?:暂无|没有)(?:相关|任何)?(?:内容|数据|信息|记录|文章)[。！!]?")
#: ``http://host/``
_SLASHES_OF_ROOT = 3
_LONGEST_ROW = 400
_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.DOTALL | re.IGNORECASE)
_PINNED_WORD = re.compile(r"^[\[【(（]?置顶[\]】)）]?|[\[【(（]置顶[\]】)）]")
_PINNED_CLASS = re.compile(r"(?:^|[\s_-])(?:top|istop|is-top|zd|zhiding|sticky|pinned)(?:$|[\s_-])", re.IGNORECASE)
_CUT_SHORT = re.compile(r"(?:…|\.{2,})$")
_PAGER_WORD = re.compile(r"[\[【(（<>‹›«»\s]*(?:[首上下前后尾末]一?页|最后一页|\d{1,4})?[\]】)）<>‹›«»\s]*")
#: What a link says that opens an item named elsewhere in its row.
_BUTTON = re.compile(r"[\[【>＞+\s]*(?:点击)?(?:查看|阅读|了解)?(?:全文|详情|详细|更多|内容|原文)?[\]】>＞+\s]*")
_LONGEST_BUTTON = 8
_BULLET = re.compile(r"^[\s·•▪◆■►>»、-]+|[\s·•]+$")


@dataclass(frozen=True, slots=True)
class ListRow:
    """One item of a list. ``url`` is absolute, without fragment; ``date_text`` is the date as the page writes it.

    ``date`` is ``None`` where the row shows none. ``pinned``: marked 置顶, or standing above newer rows.
    """

    title: str
    url: str
    date: date | None
    date_text: str
    pinned: bool


@dataclass(frozen=True, slots=True)
class ListPage:
    """The main list of one page, in page order. Empty ``rows`` may mean that a script loads them."""

    rows: tuple[ListRow, ...]
    pager: Pager


@once
def read_list(document: Document, as_of: datetime, selectors: tuple[str, ...] = DEFAULT) -> ListPage:
    """Read the main list; ``selectors`` are CSS selectors of its rows, tried in order.

    Rows without a usable link are no rows; the second of two rows with one address is dropped.
    """
    base = base_url(document)
    rows = _main_rows(document, base, as_of, selectors)
    unique: dict[str, ListRow] = {}
    for row in rows:
        unique.setdefault(row.url, row)
    return ListPage(_mark_pinned(tuple(unique.values())), read_pager(document))


def _main_rows(document: Document, base: str, as_of: datetime, selectors: tuple[str, ...]) -> list[ListRow]:
    records = _RECORD.findall(document.html) if "CDATA" in document.html else []
    if records:
        markup = "".join(f"<div class=record>{record}</div>" for record in records)
        parsed = LexborHTMLParser(limit_nesting(markup))
        return list(_rows(parsed.css("div.record"), base, as_of))
    folder = document.url.partition("?")[0].rpartition("/")[0] + "/"
    undated: list[ListRow] = []
    containers = [selector for selector in selectors if document.tree.css_first(_container(selector))]
    for selector in containers:
        rows = list(_rows(document.tree.css(selector), base, as_of))
        if any(row.date for row in rows):
            return rows if _mostly_below(folder, rows) else _own_list(document, base, as_of, folder) or rows
        undated = undated or rows
    group = best_group(document)
    guessed = list(_rows(group.rows, base, as_of, group.beside))
    own = [row for row in guessed if row.url.startswith(folder)]
    # A known list that is blank, a side bar, links without dates, a page that says it is empty: any of these may be a
    # menu. A column's own items lie below the column.
    if containers or group.aside or not any(row.date for row in guessed) or says_empty(document, group.rows[0]):
        guessed = guessed if _mostly_below(folder, guessed) else own
    if undated and not any(row.date for row in guessed):
        return undated  # a menu may wear a list's class, so rows with dates were looked for first
    return guessed or list(_rows(tuple(_own_articles(document, base, folder, as_of)), base, as_of))


def _own_list(document: Document, base: str, as_of: datetime, folder: str) -> list[ListRow]:
    """The column's own dated list beside one that wears a known class: a selector is a hint, a side bar may fit it."""
    group = best_group(document)
    rows = [] if group.aside else list(_rows(group.rows, base, as_of, group.beside))
    return rows if _mostly_below(folder, rows) and any(row.date for row in rows) else []


def _mostly_below(folder: str, rows: list[ListRow]) -> bool:
    return sum(row.url.startswith(folder) for row in rows) * 2 > len(rows)


def says_empty(document: Document, before: LexborNode | None = None) -> bool:
    """Whether a block of its own says that there is nothing, and does so ``before`` that row of a list.

    Where the words come first, the rows after them are those of other columns; where they come later, it is a side
    block that is empty.
    """
    if not any(word in document.html for word in ("暂无", "没有")):
        return False
    link = before if before is None or before.tag == "a" else before.css_first("a[href]")
    for block in document.tree.css("li, p, div, td, dd, span, a"):  # in document order
        if link is not None and block.mem_id == link.mem_id:
            return False
        if _EMPTY.fullmatch(block.text(deep=False, strip=True)) and _shown(block):
            return True
    return False


def _shown(block: LexborNode) -> bool:
    node: LexborNode | None = block
    while node is not None and node.tag not in ("body", "html"):
        if re.search(r"display\s*:\s*none", node.attrs.get("style") or "") or "hidden" in node.attrs:
            return False
        node = node.parent
    return True


def _own_articles(document: Document, base: str, folder: str, as_of: datetime) -> Iterator[LexborNode]:
    """Rows around links below ``folder`` to articles, or with a date: a list too short or too odd to be one."""
    root = folder.count("/") <= _SLASHES_OF_ROOT
    links = document.tree.css("body a[href]")
    beside = Counter(link.parent.mem_id for link in links if link.parent is not None)
    for link in links:
        url = resolve(base, link.attrs.get("href") or "")
        if not url or not url.startswith(folder) or url == document.url:
            continue
        row = link.parent
        alone = row is not None and row.tag != "body" and beside[row.mem_id] == 1 and len(row.css("a[href]")) == 1
        around = row if alone and row is not None else link
        if read_address(url).docid is not None or (alone and not root and _dated(around, link, url, as_of)):
            yield around


def _dated(row: LexborNode, link: LexborNode, url: str, as_of: datetime) -> bool:
    return len(row.text()) <= _LONGEST_ROW and cut_date(row, link, url, as_of).day is not None


def _container(selector: str) -> str:
    """The selector without its last step: ``ul.list > li`` → ``ul.list``."""
    return re.sub(r"[\s>]+[^\s>]+$", "", selector)


def _rows(nodes: Sequence[LexborNode], base: str, as_of: datetime, beside: Beside = "") -> Iterator[ListRow]:
    cell = date_cell(nodes[0]) if nodes else None
    for node in nodes:
        links = [node] if node.tag == "a" else node.css("a[href]")
        usable = [(url, link) for link in links if (url := resolve(base, link.attrs.get("href") or ""))]
        if not usable:
            continue
        url, link = _title_link(usable) if len(usable) > 1 else usable[0]
        dated = elements(node)[cell : cell + 1] if cell is not None else neighbours(node, beside) if beside else ()
        found = cut_date(node, link, url, as_of, dated)
        title = _title(link, found.title)
        if len(title) <= _LONGEST_BUTTON and _BUTTON.fullmatch(title):
            title = title_beside(node) or title
        if not title or (found.day is None and _PAGER_WORD.fullmatch(title)):
            continue
        marked = bool(_PINNED_WORD.search(node.text(strip=True)) or _PINNED_CLASS.search(node.attrs.get("class") or ""))
        yield ListRow(_PINNED_WORD.sub("", title).strip(), url, found.day, found.text, marked)


def _title_link(links: list[tuple[str, LexborNode]]) -> tuple[str, LexborNode]:
    """The longest text, unless it only accompanies a title."""
    texts = [(pair, pair[1].text(strip=True)) for pair in links]
    titles = [(pair, text) for pair, text in texts if len(text) >= _TITLE_CHARS and not accompanies(text, pair[0])]
    return max(titles or texts, key=lambda one: _weight(one[1]))[0]


def _weight(text: str) -> int:
    """Length of a link's text; a category in brackets is no title."""
    return 1 if text[:1] in "[【" and text[-1:] in "]】" else len(text)


def _title(link: LexborNode, shown: str) -> str:
    """The link's text; its ``title`` where the text is cut short or missing; a picture's ``alt`` as a last resort.

    A link around a whole card holds more than its title: there the heading counts.
    """
    only = link.child
    plain = only is None or (only.tag == "-text" and only.next is None)
    heading = None if plain else link.css_first("h1, h2, h3, h4, h5, h6, .bt, [class*=tit]")
    text = _BULLET.sub("", " ".join((heading.text() if heading else shown).split()))
    stated = " ".join((link.attrs.get("title") or "").split())
    if text and not (_CUT_SHORT.search(text) and len(stated) >= len(_CUT_SHORT.sub("", text))):
        return text
    if stated:
        return stated
    picture = link.css_first("img[alt]")
    return text or (" ".join((picture.attrs.get("alt") or "").split()) if picture else "")


def _mark_pinned(rows: tuple[ListRow, ...]) -> tuple[ListRow, ...]:
    """Mark the head rows that stand above at least two newer ones, if the rest runs from new to old."""
    days = [row.date for row in rows]
    dated = [day for day in days if day]
    if len(dated) < 3:
        return rows
    newest = days.index(max(dated))
    rest = [day for day in days[newest:] if day]
    if not 1 <= newest <= MAX_PINNED or rest != sorted(rest, reverse=True):
        return rows
    return tuple(
        replace(row, pinned=True)
        if position < newest and row.date and sum(day > row.date for day in rest[:MAX_PINNED]) >= 2
        else row
        for position, row in enumerate(rows)
    )
