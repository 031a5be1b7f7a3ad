"""Which markup holds the rows of a list, in words that a person can check against the page's source."""

from __future__ import annotations

from datetime import datetime

from selectolax.lexbor import LexborNode

from facts.document import Document
from facts.links import base_url, resolve
from facts.list_rows import DEFAULT, read_list
from facts.row_groups import best_group

_STEPS = 3


def known_selector(document: Document, as_of: datetime) -> str | None:
    """The configured row selector that the rows were read by; ``None`` = they were recognised by structure."""
    urls = {row.url for row in read_list(document, as_of).rows}
    base = base_url(document)
    for selector in DEFAULT:
        links = (link for row in document.tree.css(selector) for link in row.css("a[href]"))
        if any(resolve(base, link.attrs.get("href") or "") in urls for link in links):
            return selector
    return None


def row_markup(document: Document) -> str:
    """The element of a recognised row with its parents, such as ``div.box > ul.news > li``; ``""`` without rows."""
    if "<datastore" in document.html:
        return "datastore > record"
    rows = best_group(document).rows
    node: LexborNode | None = rows[0] if rows else None
    steps: list[str] = []
    while node is not None and node.tag not in (None, "body", "html") and len(steps) < _STEPS:
        name = (node.attrs.get("class") or "").split()
        steps.append(f"{node.tag}.{name[0]}" if name else str(node.tag))
        node = node.parent
    return " > ".join(reversed(steps))
