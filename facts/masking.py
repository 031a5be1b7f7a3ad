"""Hides personal numbers in any text before it is quoted, stored, logged or shown."""

from __future__ import annotations

import re
import unicodedata

#: What people put between the digits of one number: blanks, all kinds of hyphens, invisible characters. No line break.
SEPARATOR = "[^\\S\\n]|[-\u2010-\u2015\u2212\uff0d\u200b\u200c\u200d\u2060\ufeff\u00ad]"
_S = f"(?:{SEPARATOR})"
_LONG = re.compile(r"(?<![\dWP])\d{14,18}[\dXxＸｘ](?!\d)")
_GROUPED_ID = re.compile(  # 6 8 4, 6 4 4 4, 3 3 4 4 4, 14 4, or every digit apart
    rf"(?<!\d)(?:\d{{6}}{_S}+\d{{8}}|\d{{6}}{_S}+\d{{4}}{_S}+\d{{4}}|\d{{3}}{_S}+\d{{3}}{_S}+\d{{4}}{_S}+\d{{4}}|\d{{14}}"
    rf"|\d(?:{_S}\d){{13}}){_S}*\d{_S}?\d{_S}?\d{_S}?[\dXxＸｘ](?!\d)"
)
_GROUPED_CARD = re.compile(rf"(?<!\d)\d{{4}}(?:{_S}\d{{4}}){{3}}(?:{_S}\d{{1,3}})?(?!\d)")
_MOBILE = re.compile(rf"(?<![\d.])((?:[+＋]?86{_S}?)?)([1１][3-9３-９]\d){_S}?(\d{{4}}){_S}?(\d{{4}})(?!\d)")


def mask_personal(text: str) -> str:
    """``text`` with citizen numbers, bank cards and mobile numbers masked.

    Shape alone decides (no checksum for unbroken runs of 15-19 digits): here a masked order number is harmless and an
    open citizen number is not. Names of uploaded files (``P0…``, ``W0…``) and landlines stay as they are.
    """
    text = _LONG.sub(lambda found: mask_number(found[0]), text)
    text = _GROUPED_ID.sub(lambda found: mask_number(found[0]), text)
    text = _GROUPED_CARD.sub(lambda found: mask_number(found[0]) if _luhn(plain(found[0])) else found[0], text)
    return _MOBILE.sub(lambda found: f"{found[1]}{found[2]}****{found[4]}", text)


def hidden_spans(text: str) -> tuple[tuple[int, int], ...]:
    """What ``mask_personal`` would hide of ``text``, as (start, end) without end, ascending; separators may be inside.

    For those who must keep every other character in its place.
    """
    spans = {_middle(found[0], found.start()) for pattern in (_LONG, _GROUPED_ID) for found in pattern.finditer(text)}
    spans |= {_middle(one[0], one.start()) for one in _GROUPED_CARD.finditer(text) if _luhn(plain(one[0]))}
    spans |= {found.span(3) for found in _MOBILE.finditer(text)}
    return tuple(sorted(spans))


def _middle(number: str, start: int) -> tuple[int, int]:
    """All but the first three and the last two characters that are no separators."""
    shown = [at for at, one in enumerate(number) if not re.match(SEPARATOR, one)]
    return start + shown[3], start + shown[-2]


def mask_number(number: str) -> str:
    """One personal number with only its first three and last two characters left: ``500*************3X``."""
    compact = plain(number)
    return f"{compact[:3]}{'*' * (len(compact) - 5)}{compact[-2:]}"


def plain(number: str) -> str:
    """``number`` in ASCII upper case, without separators."""
    return re.sub(SEPARATOR, "", unicodedata.normalize("NFKC", number)).upper()


def _luhn(digits: str) -> bool:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0
