"""What the page's own scripts do to visitors: send those who come from a search engine away, or hide that they do.

Field practice: a planted script acts only on visitors from search engines, so that the office never sees it, or it
writes its doing in character codes. Counters read the same things and move nobody.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from html import unescape
from urllib.parse import unquote

from facts.document import Document, once
from facts.foreign_hosts import host_of, stranger
from facts.spam_text import read_spam


class Doing(StrEnum):
    SEARCH_VISITORS = "search-visitors"  # moves or feeds visitors that come from a search engine
    DISGUISED = "disguised"  # what it does is written in codes
    CLOAKED = "cloaked"  # shows search engines something else


@dataclass(frozen=True, slots=True)
class PlantedScript:
    """``quote``: the decoded words that do it, at most 120 characters; ``host``: where to (``""`` for cloaking)."""

    doing: Doing
    host: str
    quote: str


_TRIGGERS = ("referrer", "fromCharCode", "atob", "unescape", "\\x", "\\u00", "userAgent", "p,a,c,k,e")
_LONGEST = 200_000
_NEAR = 1500
_MOST_NAMES = 20
_ENGINE = re.compile(r"baidu|sogou|soso|haosou|so\\?\.com|360|google|bing|sm\\?\.cn|yisou|toutiao", re.IGNORECASE)
_SPIDER = re.compile(r"spider|googlebot|bingbot", re.IGNORECASE)
_URL = r"(?:https?:)?(?:\\?/){2}[^\"'\s\\]{3,200}"
_MOVE = re.compile(
    r"location(?:[\"']\])?(?:\.href|\[[\"']href[\"']\])?\s*=\s*\\?[\"'](" + _URL + r")"
    r"|location\.(?:replace|assign)\s*\(\s*\\?[\"'](" + _URL + r")",
    re.IGNORECASE,
)
_MOVE_TO_NAME = re.compile(
    r"location(?:\.href)?\s*=\s*([A-Za-z_$][\w$]*)\s*[;}\n]|location\.(?:replace|assign)\s*\(\s*([A-Za-z_$][\w$]*)\s*\)"
)
_FEED = re.compile(r"<(?:script|iframe)[^>]{0,200}?\bsrc\s*=\s*\\?[\"']?\s*(" + _URL + r")", re.IGNORECASE)
_SETS_TITLE = re.compile(r"document\.title\s*=(?!=)")
_WRITES = re.compile(r"document\.write(?:ln)?\s*\(|\.innerHTML\s*=(?!=)")
_ASKS_REFERRER = re.compile(r"\breferr?er\b")
_CODES = re.compile(r"fromCharCode\s*\(([\d,\sxXa-fA-F]{12,})\)")
_CODE_LIST = re.compile(r"\[((?:\s*\d{2,3}\s*,){15,}\s*\d{2,3}\s*)\]")
_BASE64 = re.compile(r"atob\s*\(\s*[\"']([A-Za-z0-9+/=\s]{16,})[\"']")
_PERCENT = re.compile(r"(?:unescape|decodeURIComponent)\s*\(\s*([\"'])((?:(?!\1).){6,20000})\1")
_HEX = re.compile(r"\\x([0-9a-fA-F]{2})|\\u00([0-9a-fA-F]{2})")
_FEWEST_HEX = 12
_PACKED = re.compile(
    r"\}\s*\(\s*([\"'])((?:\\.|(?!\1)[^\\])*)\1\s*,\s*(\d{1,3})\s*,\s*\d{1,5}\s*,\s*([\"'])((?:\\.|(?!\4)[^\\])*)\4\s*\.split"
)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@once
def planted_scripts(document: Document) -> tuple[PlantedScript, ...]:
    """The planted inline scripts of a page, in document order; hosts of offices and ordinary third parties excepted."""
    found: list[PlantedScript] = []
    for node in document.tree.css("script:not([src])"):
        text = (node.text() or "")[:_LONGEST]
        if any(trigger in text for trigger in _TRIGGERS):
            found.extend(_read(text, document.url))
    return tuple(dict.fromkeys(found))


def _read(text: str, page: str) -> Iterator[PlantedScript]:
    yield from _search_visitors(text, page)
    yield from _cloaked(text, page)
    for decoded, suspicious in _decoded(text):
        acts = [*_moves(decoded, page), *(_feeds(decoded, page) if suspicious else ())]
        for host, quote in acts:
            yield PlantedScript(Doing.DISGUISED, host, quote)


def _search_visitors(text: str, page: str) -> Iterator[PlantedScript]:
    asked = _ASKS_REFERRER.search(text)
    if asked is None or not _ENGINE.search(text):
        return
    for host, quote in (*_moves(text, page), *_feeds(text, page)):
        if abs(text.find(quote) - asked.start()) <= _NEAR:
            yield PlantedScript(Doing.SEARCH_VISITORS, host, quote)


def _cloaked(text: str, page: str) -> Iterator[PlantedScript]:
    if "userAgent" not in text or not _SPIDER.search(text):
        return
    for host, quote in _moves(text, page):
        yield PlantedScript(Doing.CLOAKED, host, quote)
    written = _WRITES.search(text)
    if written and read_spam(text[written.start() :]).strong:
        yield PlantedScript(Doing.CLOAKED, "", text[written.start() : written.start() + 120])
    sets = _SETS_TITLE.search(text)
    if sets:
        yield PlantedScript(Doing.CLOAKED, "", text[sets.start() : sets.start() + 120])


def _moves(text: str, page: str) -> Iterator[tuple[str, str]]:
    """(host, words) of every move to a stranger, whose address stands there or in a variable set in the same script."""
    for found in _MOVE.finditer(text):
        yield from _to_stranger(found[1] or found[2], found[0], page)
    by_name = {found[1] or found[2]: found[0] for found in _MOVE_TO_NAME.finditer(text)}
    for name, words in list(by_name.items())[:_MOST_NAMES]:
        given = re.search(rf"(?<![\w$]){re.escape(name)}\s*=\s*[\"']({_URL})", text)
        if given:
            yield from _to_stranger(given[1], words, page)


def _feeds(text: str, page: str) -> Iterator[tuple[str, str]]:
    for found in _FEED.finditer(text):
        yield from _to_stranger(found[1], found[0], page)


def _to_stranger(address: str, words: str, page: str) -> Iterator[tuple[str, str]]:
    host = host_of(address.replace("\\", ""))
    if stranger(host, page):
        yield host, words[:120]


def _decoded(text: str) -> Iterator[tuple[str, bool]]:
    """What is written in codes, and whether nobody writes so without something to hide (percent escapes are common)."""
    for found in _CODES.finditer(text):
        yield _of_codes(found[1]), True
    if "fromCharCode" in text:
        for found in _CODE_LIST.finditer(text):
            yield _of_codes(found[1]), True
    for found in _BASE64.finditer(text):
        try:
            yield base64.b64decode("".join(found[1].split())).decode("utf-8", "replace"), True
        except (binascii.Error, ValueError):
            continue  # not base64 after all: then it hides nothing that a browser could run
    if len(_HEX.findall(text)) >= _FEWEST_HEX:
        yield _HEX.sub(lambda code: chr(int(code[1] or code[2], 16)), text), True
    for found in _PERCENT.finditer(text):
        if "%" in found[2]:
            yield unescape(unquote(found[2])), False
    for found in _PACKED.finditer(text):
        yield _unpacked(found[2], int(found[3]), found[5].split("|")), False


def _of_codes(numbers: str) -> str:
    codes = (int(number, 16 if number.lower().startswith("0x") else 10) for number in _split(numbers))
    return "".join(chr(code) for code in codes if 0 < code < 0x10000)


def _split(numbers: str) -> list[str]:
    return [
        part for part in (piece.strip() for piece in numbers.split(",")) if re.fullmatch(r"0[xX][\da-fA-F]+|\d+", part)
    ]


def _unpacked(payload: str, radix: int, words: list[str]) -> str:
    """The text behind the well-known packer (``p,a,c,k,e,d``): every word of it is a number into ``words``."""

    def word(found: re.Match[str]) -> str:
        number = 0
        for digit in found[0]:
            place = _DIGITS.find(digit)
            if place < 0 or place >= radix:
                return found[0]
            number = number * radix + place
        return words[number] if number < len(words) and words[number] else found[0]

    return re.sub(r"\\([\"'])", r"\1", re.sub(r"\b\w{1,4}\b", word, payload))
