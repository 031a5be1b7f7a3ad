"""An inert copy of a page: what it says and how it is built, with nothing that runs, loads, sends or leads away.

The copy is *written anew* from a short list of harmless elements and attributes; whatever is not on the list does not
get in, so that no trick of spelling has to be known. Personal data are starred before anything is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborNode

from evidence.dressing import POLICY as DRESSED_POLICY
from evidence.dressing import STYLE as DRESSED_STYLE
from evidence.dressing import Dressing
from evidence.page_assets import PageAssets
from evidence.wording import loosely
from facts.document import Document
from facts.masking import SEPARATOR, hidden_spans, mask_personal


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Elements that are dropped with all they hold.
_DROPPED = _names(
    "script noscript template svg math object embed applet audio video canvas map dialog portal frameset noframes "
    "xmp plaintext noembed title meta base link head param source track"
)
_BLOCKS = _names(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul caption option"
)
_INLINE = _names(
    "a abbr b bdi bdo big br cite code del dfn em font i ins kbd label legend mark nobr q rp rt ruby s samp small span "
    "strike strong sub sup time tt u var wbr button select textarea col colgroup dir menu"
)
_VOID = frozenset(("br", "hr", "wbr", "col"))
_ATTRIBUTES = _names(
    "class id title colspan rowspan align valign width height border cellpadding cellspacing bgcolor color face size "
    "dir lang start value datetime nowrap span"
)
#: Anything in a declaration that could load or run: it is dropped whole.
_ACTIVE = re.compile(r"url|image|expression|behavior|binding|import|src|\\|@|<|script", re.IGNORECASE)
_UNSAFE_RULES = re.compile(r"@(?:import|charset|namespace)[^;{}]*(?:;|$)|@font-face\s*\{[^}]*\}", re.IGNORECASE)
_CALLS = re.compile(r"(?:url|src|image-set|-webkit-image-set|element|expression)\s*\([^)]*\)?", re.IGNORECASE)

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
_STYLE = (
    "html{background:#fff;color:#222}"
    "body{margin:16px auto;max-width:1160px;padding:0 16px;font:15px/1.7 'Noto Sans CJK SC','WenQuanYi Micro Hei',"
    "sans-serif}"
    "xj-media{display:inline-block;border:1px dashed #bbb;color:#888;font-size:12px;padding:0 6px;max-width:100%}"
    "table{border-collapse:collapse}td,th{padding:2px 8px}a{color:#1a4d8f;text-decoration:none}"
)


@dataclass(frozen=True, slots=True)
class Inert:
    """``html`` is UTF-8. ``masked``: how many characters were starred, in texts and attributes."""

    html: bytes
    masked: int


def inert(
    document: Document, *, mask: bool = True, quotes: Iterable[str] = (), assets: PageAssets | None = None
) -> Inert:
    """The inert copy of ``document``: plain, or dressed in what ``assets`` holds of its style sheets and pictures.

    With ``mask`` personal numbers become stars of the same length, and so does everything that a masked quote (with
    stars in it) hides: names, addresses, whatever the monitor hid. Where anything was, the page's pictures are covered.
    """
    dressing = Dressing(document, assets) if assets else None
    writer = _Writer(document, mask, tuple(quote for quote in quotes if "*" in quote), dressing)
    body = "".join(writer.body())
    named = document.tree.css_first("title")
    title = escape(writer.text(named.text() if named else ""))
    head = (
        f'{dressing.doctype if dressing else "<!DOCTYPE html>"}<html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{DRESSED_POLICY if dressing else _POLICY}">'
        f'<meta name="referrer" content="no-referrer"><title>{title}</title>'
        f"<style>{DRESSED_STYLE if dressing else _STYLE}</style>{writer.styles()}</head>"
    )
    return Inert(f"{head}<body{writer.of_body()}>{body}</body></html>".encode("utf-8", "replace"), writer.masked)


class _Writer:
    """Walks the tree once for the texts, masks them as one text, and walks it again to write."""

    def __init__(self, document: Document, mask: bool, quotes: tuple[str, ...], dressing: Dressing | None) -> None:
        self._document, self._mask, self._quotes, self._dressing = document, mask, quotes, dressing
        self.masked = 0

    def body(self) -> Iterator[str]:
        pieces = list(_pieces(self._document.tree.body))
        texts = iter(self._starred([piece for piece in pieces if isinstance(piece, str)]))
        if self._dressing:
            self._dressing.cover = bool(self.masked)
        for piece in pieces:
            if isinstance(piece, str):
                yield escape(next(texts), quote=False)
            elif isinstance(piece, _End):
                yield f"</{piece.tag}>"
            else:
                yield self._element(piece)

    def styles(self) -> str:
        if self._dressing:
            return self._dressing.styles()
        written = ""
        for node in self._document.tree.css("style"):
            css = _CALLS.sub("none", _UNSAFE_RULES.sub("", node.text(deep=True) or ""))
            if css.strip() and "<" not in css and "\\" not in css:
                written += f"<style>{css}</style>"
        return written

    def of_body(self) -> str:
        """The attributes of the body: only a dressed page looks at them."""
        body = self._document.tree.body
        return self._attributes(body) if self._dressing and body is not None else ""

    def text(self, text: str) -> str:
        shown = mask_personal(text) if self._mask else text
        self.masked += shown.count("*") - text.count("*")
        return shown

    def _starred(self, texts: list[str]) -> list[str]:
        """Words may be split over elements: they are looked for in all texts joined."""
        whole = "".join(texts)
        if not self._mask:
            return texts
        letters = list(whole)
        for start, end in (*hidden_spans(whole), *_hidden_by(self._quotes, whole)):
            for at in range(start, end):
                if letters[at] != "\n" and not re.match(SEPARATOR, letters[at]):
                    self.masked += letters[at] != "*"
                    letters[at] = "*"
        starred, at = [], 0
        for text in texts:
            starred.append("".join(letters[at : at + len(text)]))
            at += len(text)
        return starred

    def _element(self, node: LexborNode) -> str:
        tag = node.tag or ""
        if tag in ("img", "iframe", "frame", "input"):
            return self._media(tag, node)
        name = _written(tag)
        attributes = self._attributes(node)
        if tag == "a" and (address := self._address(node)):
            attributes += f' href="{escape(address)}" rel="noopener noreferrer nofollow"'
        if tag in ("button", "select", "textarea"):
            attributes += " disabled"
        return f"<{name}{attributes}>"

    def _attributes(self, node: LexborNode) -> str:
        written = [
            f' {key}="{escape(self.text(value or ""))}"' for key, value in node.attrs.items() if key in _ATTRIBUTES
        ]
        style = node.attrs.get("style") or ""
        if self._dressing:
            style = self._dressing.declarations(style)
            if source := self._dressing.picture(node.attrs.get("background") or ""):
                written.append(f' background="{escape(source)}"')
        else:
            style = ";".join(part for part in style.split(";") if ":" in part and not _ACTIVE.search(part))
        if style:
            written.append(f' style="{escape(style)}"')
        return "".join(written)

    def _media(self, tag: str, node: LexborNode) -> str:
        given = node.attrs
        if tag == "input":
            if (given.get("type") or "text").lower() in ("hidden", "password", "file"):
                return ""
            words = given.get("value") or given.get("placeholder") or ""
            return f"<xj-media>{escape(self.text(words))}</xj-media>"
        if tag == "img" and self._dressing and (source := self._dressing.image(node)):
            alt = escape(self.text(given.get("alt") or ""))
            return f'<img{source} alt="{alt}"{self._attributes(node)}>'
        kind = "图片" if tag == "img" else "内嵌页面"
        words = (given.get("alt") or given.get("title") or "").strip() or (given.get("src") or "").rsplit("/", 1)[-1]
        return f"<xj-media>［{kind}：{escape(self.text(words[:80]))}］</xj-media>"

    def _address(self, node: LexborNode) -> str:
        """Absolute, and nothing but the web: no scripts, no data, no other programs."""
        try:
            address = urljoin(self._document.url, (node.attrs.get("href") or "").strip())
            return self.text(address) if urlsplit(address).scheme in ("http", "https") else ""
        except ValueError:
            return ""


@dataclass(frozen=True, slots=True)
class _End:
    tag: str


def _pieces(root: LexborNode | None) -> Iterator[LexborNode | str | _End]:
    """Elements that are kept, texts, and ends of elements, in document order. Not recursive: pages nest deeply."""
    stack: list[LexborNode | _End] = [root] if root is not None else []
    while stack:
        node = stack.pop()
        if isinstance(node, _End):
            if node.tag:
                yield node
            yield "\n" if node.tag in _BLOCKS else ""
            continue
        tag = node.tag or ""
        if tag == "-text":
            yield node.text_content or ""
            continue
        if tag in _DROPPED or tag == "style" or tag.startswith(("-", "!")):
            continue
        inner = tag == "body"
        if not inner:
            yield node
        if tag in _VOID or tag in ("img", "iframe", "frame", "input"):
            continue
        stack.append(_End("" if inner else _written(tag)))
        children = list(node.iter(include_text=True))
        stack.extend(reversed(children))


def _written(tag: str) -> str:
    """What an element becomes: a form sends nothing as a box, and an unknown element is as good as none."""
    if tag == "form":
        return "div"
    return tag if tag in _BLOCKS or tag in _INLINE else "span"


def _hidden_by(quotes: Iterable[str], text: str) -> Iterator[tuple[int, int]]:
    """Where ``text`` says openly what a quote stars out."""
    for quote in quotes:
        for found in loosely(quote, text):
            yield from found.starred
