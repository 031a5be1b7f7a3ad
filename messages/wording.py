"""Fills the texts of messages. Values come from crawled pages: they must not become links, calls or markup."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from string import Template
from urllib.parse import quote, urlsplit

from config.message_texts import MessageTexts
from facts.masking import mask_personal

#: What some client reads as markup, a call to a person, or a link; in text its wide twin says the same.
_WIDE = str.maketrans("[]<>*_`#|@\\~!", "［］＜＞＊＿｀＃｜＠＼～！")
_SCHEME = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*):(?=//)")
_LONGEST_VALUE = 300
#: Rows of one message; nobody reads more, and no robot takes more.
MOST_ROWS = 20


@dataclass(frozen=True, slots=True)
class Told:
    """What one message tells. ``values`` and each of ``rows`` fill places; ``addresses`` of them are web addresses."""

    values: Mapping[str, str]
    rows: Sequence[Mapping[str, str]] = field(default_factory=tuple)
    link: str = ""


#: Places whose values are addresses.
_ADDRESSES = frozenset({"address", "link"})


def compose(texts: MessageTexts, told: Told) -> tuple[str, str]:
    """Title and body, plain text with everything masked that looks like a person's number."""
    values = {"count": str(len(told.rows)), **told.values}
    lines = [texts.opening if told.rows or not texts.clean else texts.clean]
    parts = [_filled(lines[0], values)]
    for number, row in enumerate(told.rows[:MOST_ROWS], 1):
        parts.append(_filled(texts.row, {**values, "number": str(number), **row}))
    if len(told.rows) > MOST_ROWS:
        parts.append(_filled(texts.more, {**values, "rest": str(len(told.rows) - MOST_ROWS)}))
    if told.rows:
        parts.append(_filled(texts.closing, values))
    if told.link:
        parts.append(_filled(texts.link, {**values, "link": told.link}))
    title = " ".join(_filled(texts.title, values).split())
    return title, "\n".join(part for part in parts if part)


def _filled(text: str, values: Mapping[str, str]) -> str:
    """``text`` with its places filled; a place without a value is empty. Lines with nothing but a label are left."""
    safe = {name: web_address(value) if name in _ADDRESSES else plain_value(value) for name, value in values.items()}
    identifiers = Template(text).get_identifiers()
    return mask_personal(Template(text).substitute({name: safe.get(name, "") for name in identifiers})).strip("\n")


def plain_value(value: str) -> str:
    """``value`` in one line that no client reads as anything but words."""
    visible = "".join(" " if unicodedata.category(one) in ("Cc", "Cf", "Zl", "Zp") else one for one in value)
    shown = _SCHEME.sub(r"\1：", " ".join(visible.split()).translate(_WIDE))
    shown = mask_personal(shown)
    return shown if len(shown) <= _LONGEST_VALUE else shown[: _LONGEST_VALUE - 1] + "…"


def web_address(value: str) -> str:
    """``value`` if it is an address of the web, with everything quoted that could end it; else as plain words."""
    try:
        scheme = urlsplit(value).scheme
    except ValueError:
        scheme = ""
    if scheme not in ("http", "https"):
        return plain_value(value)
    return quote(mask_personal(value), safe=":/?#&=%+,;@~-._*")
