"""Finds the main list of a page whose markup nobody has configured."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

from selectolax.lexbor import LexborNode

from facts.document import Document

_MAX_LINKS_IN_ROW = 4
_MAX_LEVELS = 6
_LONGEST_ROW = 400
_TITLE_CHARS = 8
#: Blocks that surround the main list: rows inside them count a fifth.
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|foot|footer|head|header|crumb|breadcrumb|side|sidebar|aside|related|xg|hot|recommend|tuijian"
    r"|friend|share|links?|yqlj|bread|position|pages?|pager|rank)(?:$|[\s_\d-])",
    re.IGNORECASE,
)
_ASIDE_HEADING = re.compile(r"相关|推荐|热门|热点|排行|友情链接|快速导航|最新文章|猜你喜欢")
_DATE = re.compile(r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}|(?<!\d)\d{1,2}[-/月]\d{1,2}(?!\d)")


@lru_cache(maxsize=4)  # asked for the kind of a page, then for its rows
def best_group(document: Document) -> tuple[LexborNode, ...]:
    """The rows (sibling elements with one to four links each) that look most like the main list, in order; or none."""
    counts: defaultdict[int, int] = defaultdict(int)
    nodes: dict[int, LexborNode] = {}
    for link in document.tree.css("body a[href]"):
        node: LexborNode | None = link
        for _ in range(_MAX_LEVELS):
            if node is None or node.tag in ("body", "html"):
                break
            counts[node.mem_id] += 1
            nodes[node.mem_id] = node
            node = node.parent
    groups: defaultdict[tuple[object, ...], list[LexborNode]] = defaultdict(list)
    for key, node in nodes.items():
        if counts[key] <= _MAX_LINKS_IN_ROW and node.parent is not None:
            groups[_shape(node, node.parent)].append(node)
    best: list[LexborNode] = max((group for group in groups.values() if len(group) > 1), key=_score, default=[])
    return tuple(best)


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


def _score(group: list[LexborNode]) -> float:
    texts = [node.text(strip=True) for node in group]
    fitting = [text for text in texts if len(text) <= _LONGEST_ROW]
    dated = sum(bool(_DATE.search(text)) for text in fitting)
    titled = sum(len(text) >= _TITLE_CHARS for text in fitting)
    if not titled:
        return 0
    return (10 * dated + titled) * (0.2 if _is_aside(group[0]) else 1)


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
        if before is not None and len(heading := before.text(strip=True)) <= 20 and _ASIDE_HEADING.search(heading):
            return True
        node = node.parent
    return False


def dated_rows(document: Document) -> int:
    """How many rows of the likely main list show a date."""
    return sum(bool(_DATE.search(node.text())) for node in best_group(document))
