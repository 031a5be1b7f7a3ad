"""What a page of a unit says itself: its text without menus, and without a footer that belongs to somebody else.

Field practice: pages that say little (an address, a phone, a picture) have a footer longer than their text, so the
densest block of such a page is the footer of the portal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from facts.article import full_text, main_node, main_text
from facts.document import Document, once
from facts.plain_text import plain_text

_FOOT = re.compile(r"foot|bottom|copyright|btm", re.IGNORECASE)
_FRAME = re.compile(r"foot|bottom|copyright|btm|head|\btop|logo|nav|menu|banner", re.IGNORECASE)
#: A main text of so many characters is no footer; a shorter one may be one tab of several.
_ENOUGH = 200
_HOLDS_TEXT = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|rar|zip|jpe?g|png)$", re.IGNORECASE)
_ORNAMENT = re.compile(r"/(?:images?|img|static|skin|style|css|templates?|public)/|icon|logo|blank\.", re.IGNORECASE)


@once
def own_text(page: Document, names: tuple[str, ...] = ()) -> str:
    """The main text; of a page with little text all lines outside links and footer.

    A footer that says one of ``names`` is the unit's own and stays.
    """
    if len(main_text(page)) >= _ENOUGH and not _framed(main_node(page), _FOOT):
        return main_text(page)
    left_out = {" ".join(link.text().split()) for link in page.tree.css("body a")} | set(_menus(page))
    for foot in _feet(page):
        text = plain_text(foot)
        if not any(name in text for name in names):
            left_out |= {" ".join(line.split()) for line in text.splitlines()}
    return "\n".join(line for line in full_text(page).splitlines() if " ".join(line.split()) not in left_out)


@once
def hidden_from_reading(page: Document) -> tuple[str, ...]:
    """Parts of the page outside its frame that hold text which was not read (Chinese): attachments, pictures."""
    found = []
    links = page.tree.css("body a[href]")
    if any(_HOLDS_TEXT.search(link.attrs.get("href") or "") and not _framed(link, _FRAME) for link in links):
        found.append("内容可能在附件中")
    if len(own_text(page)) < _ENOUGH * 2 and any(map(_is_picture, page.tree.css("body img[src]"))):
        found.append("内容可能在图片中")
    return tuple(found)


def _is_picture(image: LexborNode) -> bool:
    return not _ORNAMENT.search(image.attrs.get("src") or "") and not _framed(image, _FRAME)


def _menus(page: Document) -> Iterator[str]:
    """Lines that are nothing but links."""
    for parent in {link.parent.mem_id: link.parent for link in page.tree.css("body a") if link.parent}.values():
        if "".join(parent.text().split()) == "".join("".join(link.text().split()) for link in parent.css("a")):
            yield " ".join(plain_text(parent).split())


def _feet(page: Document) -> Iterator[LexborNode]:
    for node in page.tree.css("footer, [class], [id]"):
        if _marked(node, _FOOT) and not _framed(node.parent, _FOOT):  # the outermost only
            yield node


def _framed(node: LexborNode | None, pattern: re.Pattern[str]) -> bool:
    while node is not None and node.tag not in ("body", "html"):
        if _marked(node, pattern):
            return True
        node = node.parent
    return False


def _marked(node: LexborNode, pattern: re.Pattern[str]) -> bool:
    if node.tag == "footer" or (pattern is _FRAME and node.tag in ("header", "nav")):
        return True
    return bool(pattern.search(f"{node.attrs.get('class') or ''} {node.attrs.get('id') or ''}"))
