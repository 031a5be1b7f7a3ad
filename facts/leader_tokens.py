"""Office holders on pages that set names and posts in elements of their own: cards, tables, spans, definition lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, takewhile

from selectolax.lexbor import LexborNode

from facts.leader_names import HISTORY, Holder, is_post, person_name, spaced_title, split_posts

_SILENT = frozenset(("script", "style", "noscript", "option", "title"))
#: Words that label or count and stand between a name and its post.
_LABELS = re.compile(
    r"(?:姓名|职务|现任职务|领导职务|行政职务|担任职务|党内职务|职位|序号|分工|工作分工|照片|\d{1,3}|[、，,/|｜（）()：:.·—-]+)"
)
_SPLIT = re.compile(r"[\s\u3000\xa0：:/|｜（()）]+")
_LONGEST_POST = 40


def read_tokens(region: LexborNode) -> tuple[Holder, ...]:
    """People with posts whose name and post stand next to each other as pieces of text; sentences are no pieces.

    Whichever comes first in the first pair comes first in all: on "name, post, name, post" a post belongs to the name
    before it.
    """
    pieces = list(takewhile(lambda piece: not HISTORY.fullmatch(piece), _pieces(region)))
    kinds = [_kind(piece) for piece in pieces]
    order = next((kind for kind, after in pairwise(kinds) if kind and after and kind != after), "")
    found: list[Holder] = []
    place = 0
    while order and place < len(pieces) - 1:
        first, second = kinds[place], kinds[place + 1]
        if first != order or not second or second == order:
            place += 1
            continue
        pair = pieces[place : place + 2]
        name, posts = pair if order == "name" else pair[::-1]
        found += [Holder(person_name(name) or name, post, " ".join(pair)) for post in split_posts(posts)]
        place += 2
    return tuple(dict.fromkeys(found))


def _pieces(region: LexborNode) -> Iterator[str]:
    """Texts between tags; those that are no name as a whole are cut at blanks and colons. Labels are left out."""
    for node in region.traverse(include_text=True):
        parent = node.parent
        if node.tag != "-text" or parent is None or parent.tag in _SILENT:
            continue
        text = (node.text_content or "").strip(" \t\r\n\u3000\xa0：:")
        bare = re.sub(r"[\s\u3000\xa0]", "", text)
        if not bare or _LABELS.fullmatch(bare):
            continue
        if person_name(bare) or spaced_title(text):
            yield bare
        else:
            yield from (part for part in _SPLIT.split(text) if part and not _LABELS.fullmatch(part))


def _kind(piece: str) -> str:
    if person_name(piece):
        return "name"
    return "post" if len(piece) <= _LONGEST_POST and is_post(piece) else ""
