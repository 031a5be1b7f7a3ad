"""Which style sheets and pictures a page refers to, and what of them is at hand."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from bs4 import BeautifulSoup, Tag

from evidence.css_pieces import Load, css_pieces
from evidence.exhibit import ASSETS
from evidence.picture_kind import PictureKind, picture_kind
from facts.decoding import decode
from facts.document import Document
from facts.links import base_url, resolve
from facts.nesting import limit_nesting
from inspection.asset import Asset, AssetKind

#: What a page may bring along; the rest is missing. A template's sheets and pictures are about a tenth of this.
MOST_STYLES, MOST_PICTURES = 24, 120
_INLINE_MOST = 64 * 1024
_DATA = re.compile(r"data:(image/[\w.+-]+)?((?:;[\w=.+-]+)*?)(;base64)?,(.*)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wish:
    """An address that a page or one of its sheets refers to, absolute."""

    url: str
    kind: AssetKind


@dataclass(frozen=True, slots=True)
class Picture:
    """A stored picture. ``name`` is that of its file, made from its digest."""

    asset: Asset
    kind: PictureKind
    body: bytes

    @property
    def name(self) -> str:
        return f"{ASSETS}{(self.asset.sha256 or '')[:20]}.{self.kind.suffix}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A stored style sheet."""

    asset: Asset
    body: bytes

    @property
    def text(self) -> str:
        return decode(self.body, self.asset.content_type).text

    @property
    def name(self) -> str:
        return f"{ASSETS}{(self.asset.sha256 or '')[:20]}.css"


@dataclass(slots=True)
class PageAssets:
    """What is at hand for one page, by the address that was asked; ``missing``: what is not, and why (Chinese).

    ``covered``: names of pictures that may hold personal data.
    """

    sheets: dict[str, Sheet] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)
    missing: dict[Wish, str] = field(default_factory=dict)
    covered: set[str] = field(default_factory=set)

    @property
    def any(self) -> bool:
        """Whether there is anything to dress the page in; without it the plain copy reads better."""
        return bool(self.sheets or self.pictures)

    @property
    def files(self) -> Mapping[str, tuple[str, bytes]]:
        """Media type and bytes of the pictures, by file name."""
        return {one.name: (one.kind.media_type, one.body) for one in self.pictures.values()}


def page_wishes(document: Document) -> list[Wish]:
    """What the page itself refers to, each once, in document order."""
    base = base_url(document)
    soup = BeautifulSoup(limit_nesting(document.html), "lxml")
    return list(dict.fromkeys(wish for tag in soup.find_all(_refers) for wish in _of_tag(tag, base)))


def sheet_wishes(css: str, base: str) -> Iterator[Wish]:
    """What a sheet that came from ``base`` refers to."""
    for piece in css_pieces(css):
        if isinstance(piece, Load) and (url := resolve(base, piece.address)):
            yield Wish(url, piece.kind)


def inline_picture(address: str) -> str:
    """A picture that is written out in its own address, spelt anew; empty for anything else, and for large ones."""
    if len(address) > 2 * _INLINE_MOST or (found := _DATA.fullmatch(address)) is None:
        return ""
    try:
        body = unquote_to_bytes(found[4])
        body = base64.b64decode(body, validate=False) if found[3] else body
    except (binascii.Error, ValueError):
        return ""
    kind = picture_kind(body) if len(body) <= _INLINE_MOST else None
    return f"data:{kind.media_type};base64,{base64.b64encode(body).decode()}" if kind else ""


def is_style_link(rel: str) -> bool:
    """Whether a link of this relation is a style sheet that is in use."""
    words = rel.lower().split()
    return "stylesheet" in words and "alternate" not in words


def _refers(tag: Tag) -> bool:
    return tag.name in ("link", "style", "img") or tag.has_attr("background") or tag.has_attr("style")


def _of_tag(tag: Tag, base: str) -> Iterator[Wish]:
    if tag.name == "style":
        yield from sheet_wishes(tag.get_text(), base)
    if tag.name == "link" and is_style_link(_value(tag, "rel")) and (url := resolve(base, _value(tag, "href"))):
        yield Wish(url, AssetKind.STYLE)
    for name in ("src", "background"):
        if (tag.name == "img" or name == "background") and (url := resolve(base, _value(tag, name))):
            yield Wish(url, AssetKind.IMAGE)
    yield from (wish for wish in sheet_wishes(_value(tag, "style"), base) if wish.kind is AssetKind.IMAGE)


def _value(tag: Tag, name: str) -> str:
    value = tag.get(name) or ""
    return value if isinstance(value, str) else " ".join(value)
