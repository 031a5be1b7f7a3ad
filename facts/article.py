"""Title and text of an article page."""

from __future__ import annotations

import re
from collections import defaultdict

from selectolax.lexbor import LexborNode

from facts.document import Document, once
from facts.plain_text import plain_text

#: Containers of the article body, as portals of this kind mark them (TRS, 大汉, 博达 and others; field practice).
BODY_SELECTORS = (
    "div.view.TRS_UEDITOR",
    ".TRS_UEDITOR",
    ".trs_word",
    ".trs_external",
    ".trs_editor_view",
    ".TRS_Editor",
    "#zoom",
    "#Zoom",
    "#vsb_content",
    ".v_news_content",
    "#UCAP-CONTENT",
    ".article-content",
)
_BODY = ", ".join(BODY_SELECTORS)
_TITLES = "div.zwxl-title p.tit, h1, .art-title, .article-title, .con-title, .detail-article-title h2, h2"
_SEPARATOR = re.compile(r"\s+[-–—|·]\s*|\s*(?:[_|]|--+|——)\s*|-")
_BLOCKS = frozenset(("div", "td", "article", "section", "main", "body", "form", "center", "dd", "blockquote"))
_SILENT = frozenset(("script", "style", "a", "noscript", "option", "textarea", "-comment", "button", "label"))
_PLACEHOLDERS = frozenset(("文章标题", "标题", "网站名称", "栏目名称", "undefined", "null"))
_SHORTEST_TITLE = 4
_FEWEST_BODY_CHARS = 20
_MAX_INLINE_DEPTH = 12


@once
def main_node(document: Document) -> LexborNode | None:
    """The element that holds the article body: a known container, else the densest block; ``None`` without text."""
    known = document.tree.css(_BODY)
    if known:
        longest = max(known, key=lambda node: len(node.text()))
        if longest.text(strip=True) or longest.css_first("img, a[href], iframe, video, embed"):
            return longest
    return _densest_block(document)


@once
def main_text(document: Document) -> str:
    """Plain text of the article body, ``""`` where there is none."""
    node = main_node(document)
    return plain_text(node) if node is not None else ""


@once
def full_text(document: Document) -> str:
    """Plain text of the whole page body, with navigation, side bars and footer; without scripts, styles, comments."""
    body = document.tree.body
    return plain_text(body) if body is not None else ""


@once
def title_of(document: Document) -> str:
    """The page's own title: meta ArticleTitle, a headline that ``<title>`` confirms, ``<title>`` less the site's name.

    ``""`` when the page has none.
    """
    stated = document.meta("articletitle")
    if stated and stated not in _PLACEHOLDERS:
        return _one_line(stated)
    node = document.tree.css_first("head title") or document.tree.css_first("title")
    window_title = _one_line(node.text()) if node else ""
    headlines = [text for text in (_one_line(plain_text(each)) for each in document.tree.css(_TITLES)) if text]
    site = document.meta("sitename") or ""
    long_enough = [headline for headline in headlines if len(headline) >= _SHORTEST_TITLE and headline != site]
    for headline in long_enough:
        if window_title.startswith(headline):
            return headline
    for headline in long_enough:
        if headline in window_title and not window_title.endswith(headline):  # what it ends with is the site's name
            return headline
    if not window_title or window_title == site:
        return next((headline for headline in headlines if headline != site), window_title)
    return _without_site_name(window_title, site, document)


def _without_site_name(window_title: str, site: str, document: Document) -> str:
    """The longest head of ``window_title`` that stands as a line on the page, else what precedes the separator."""
    heads = [window_title[: found.start()] for found in _SEPARATOR.finditer(window_title)]
    lines = set(full_text(document).split("\n"))
    for head in (window_title, *reversed(heads)):
        if len(head) >= _SHORTEST_TITLE and head in lines:
            return head
    if site and window_title.endswith(site):
        return window_title.removesuffix(site).rstrip(" -–—_|·") or window_title
    loud = [head for head in heads if window_title[len(head)] != "-" or window_title[len(head) : len(head) + 2] == "--"]
    return next((head for head in loud if len(head) >= _SHORTEST_TITLE), window_title)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _densest_block(document: Document) -> LexborNode | None:
    """The block with most text of its own outside links, half of which also counts for the block around it."""
    if document.tree.body is None:
        return None
    score: defaultdict[int, float] = defaultdict(float)
    nodes: dict[int, LexborNode] = {}
    for text in document.tree.body.traverse(include_text=True):
        if text.tag != "-text":
            continue
        length = len((text.text_content or "").strip())
        if length < 2:  # white space between tags
            continue
        block = _block_around(text)
        if block is None:
            continue
        score[block.mem_id] += length
        nodes[block.mem_id] = block
    for key, own in list(score.items()):
        outer = _block_around(nodes[key])
        if outer is not None:
            score[outer.mem_id] += own / 2
            nodes[outer.mem_id] = outer
    best = max(score, key=lambda key: score[key], default=None)
    return nodes[best] if best is not None and score[best] >= _FEWEST_BODY_CHARS else None


def _block_around(node: LexborNode) -> LexborNode | None:
    """The nearest block above ``node``; ``None`` inside links, scripts and form fields."""
    parent = node.parent
    for _ in range(_MAX_INLINE_DEPTH):
        if parent is None or parent.tag in _SILENT:
            return None
        if parent.tag in _BLOCKS:
            return parent
        parent = parent.parent
    return None
