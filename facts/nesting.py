"""Keeps a hostile page from stalling the parser.

The HTML standard makes the parser walk its stack of open elements for many tags, so 200,000 nested ``<div>`` cost
minutes. Browsers cap the depth; so do we, by making start tags beyond it inert. The text stays.
"""

from __future__ import annotations

import re
from collections import defaultdict

#: Elements of a page with fewer tags than this cannot make it slow; real pages have 1,000 to 4,000 tags.
HARMLESS_TAGS = 6000
#: Open elements, counted high: an element whose parent was closed around it still counts.
MAX_OPEN = 1000
#: The same for elements that pages leave unclosed by habit, because the next of their kind closes them.
MAX_OPEN_FLAT = 5000

_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
_FLAT = frozenset(("p", "li", "dd", "dt", "option", "optgroup", "tr", "td", "th", "tbody", "thead", "tfoot"))
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")


def limit_nesting(html: str) -> str:
    """``html`` with start tags beyond the limits made inert; the same object when it is small enough to be harmless."""
    if html.count("<") < HARMLESS_TAGS:
        return html
    opened: defaultdict[str, int] = defaultdict(int)
    total = {True: 0, False: 0}

    def inert(tag: re.Match[str]) -> str:
        name = tag[2].lower()
        if name in _VOID:
            return tag[0]
        flat = name in _FLAT
        if tag[1]:
            if opened[name]:
                opened[name] -= 1
                total[flat] -= 1
            return tag[0]
        if total[flat] >= (MAX_OPEN_FLAT if flat else MAX_OPEN):
            return "<!"  # ``<!div …>`` is a bogus comment: it swallows the attributes and shows nothing
        opened[name] += 1
        total[flat] += 1
        return tag[0]

    return _TAG.sub(inert, html)
