"""Bytes to text when header, meta and bytes contradict each other.

Field practice: pages labelled utf-8 hold GB18030 bytes and the other way round. A label is a hint; the bytes decide.
``gb2312`` and ``gbk`` are read as gb18030, their superset (WHATWG Encoding Standard).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

#: More unreadable characters than this share of the non-ASCII ones, and the text is not evidence of anything.
MAX_UNREADABLE_SHARE = 0.05
#: ... unless they are so few that a damaged headline explains them.
FORGIVEN_UNREADABLE = 8

_HEAD_BYTES = 4096
_SAMPLE_CHARS = 3000
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NAMES = {
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8", "utf-8-sig"), "utf-8"),
    **dict.fromkeys(("gb2312", "gb-2312", "gbk", "gb18030", "x-gbk", "cp936", "gb-2312-80", "chinese"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cn-big5"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii", "windows-1252", "cp1252"), "cp1252"),
    **dict.fromkeys(("utf-16", "utf-16le", "utf-16-le"), "utf-16-le"),
    **dict.fromkeys(("utf-16be", "utf-16-be"), "utf-16-be"),
    **dict.fromkeys(("shift-jis", "sjis", "x-sjis", "windows-31j"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks-c-5601-1987"), "cp949"),
}
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(
    rb"<meta\b[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)",
    re.IGNORECASE,
)
_THREE_BYTE_CHARACTER = re.compile("[\u0800-\ufffc\ufffe-\uffff\U00010000-\U0010ffff]")
_NON_ASCII = re.compile(r"[^\x00-\x7f]{1,500}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\ufffd]")
#: The 3,755 characters of GB 2312 level 1 (by frequency) and its punctuation rows: nine in ten of real Chinese text,
#: a quarter of what utf-8 bytes look like when they are read as gb18030.
_COMMON = frozenset(
    "".join(
        bytes((lead, trail)).decode("gb2312", "ignore")
        for lead in (0xA1, 0xA3, *range(0xB0, 0xD8))
        for trail in range(0xA1, 0xFF)
    )
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the story of its encoding.

    ``encoding`` is a Python codec name; ``clue`` is what named it: ``BOM``, ``header``, ``meta`` or ``bytes``;
    ``replacements`` counts U+FFFD in ``text``, whether written by us or already in the page.
    """

    text: str
    encoding: str
    clue: str
    replacements: int

    @property
    def readable(self) -> bool:
        """False when so much of the text is damaged (or binary) that the page counts as undecodable."""
        if not self.replacements and "\0" not in self.text:
            return True
        damaged = len(_CONTROL.findall(self.text))
        if damaged <= FORGIVEN_UNREADABLE:
            return True
        foreign = len(self.text) - len(self.text.encode("ascii", "ignore"))
        return damaged <= MAX_UNREADABLE_SHARE * max(foreign, damaged)


def decode(body: bytes, content_type: str | None) -> Decoded:
    """Decode ``body``; ``content_type`` is the HTTP header's value or ``None``. Never raises."""
    labels = _labels(body, content_type)
    bom = next((mark for mark, _ in _BOMS if body.startswith(mark)), b"")
    plain = body[len(bom) :]
    if not _looks_like_utf16(plain) and labels.get("BOM", "utf-8") == "utf-8":
        certain = _certainly_utf8(plain, labels)
        if certain:
            return certain
    return max(_candidates(plain, labels), key=_plausibility)


def _certainly_utf8(body: bytes, labels: dict[str, str]) -> Decoded | None:
    """The utf-8 reading when it is beyond doubt.

    Two-byte sequences alone prove little: 联通 in GBK is valid utf-8. A three-byte character settles it.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if body.isascii():
        encoding = next((name for name in labels.values() if not name.startswith("utf-16")), "utf-8")
        return Decoded(text, encoding, _clue(encoding, labels), 0)
    if not _THREE_BYTE_CHARACTER.search(text) and "utf-8" not in labels.values():
        return None
    return Decoded(text, "utf-8", _clue("utf-8", labels), text.count("\ufffd"))


def _labels(body: bytes, content_type: str | None) -> dict[str, str]:
    """Known codec names by clue, strongest clue first."""
    found: dict[str, str] = {}
    for mark, name in _BOMS:
        if body.startswith(mark):
            found["BOM"] = name
    header = _HEADER_CHARSET.search(content_type or "")
    if header:
        _note(found, "header", header[1])
    meta = _META_CHARSET.search(body, 0, _HEAD_BYTES)
    if meta:
        # A meta that can be read as ASCII cannot be true about utf-16.
        label = (meta[1] or meta[2]).decode("ascii", "ignore")
        _note(found, "meta", "utf-8" if label.lower().startswith("utf-16") else label)
    return found


def _note(found: dict[str, str], clue: str, label: str) -> None:
    name = _NAMES.get(label.strip().lower().replace("_", "-"))
    if name:
        found[clue] = name


def _clue(encoding: str, labels: dict[str, str]) -> str:
    return next((clue for clue, name in labels.items() if name == encoding), "bytes")


def _looks_like_utf16(body: bytes) -> bool:
    start = body[:64].lstrip(b"\0 \t\r\n")
    return b"<\0" in start[:2] or (body[:1] == b"\0" and start[:1] == b"<" and b"\0" in start[:4])


def _candidates(body: bytes, labels: dict[str, str]) -> Iterator[Decoded]:
    """Every reading worth comparing; labels first, so that they win a tie."""
    names = [*labels.values(), "utf-8", "gb18030"]
    if _looks_like_utf16(body):
        names += ["utf-16-le", "utf-16-be"]
    for name in dict.fromkeys(names):
        text = body.decode(name, "replace")
        yield Decoded(text, name, _clue(name, labels), text.count("\ufffd"))


def _plausibility(decoded: Decoded) -> float:
    """Share of common Chinese characters among the non-ASCII ones of a sample, less the damage. At most 1."""
    chars = common = damaged = 0
    for run in _NON_ASCII.finditer(decoded.text):
        chars += len(run[0])
        common += sum(char in _COMMON for char in run[0])
        damaged += run[0].count("\ufffd")
        if chars > _SAMPLE_CHARS:
            break
    if not chars:
        return -float(decoded.text.count("\0") > 0)
    return (common - 2 * damaged) / chars
