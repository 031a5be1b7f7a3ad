"""Labels that are elements of their own — cells, terms, headings, spans, tabs — and what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from facts.guide_labels import Element, also_named, element_of
from facts.plain_text import plain_text

_LABEL_TAGS = "dt, th, td, h2, h3, h4, h5, b, strong, span, em, i, label, legend, summary, div, p, li, a"
_FEWEST_TABS = 3
_MOST_LEVELS = 3


def read_structure(region: LexborNode) -> Iterator[tuple[Element, str]]:
    """(element, value) for every label element of ``region``; an empty value where nothing stands beside it.

    A strip of labels is a row of tabs or a table's head: its values stand below, each in its place.
    """
    strips: set[int] = set()
    for node in region.css(_LABEL_TAGS):
        text = node.text(strip=True)
        element = element_of(text) if 1 < len(text) <= 40 else None
        if element is None:
            continue
        parent = node.parent
        if parent is not None and parent.mem_id in strips:
            continue
        strip = _strip(parent) if parent is not None else []
        if parent is not None and strip:
            strips.add(parent.mem_id)
            yield from _below(parent, strip)
            continue
        value = _beside(node)
        yield element, value
        yield from ((other, value) for other in also_named(text) if other is not element)


def _strip(parent: LexborNode) -> list[Element | None]:
    """What the children of ``parent`` name when nearly all are labels; empty when they are not."""
    named = [element_of(child.text(strip=True)) for child in parent.iter()]
    return named if sum(one is not None for one in named) >= max(_FEWEST_TABS, len(named) * 0.7) else []


def _below(parent: LexborNode, strip: list[Element | None]) -> Iterator[tuple[Element, str]]:
    """Values in the same place of the following siblings (rows, panes) until the next strip."""
    node = _next_element(parent)
    if node is None and parent.tag == "tr" and parent.parent is not None:  # thead before tbody
        body = _next_element(parent.parent)
        node = body.css_first("tr") if body is not None else None
    while node is not None:
        cells = list(node.iter())
        if len(cells) != len(strip) or _strip(node):
            return
        for element, cell in zip(strip, cells, strict=True):
            if element:
                yield element, _text(cell)
        node = _next_element(node) if node.tag == "tr" else None


def _beside(node: LexborNode) -> str:
    """Text after ``node`` up to the next label, in its own parent or beside a parent that holds nothing else."""
    at = node
    for _ in range(_MOST_LEVELS):
        parts, sibling = [], at.next
        while sibling is not None:
            text = _text(sibling) if sibling.tag != "-text" else (sibling.text_content or "").strip()
            if sibling.tag != "-text" and (element_of(text[:40]) or _begins_with_label(sibling)):
                break
            parts.append(text)
            sibling = sibling.next
        value = " ".join(part for part in parts if part).strip("：: \u3000")
        parent = at.parent
        if value or parent is None or at.tag in ("td", "th", "dt", "dd") or _text(parent) != _text(at):
            return value
        at = parent
    return ""


def _begins_with_label(node: LexborNode) -> bool:
    first = next(iter(node.iter()), None)
    return first is not None and element_of(first.text(strip=True)) is not None and node.tag != "tr"


def _next_element(node: LexborNode) -> LexborNode | None:
    after = node.next
    while after is not None and (after.tag or "-").startswith("-"):
        after = after.next
    return after


def _text(node: LexborNode) -> str:
    return " ".join(plain_text(node).split()) if node.tag != "-comment" else ""
