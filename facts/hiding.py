"""How a piece of a page is kept from the reader's eye: by its own style, a parent's, the page's sheet or a script.

Field practice: hiding proves nothing by itself — menus, tabs and slides are hidden too.
"""

from __future__ import annotations

import re
from enum import StrEnum

from selectolax.lexbor import LexborNode

from facts.document import Document, once


class Hidden(StrEnum):
    """``SWITCHED`` off, as menus and tabs are; or ``TUCKED`` away where no switch brings it back."""

    SWITCHED = "switched"
    TUCKED = "tucked"


_DEEPEST = 15
_LONGEST_STYLE = 2000
_SWITCHED = re.compile(r"display:none|visibility:hidden")
_TUCKED = re.compile(
    r"(?:left|right|top|bottom|margin|margin-left|margin-top|text-indent):-\d{4,}|(?:left|top|text-indent):-\d{3,}e?m"
    r"|font-size:0*[01]?(?:px|pt|em)?(?:;|!|$)|opacity:0*(?:\.0+)?(?:;|!|$)"
    r"|(?:^|;)(?:height|width):[01](?:px)?(?:;.*)?overflow:hidden|overflow:hidden(?:;.*)?;(?:height|width):[01](?:px)?(?:;|$)"
)
_COLOUR = re.compile(r"(?:^|;)color:([^;!]+)")
_GROUND = re.compile(r"(?:^|;)background(?:-color)?:([^;!]+)")
_SIMPLE = re.compile(r"[.#][\w-]+")
_BY_SCRIPT = re.compile(
    r"getElementById\(\s*[\"']([\w-]+)[\"']\s*\)\.style\.(?:display\s*=\s*[\"']none|visibility\s*=\s*[\"']hidden)"
)
_WRITTEN = re.compile(r"document\.write(?:ln)?\s*\(\s*([\"'])(<(?:(?!\1\s*\)).){1,400})\1\s*\)", re.DOTALL)
_WRITTEN_END = re.compile(r"document\.write(?:ln)?\s*\(\s*[\"']</")
_SMALL = re.compile(r"[0-2](?:px)?")
_FARTHEST = 20_000


def hidden(document: Document, node: LexborNode) -> Hidden | None:
    """How ``node`` is hidden, by the strongest of its own and its ancestors' means; ``None`` when it is not."""
    found, at, depth, colour = None, node, 0, ""
    current: LexborNode | None = at
    while current is not None and depth < _DEEPEST and current.tag not in ("body", "html"):
        attributes = current.attributes
        style = squeezed(attributes.get("style") or "")
        here = _means(document, current, style)
        if here is Hidden.TUCKED:
            return here
        found = found or here
        own = _COLOUR.search(style)
        colour = colour or (_plain_colour(own[1]) if own else _plain_colour(attributes.get("color") or ""))
        ground = _GROUND.search(style)
        if colour and ground and _plain_colour(ground[1]) == colour:
            return Hidden.TUCKED
        current, depth = current.parent, depth + 1
    href = node.attributes.get("href") or ""
    if href and any(href in region for region in _written_regions(document)):
        return Hidden.TUCKED
    return found


def squeezed(style: str) -> str:
    """Declarations without blanks, in lower case; only the first 2,000 characters."""
    return "".join(style[:_LONGEST_STYLE].split()).lower()


def style_hides(style: str) -> Hidden | None:
    """What squeezed declarations do."""
    if _TUCKED.search(style):
        return Hidden.TUCKED
    return Hidden.SWITCHED if _SWITCHED.search(style) else None


def no_size(node: LexborNode) -> bool:
    """Whether the element's own width or height is at most two pixels."""
    attributes = node.attributes
    sizes = [(attributes.get(name) or "").strip() for name in ("width", "height")]
    styled = re.findall(r"(?:^|;)(?:width|height):([^;]+)", squeezed(attributes.get("style") or ""))
    return any(_SMALL.fullmatch(size) for size in (*sizes, *styled))


def _means(document: Document, node: LexborNode, style: str) -> Hidden | None:
    own = style_hides(style)
    if own is Hidden.TUCKED or (node.tag == "marquee" and no_size(node)):
        return Hidden.TUCKED
    if "hidden" in node.attributes:
        own = Hidden.SWITCHED
    rules = _sheet(document)
    names = [f".{name}" for name in (node.attributes.get("class") or "").split()]
    if node.id:
        names.append(f"#{node.id}")
        if node.id in _switched_by_script(document):
            own = own or Hidden.TUCKED  # nothing but a script hid it
    for name in names:
        how = rules.get(name)
        own = how if how is Hidden.TUCKED else own or how
    return own


@once
def _sheet(document: Document) -> dict[str, Hidden]:
    """Hiding rules of the page's own style sheets, for single classes and ids."""
    rules: dict[str, Hidden] = {}
    for node in document.tree.css("style"):
        for rule in (node.text() or "").split("}"):
            selectors, _, body = rule.rpartition("{")
            how = style_hides(squeezed(body))
            if how:
                rules.update((name.strip(), how) for name in selectors.split(",") if _SIMPLE.fullmatch(name.strip()))
    return rules


@once
def _switched_by_script(document: Document) -> frozenset[str]:
    return frozenset(_BY_SCRIPT.findall(document.html)) if ".style." in document.html else frozenset()


@once
def _written_regions(document: Document) -> tuple[str, ...]:
    """What stands between a hidden shell that a script writes and the end that a script writes."""
    regions = []
    html = document.html
    for found in _WRITTEN.finditer(html) if "document.write" in html else ():
        if not style_hides(squeezed(found[2]).replace('"', ";").replace("'", ";").replace("\\", "")):
            continue
        end = _WRITTEN_END.search(html, found.end())
        if end and end.start() - found.end() <= _FARTHEST:
            regions.append(html[found.end() : end.start()])
    return tuple(regions)


def _plain_colour(text: str) -> str:
    colour = text.strip().split(" ")[0].lower()
    if colour == "white":
        return "#ffffff"
    return f"#{colour[1] * 2}{colour[2] * 2}{colour[3] * 2}" if re.fullmatch(r"#[0-9a-f]{3}", colour) else colour
