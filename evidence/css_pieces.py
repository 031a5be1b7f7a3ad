"""Takes a style sheet apart into what may stay as it is and what it would load (CSS Syntax Module Level 3).

Nothing here decides what is loaded. What only old browsers know (``expression``, ``behavior``, ``-moz-binding``), fonts
and functions that name pictures in ways of their own are taken out; so is every ``<``, as sheets are written into HTML.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from facts.masking import mask_personal
from inspection.asset import AssetKind

_ESCAPE = r"\\(?:[0-9a-fA-F]{1,6}[ \t\n]?|[^\n0-9a-fA-F])"
_NAME = rf"(?:[\w-]|[^\x00-\x7f]|{_ESCAPE})"
_TOKEN = re.compile(
    rf"""
      (?P<comment>/\*.*?(?:\*/|\Z)|<!--|-->)
    | (?P<string>"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)
    | (?P<function>{_NAME}+\()
    | (?P<at>@{_NAME}+)
    | (?P<word>\#?{_NAME}+)
    | (?P<space>[ \t\n]+)
    | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_UNQUOTED = re.compile(r"[ \t\n]*(?![ \t\n\"'])((?:[^)\\]|\\.)*)\)?", re.DOTALL)
_ESCAPED = re.compile(r"\\(?:([0-9a-fA-F]{1,6})[ \t\n]?|(\n)|(.))", re.DOTALL)
_URLS = frozenset(("url", "src", "url-prefix"))
#: Functions that are dropped whole: they load or run in ways of their own, and pages stay readable without.
_DROPPED_FUNCTIONS = frozenset(
    (
        "image-set",
        "-webkit-image-set",
        "image",
        "cross-fade",
        "-webkit-cross-fade",
        "element",
        "-moz-element",
        "paint",
        "expression",
    )
)
_DROPPED_WORDS = frozenset(("behavior", "-moz-binding"))
_DROPPED_BLOCKS = frozenset(("@font-face", "@document", "@-moz-document"))
_DROPPED_STATEMENTS = frozenset(("@charset", "@namespace"))
_MEDIA = re.compile(r"[\w\s():,.\-/]{1,200}")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
#: Text in a sheet that is shorter cannot hold a personal number.
_LONG_STRING = 11


@dataclass(frozen=True, slots=True)
class Load:
    """Something the sheet would load. ``address`` as written, escapes resolved; ``media`` only of imported sheets."""

    kind: AssetKind
    address: str
    media: str = ""


@lru_cache(maxsize=32)  # the pages of a site share their sheets
def css_pieces(css: str) -> tuple[str | Load, ...]:
    """``css`` in order: texts that load nothing, and what stands where something would be loaded. Takes linear time;
    brackets left open are closed at the end.
    """
    text = css.replace("\r\n", "\n").translate({0x0D: "\n", 0x0C: "\n", 0: "\ufffd"})
    told: list[str | Load] = []
    plain: list[str] = []
    for piece in _Reader(text).pieces():
        if isinstance(piece, str):
            plain.append(piece)
        else:
            told += ["".join(plain), piece]
            plain.clear()
    return (*told, "".join(plain))


def media_query(text: str) -> str:
    """``text`` where it is a plain media query, else nothing."""
    text = " ".join(text.split())
    balanced = text.count("(") == text.count(")")
    return text if balanced and _MEDIA.fullmatch(text) and not re.search(r"layer|supports", text) else ""


class _Reader:
    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0
        self._open: list[str] = []
        self._awaited = Counter[str]()

    def pieces(self) -> Iterator[str | Load]:
        while (token := self._next()) is not None:
            yield from self._piece(*token)
        yield "".join(reversed(self._open))

    def _next(self) -> tuple[str, str] | None:
        found = _TOKEN.match(self._text, self._at)
        if found is None:
            return None
        self._at = found.end()
        return found.lastgroup or "sign", found[0]

    def _piece(self, kind: str, text: str) -> Iterator[str | Load]:
        if kind == "comment":
            yield "/**/" if text.startswith("/") else " "
        elif kind == "string":
            yield _string(text)
        elif kind == "function":
            yield from self._function(text)
        elif kind == "at":
            yield from self._rule(text)
        elif kind == "word":
            yield "x-none" if _unescaped(text).lower() in _DROPPED_WORDS else _no_tag(text)
        elif kind == "sign":
            yield self._sign(text)
        else:
            yield text

    def _sign(self, sign: str) -> str:
        if sign in _CLOSING:
            self._await(_CLOSING[sign])
        elif sign in (")", "]", "}"):
            return self._closed(sign) if self._awaited[sign] else ""
        elif sign == "<":  # comparisons in media queries may stay
            return sign if self._text[self._at : self._at + 1] in ("=", " ") else ""
        return sign if sign != "\\" else ""

    def _await(self, sign: str) -> None:
        self._open.append(sign)
        self._awaited[sign] += 1

    def _closed(self, sign: str) -> str:
        """``sign``, after those of brackets inside that were left open."""
        closed = ""
        while not closed.endswith(sign):
            closed += self._open.pop()
            self._awaited[closed[-1]] -= 1
        return closed

    def _function(self, text: str) -> Iterator[str | Load]:
        name = _unescaped(text[:-1]).lower()
        if name in _URLS:
            yield Load(AssetKind.IMAGE, self._address())
        elif name in _DROPPED_FUNCTIONS:
            self._skip_to(")")
            yield "none"
        else:
            self._await(")")
            yield _no_tag(text)

    def _address(self) -> str:
        """The address in ``url(``, quoted or not; the reader stands behind its end."""
        plain = _UNQUOTED.match(self._text, self._at)
        if plain is not None:
            self._at = plain.end()
            return _unescaped(plain[1].strip())
        address = ""
        while (token := self._next()) is not None and token[1] != ")":
            if token[0] == "string" and not address:
                address = _unescaped(token[1][1:].removesuffix(token[1][0]))
        return address

    def _rule(self, text: str) -> Iterator[str | Load]:
        name = _unescaped(text).lower()
        if name == "@import":
            yield self._import()
        elif name in _DROPPED_BLOCKS:
            self._skip_to("{")
            self._skip_to("}")
        elif name in _DROPPED_STATEMENTS:
            self._skip_to(";")
        else:
            yield _no_tag(text)

    def _import(self) -> Load:
        address, media = "", ""
        while (token := self._next()) is not None and token[1] not in (";", "}"):
            kind, text = token
            if kind == "function" and not address and _unescaped(text[:-1]).lower() in _URLS:
                address = self._address()
            elif kind == "string" and not address:
                address = _unescaped(text[1:].removesuffix(text[0]))
            elif kind != "comment":
                media += text
        return Load(AssetKind.STYLE, address, media_query(media))

    def _skip_to(self, end: str) -> None:
        """Leave out everything up to ``end`` on this level of brackets."""
        depth = 0
        while (token := self._next()) is not None:
            sign = token[1]
            if sign == end and depth == 0:
                return
            if token[0] == "function" or sign in _CLOSING:
                depth += 1
            elif sign in (")", "]", "}"):
                depth -= 1


def _no_tag(text: str) -> str:
    """Names may hold an escaped ``<``, which HTML would read as one."""
    return text.replace("<", "3c ")


def _string(text: str) -> str:
    """Closed, without anything that HTML could read; personal numbers in it are starred as in texts."""
    if len(text) < 2 or text[-1] != text[0]:
        return ""
    inner = mask_personal(text[1:-1]) if len(text) > _LONG_STRING else text[1:-1]
    return f"{text[0]}{inner.replace('<', chr(92) + '3c ')}{text[0]}"


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda found: _letter(found[1]) if found[1] else found[3] or "", text)


def _letter(code: str) -> str:
    number = int(code, 16)
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
