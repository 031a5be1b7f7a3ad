"""Finds the main list of a page whose markup nobody has configured."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from selectolax.lexbor import LexborNode

from facts.document import Document, once
from facts.links import base_url, resolve

_MAX_LINKS_IN_ROW = 4
_MAX_LEVELS = 9
_MOST_NEIGHBOURS = 12
_FEWEST_ROWS = 2
_LONGEST_ROW = 400
_TITLE_CHARS = 8
_LONGEST_HEADING = 20
#: What rows count in blocks that surround a main list.
_ASIDE_WEIGHT = 0.2
#: What rows count whose links lie below the page's own folder: a column's items do, a side bar's seldom.
_OWN_WEIGHT = 3
_ROWS_LOOKED_AT = 6
#: What a date adds to a row with a title, which counts one.
_DATE_WEIGHT = 10
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|foot|footer|header|crumb|breadcrumb|side|sidebar|aside|related|xg|hot|recommend|tuijian"
    r"|friend|share|yqlj|rank)(?:$|[\s_\d-])",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|et|ofd|zip|rar)$", re.IGNORECASE)
_PAGER_WORDS = frozenset(("首页", "上页", "上一页", "下页", "下一页", "尾页", "末页"))
_ASIDE_HEADING = re.compile(r"相关|推荐|热门|热点|排行|友情链接|快速导航|猜你喜欢")
_DATE = re.compile(r"\d{4}\s?[-/.年]\s?\d{1,2}(?:\s?[-/.月]\s?\d{1,2})?|(?<!\d)\d{1,2}[-/月]\d{1,2}(?!\d)")


#: Dates in the row itself, behind it, or in front of it.
Beside = Literal["", "after", "before"]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one list in page order; ``aside``: they stand in a side bar, menu, footer or under 相关/热门 headings.

    ``beside``: where the dates stand when no element holds a row (``dt`` and ``dd``, links between line breaks).
    """

    rows: tuple[LexborNode, ...]
    aside: bool
    beside: Beside = ""


@once
def best_group(document: Document) -> Group:
    """The sibling elements, each with one title link, that look most like the main list; no rows where none do."""
    groups: defaultdict[tuple[object, ...], list[LexborNode]] = defaultdict(list)
    shapes: dict[int, tuple[object, ...]] = {}
    for node in _row_candidates(document):
        parent = node.parent
        if parent is not None and parent.tag != "body":  # what lies in the body itself is layout
            key = parent.mem_id
            if key not in shapes:
                shapes[key] = _shape(parent)
            groups[node.tag, *shapes[key]].append(node)
    scored = _scored([group for group in groups.values() if len(group) >= _FEWEST_ROWS])
    rivals = len(scored) > 1
    best, highest = Group((), aside=False), 0.0
    for score, beside, group in scored:
        if score * (_OWN_WEIGHT if rivals else 1) < highest:
            break
        aside = _is_aside(group[0])
        own = rivals and score > 0 and _is_own(document, group)
        weighed = score * (_ASIDE_WEIGHT if aside else 1) * (_OWN_WEIGHT if own else 1)
        if weighed > highest or (weighed == highest > 0 and _holds(group[0], best.rows[0])):
            best, highest = Group(tuple(group), aside, beside), weighed
    return best


@once
def dated_rows(document: Document) -> int:
    """How many rows of the likely main list show a date; side bars do not count."""
    group = best_group(document)
    return 0 if group.aside else sum(bool(_DATE.search(_text(node, group.beside))) for node in group.rows)


def neighbours(row: LexborNode, beside: Beside) -> list[LexborNode]:
    """The nodes between ``row`` and the next (or last) link or line break that belong to it."""
    found: list[LexborNode] = []
    node: LexborNode | None = row
    while node is not None and len(found) < _MOST_NEIGHBOURS:
        node = node.next if beside == "after" else node.prev
        if node is None or node.tag in ("br", "hr", "a"):
            break
        if not (node.tag or "-").startswith("-") and node.css_first("a[href]"):
            break
        found.append(node)
    return found


def _text(row: LexborNode, beside: Beside) -> str:
    """What ``row`` says, with blanks where tags are, so that digits of several parts do not run together."""
    nodes = (row, *neighbours(row, beside)) if beside else (row,)
    return " ".join(_plain(node) for node in nodes)


def _plain(node: LexborNode) -> str:
    return node.text_content or "" if node.tag == "-text" else node.text(strip=True, separator=" ")


def accompanies(text: str, href: str) -> bool:
    """Whether a link seems to belong to the title beside it: an attachment, or the interpretation of a policy."""
    return bool(_FILE.search(href)) or "解读" in text or text.startswith(("附件", "图解"))


