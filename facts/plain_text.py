"""The text of a piece of page, as a reader sees it: line breaks at blocks, cell borders kept, inline tags gone.

``500225<span>1990</span>`` reads as one number; two numbers in neighbouring cells stay two.
"""

from __future__ import annotations

import re
from html import unescape

from selectolax.lexbor import LexborNode

_SILENT = "script|style|template|iframe|noembed|noframes|object|svg|math|head|title"
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|big|code|del|dfn|em|font|i|ins|kbd|label|mark|nobr|s|small|span|strike|strong|sub|sup|tt|u"
    r"|wbr|[a-z]\d?:[a-z-]+|st\d:[a-z-]+)(?: [^>]*)?>"
)
_CELL = re.compile(r"</?t[dh](?: [^>]*)?>")
#: A comment, an element whose content nobody sees, or any other tag.
_TAG = re.compile(rf"<(?:!--.*?-->|({_SILENT})\b[^>]*>.*?</\1>|[^>]*>)", re.DOTALL)
#: Stands for a line break until the white space of the source is gone.
_BREAK = "\x1e"


def plain_text(node: LexborNode) -> str:
    """Text of ``node`` and its descendants; lines are stripped, runs of white space are one space, no empty lines.

    Works on the serialised tree: there ``>`` never stands bare inside an attribute, so simple patterns are exact.
    """
    text = _CELL.sub(" ", _INLINE.sub("", node.html or ""))
    text = _INVISIBLE.sub("", unescape(_TAG.sub(_BREAK, text)))
    lines = (" ".join(line.split()) for line in text.split(_BREAK))
    return "\n".join(filter(None, lines))
