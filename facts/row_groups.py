"""Finds the main list of a page whose markup nobody has configured."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from facts.document import Document, once

_MAX_LINKS_IN_ROW = 4
_MAX_LEVELS = 6
_FEWEST_ROWS = 2
_LONGEST_ROW = 400
_TITLE_CHARS = 8
_LONGEST_HEADING = 20
#: What rows count in blocks that surround a main list.
_ASIDE_WEIGHT = 0.2
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|foot|footer|header|crumb|breadcrumb|side|sidebar|aside|related|xg|hot|recommend|tuijian"
    r"|friend|share|yqlj|rank)(?:$|[\s_\d-])",
    re.IGNORECASE,
)
_ASIDE_HEADING = re.compile(r"相关|推荐|热门|热点|排行|友情链接|快速导航|猜你喜欢")
_DATE = re.compile(r"\d{4}\s?[-/.年]\s?\d{1,2}(?:\s?[-/.月]\s?\d{1,2})?|(?<!\d)\d{1,2}[-/月]\d{1,2}(?!\d)")


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one list in page order; ``aside``: they stand in a side bar, menu, footer or under 相关/热门 headings."""

    rows: tuple[LexborNode, ...]
    aside: bool


@once
def best_group(document: Document) -> Group:
    """The sibling elements, each with one title link, that look most like the main list; no rows where none do."""
    groups: defaultdict[tuple[object, ...], list[LexborNode]] = defaultdict(list)
    for node in _row_candidates(document):
        if node.parent is not None and node.parent.tag != "body":  # what lies in the body itself is layout
            groups[_shape(node, node.parent)].append(node)
    scored = [(_score(group), group) for group in groups.values() if len(group) >= _FEWEST_ROWS]
    best, highest = Group((), aside=False), 0.0
    for score, group in sorted(scored, key=lambda pair: pair[0], reverse=True):
        if score <= highest:
            break
        aside = _is_aside(group[0])
        weighed = score * (_ASIDE_WEIGHT if aside else 1)
        if weighed > highest:
            best, highest = Group(tuple(group), aside), weighed
    return best


@once
def dated_rows(document: Document) -> int:
    """How many rows of the likely main list show a date; side bars do not count."""
    group = best_group(document)
    return 0 if group.aside else sum(bool(_DATE.search(node.text())) for node in group.rows)


def _row_candidates(document: Document) -> list[LexborNode]:
    """Elements around one title link and at most three short ones (category, attachment, picture)."""
    links: defaultdict[int, int] = defaultdict(int)
    title: dict[int, str] = {}
    nodes: dict[int, LexborNode] = {}
    for link in document.tree.css("body a[href]"):
        href = link.attrs.get("href") or ""
        titled = len(link.text(strip=True)) >= _TITLE_CHARS
        node: LexborNode | None = link
        for _ in range(_MAX_LEVELS):
            if node is None or node.tag in ("body", "html"):
                break
            key = node.mem_id
            if links[key] > _MAX_LINKS_IN_ROW:
                break  # no row, and nothing around it is one
            links[key] += 1
            if links[key] > _MAX_LINKS_IN_ROW or (titled and title.setdefault(key, href) != href):
                links[key] = _MAX_LINKS_IN_ROW + 1
                nodes.pop(key, None)
            else:
                nodes[key] = node
            node = node.parent
    return list(nodes.values())


def _shape(node: LexborNode, parent: LexborNode) -> tuple[object, ...]:
    """Equal for rows of one list, also when the template breaks it into several blocks of one container."""
    grandparent = parent.parent
    if grandparent is None or grandparent.tag in ("body", "html"):
        return (node.tag, parent.mem_id)
    container = grandparent.parent
    return (
        node.tag,
        parent.tag,
        parent.attrs.get("class"),
        grandparent.tag,
        grandparent.attrs.get("class"),
        container.mem_id if container is not None else 0,
    )


def _score(group: list[LexborNode]) -> int:
    """Rows with a title; those that also show a date weigh ten times as much. 0 for fewer than two."""
    texts = [text for text in (node.text(strip=True) for node in group) if _TITLE_CHARS <= len(text) <= _LONGEST_ROW]
    return len(texts) + 10 * sum(bool(_DATE.search(text)) for text in texts) if len(texts) >= _FEWEST_ROWS else 0


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
