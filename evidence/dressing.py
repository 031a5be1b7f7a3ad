"""Dresses an inert page in the style sheets and pictures that were stored for it; nothing else can be loaded."""

from __future__ import annotations

import base64
import re
from html import escape

from selectolax.lexbor import LexborNode

from evidence.css_pieces import css_pieces, media_query
from evidence.page_assets import PageAssets, inline_picture, is_style_link
from facts.document import Document
from facts.links import base_url, resolve
from inspection.asset import AssetKind

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'none'; base-uri 'none'; "
    "script-src 'none'"
)
#: Only what the page's own sheets cannot say: how our placeholders look.
STYLE = (
    "html{background:#fff}"
    "xj-media{display:inline-block;border:1px dashed #bbb;color:#888;font-size:12px;padding:0 6px;max-width:100%}"
)
#: Sheets that import each other are followed so deep; all sheets of a page together hold at most so many characters.
DEEPEST, _MOST_CSS = 4, 3_000_000
_DOCTYPE = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*|<\?xml[^>]{0,200}>\s*)*<!doctype\s+html([^>]{0,300})>", re.IGNORECASE | re.DOTALL
)
_TRANSITIONAL = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">'
)
_TAG = re.compile(r"<(?=[/!a-zA-Z])")


class Dressing:
    """What ``document`` looks like with ``assets``. ``cover``: no picture of the page's content may be shown."""

    def __init__(self, document: Document, assets: PageAssets) -> None:
        self._document, self._assets = document, assets
        self._base = base_url(document)
        self._left = _MOST_CSS
        self.cover = False

    @property
    def doctype(self) -> str:
        """One that makes a browser lay out as for the page: in its standards mode, almost so, or as long ago."""
        found = _DOCTYPE.match(self._document.html)
        if found is None:
            return ""
        told = found[1].lower()
        if "transitional" in told or "frameset" in told:
            return _TRANSITIONAL if "xhtml" in told or "http" in told else ""
        return "<!DOCTYPE html>"

    def styles(self) -> str:
        """All sheets in document order, each in an element of its own."""
        written = []
        for node in self._document.tree.css("style, link[rel]"):
            media = media_query(node.attrs.get("media") or "")
            if node.tag == "style":
                css = self._sheet(node.text(deep=True) or "", self._base, ())
            elif is_style_link(node.attrs.get("rel") or ""):
                css = self._imported(self._base, node.attrs.get("href") or "", ())
            else:
                continue
            if css.strip():
                written.append(f'<style media="{escape(media)}">{css}</style>' if media else f"<style>{css}</style>")
        return "".join(written)

    def declarations(self, text: str) -> str:
        """The value of a ``style`` attribute."""
        return re.sub(r"[{}@]", "", self._sheet(text, self._base, (), content=True))

    def picture(self, href: str) -> str | None:
        """Where the picture stands, covered if need be; ``None`` when it is not at hand."""
        if href.lstrip()[:5].lower() == "data:":
            return None if self.cover else inline_picture(href.strip()) or None
        found = self._assets.pictures.get(resolve(self._base, href) or "")
        if found is None:
            return None
        if self.cover or found.name in self._assets.covered:
            return _cover(found.kind.width, found.kind.height)
        return found.name

    def image(self, node: LexborNode) -> str:
        """The source of an ``img`` that can be shown, as an attribute; empty otherwise."""
        source = self.picture(node.attrs.get("src") or "")
        return f' src="{escape(source)}"' if source else ""

    def _sheet(self, css: str, base: str, above: tuple[str, ...], *, content: bool = False) -> str:
        written: list[str] = []
        for piece in css_pieces(css):
            if isinstance(piece, str):
                text = piece
            elif piece.kind is AssetKind.IMAGE:
                text = self._url(base, piece.address, content)
            else:
                text = self._imported(base, piece.address, above)
                text = f"@media {piece.media}{{{text}}}" if piece.media and text else text
            self._left -= len(text)
            if self._left < 0:
                return ""  # half a sheet may show what the whole one hides
            written.append(text)
        return _TAG.sub("", "".join(written))

    def _imported(self, base: str, address: str, above: tuple[str, ...]) -> str:
        found = self._assets.sheets.get(resolve(base, address) or "")
        if found is None or found.asset.url in above or len(above) >= DEEPEST:
            return ""
        return self._sheet(found.text, found.asset.final_url, (*above, found.asset.url))

    def _url(self, base: str, address: str, content: bool) -> str:
        """A picture in a sheet is decoration; one in an element's own style may be what the page is about."""
        if content:
            source = self.picture(address)
        elif address.lstrip()[:5].lower() == "data:":
            source = inline_picture(address.strip())
        else:
            found = self._assets.pictures.get(resolve(base, address) or "")
            source = found.name if found and found.name not in self._assets.covered else None
        return f'url("{source}")' if source else "none"


def _cover(width: int, height: int) -> str:
    """A grey picture of the same size that says why."""
    width, height = width or 300, height or 150
    size = max(1, min(16, width // 6))
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"><rect width="100%" height="100%" '
        f'fill="#d9d9d9"/><text x="50%" y="50%" font-size="{size}" text-anchor="middle" fill="#666" '
        f"font-family=\"'Noto Sans CJK SC','WenQuanYi Micro Hei',sans-serif\">图片已遮盖</text></svg>"
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(drawing.encode()).decode()}"