def _row_candidates(document: Document) -> list[LexborNode]:
    """Elements around one title link, what accompanies it, and short links (category, picture): at most four."""
    links: defaultdict[int, int] = defaultdict(int)
    title: dict[tuple[int, bool], str] = {}
    nodes: dict[int, LexborNode] = {}
    for link in document.tree.css("body a[href]"):
        text = link.text(strip=True)
        if text in _PAGER_WORDS:
            continue
        href = link.attrs.get("href") or ""
        titled = len(text) >= _TITLE_CHARS
        beside = titled and accompanies(text, href)
        node: LexborNode | None = link
        for _ in range(_MAX_LEVELS):
            if node is None or node.tag in ("body", "html"):
                break
            key = node.mem_id
            if links[key] > _MAX_LINKS_IN_ROW:
                break  # no row, and nothing around it is one
            links[key] += 1
            if links[key] > _MAX_LINKS_IN_ROW or (titled and title.setdefault((key, beside), href) != href):
                links[key] = _MAX_LINKS_IN_ROW + 1
                nodes.pop(key, None)
            else:
                nodes[key] = node
            node = node.parent
    return list(nodes.values())


def _shape(parent: LexborNode) -> tuple[object, ...]:
    """Equal for the parents of one list's rows, also when a template breaks it into blocks of one container."""
    grandparent = parent.parent
    if grandparent is None or grandparent.tag in ("body", "html"):
        return (parent.mem_id,)
    container = grandparent.parent
    return (
        parent.tag,
        parent.attrs.get("class"),
        grandparent.tag,
        grandparent.attrs.get("class"),
        container.mem_id if container is not None else 0,
    )


def _scored(groups: list[list[LexborNode]]) -> list[tuple[int, Beside, list[LexborNode]]]:
    """Each group's score and where its dates stand, the highest first.

    Only rows that could win by dates beside them are asked for those.
    """
    scored: list[tuple[int, Beside, list[LexborNode]]] = []
    undated = []
    for group in groups:
        score, dated = _weigh([node.text(strip=True, separator=" ") for node in group])
        scored.append((score, "", group))
        if not dated:
            undated.append(group)
    top = max((score for score, _, _ in scored), default=0)
    for group in undated:
        if len(group) * (1 + _DATE_WEIGHT) > top and (beside := _dates_beside(group)):
            score, dated = _weigh([_text(node, beside) for node in group])
            if dated * 2 > len(group):
                scored.append((score, beside, group))
    return sorted(scored, key=lambda one: one[0], reverse=True)


def _weigh(texts: list[str]) -> tuple[int, int]:
    """The score of rows with these texts, and how many show a date: those with a title, dated ones much more."""
    rows = [text for text in texts if _TITLE_CHARS <= len(text) <= _LONGEST_ROW]
    dated = sum(_DATE.search(text) is not None for text in rows)
    return (len(rows) + _DATE_WEIGHT * dated if len(rows) >= _FEWEST_ROWS else 0), dated


def _dates_beside(group: list[LexborNode]) -> Beside:
    """Between dates and links in turn, only the ends of the list show which belong together."""
    ends: tuple[tuple[LexborNode, Beside], ...] = ((group[-1], "after"), (group[0], "before"))
    for row, beside in ends:
        if any(_DATE.search(_plain(node)) for node in neighbours(row, beside)):
            return beside
    return ""


def _holds(outer: LexborNode, inner: LexborNode) -> bool:
    """Whether ``inner`` lies in ``outer``: of two elements that show the same the outer one may hold more."""
    node = inner.parent
    for _ in range(_MAX_LEVELS):
        if node is None:
            return False
        if node.mem_id == outer.mem_id:
            return True
        node = node.parent
    return False


def _is_own(document: Document, group: list[LexborNode]) -> bool:
    """Whether most of the first rows lead below the folder of the page."""
    base, folder = base_url(document), document.url.partition("?")[0].rpartition("/")[0] + "/"
    own = looked_at = 0
    for row in group[:_ROWS_LOOKED_AT]:
        link = row if row.tag == "a" else row.css_first("a[href]")
        url = resolve(base, link.attrs.get("href") or "") if link is not None else None
        looked_at += 1
        own += bool(url and url.startswith(folder))
    return own * 2 > looked_at


def _is_aside(row: LexborNode) -> bool:
    node = row.parent
    for _ in range(8):
        if node is None or node.tag in ("body", "html"):
            return False
        if node.tag in ("nav", "header", "footer", "aside"):
            return True
        if _ASIDE.search(f"{node.attrs.get('class') or ''} {node.attrs.get('id') or ''}"):
            return True
        before = node.prev
        while before is not None and (before.tag or "-").startswith("-"):  # white space and comments
            before = before.prev
        if before is not None and not before.css_first("li, p, table"):  # a heading, not the block before
            heading = before.text(strip=True)
            if len(heading) <= _LONGEST_HEADING and _ASIDE_HEADING.search(heading):
                return True
        node = node.parent
    return False
