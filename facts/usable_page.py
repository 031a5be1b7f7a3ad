"""Which pages can be judged at all: fetched, decodable, not blocked, not removed, and not left to a script.

Field practice: a block page, a removed-document stub or an unrendered list answers 200 like any other page.
"""

from __future__ import annotations

import re

from facts.document import Document
from facts.page_kind import no_page
from facts.sources import Read
from inspection.fetched import FetchProblem
from inspection.outcome import Missing

#: What a page's own scripts look like when they fetch rows; and what a template looks like before it is filled.
_LOADS_ROWS = re.compile(
    r"XMLHttpRequest|\.ajax\s*\(|\bfetch\s*\(|\baxios\b|\$\.(?:get|post|getJSON)\s*\(|\)\.load\s*\(\s*[\"']|<datastore|\bjpage\s*\(|\bnew\s+Vue\b"
)
_UNFILLED = re.compile(r"\{\{\s*[\w.]+\s*\}\}|\bv-for=|\bng-repeat=|<div\s+id=[\"']?(?:app|root)[\"']?\s*>\s*</div>")


def usable(read: Read) -> Document | Missing:
    """The page, or why it says nothing about its content."""
    if isinstance(read, FetchProblem):
        return Missing(read.reason)
    misleading = no_page(read)
    return Missing(misleading.reason) if misleading else read


def left_to_script(document: Document) -> bool:
    """Whether a page without rows is one whose rows come by script, so that their absence means nothing."""
    if _UNFILLED.search(document.html):
        return True
    return any(_LOADS_ROWS.search(node.text() or "") for node in document.tree.css("script"))
