"""A page read once: decoded text, one parsed tree, and its meta tags, shared by all extractors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser

from facts.decoding import Decoded, decode
from facts.nesting import limit_nesting
from inspection.fetched import Page


@dataclass(frozen=True)
class Document:
    """A fetched page with its interpretation. Everything expensive is computed once, on first use.

    Not slotted: ``cached_property`` needs the instance dictionary.
    """

    page: Page

    @cached_property
    def decoded(self) -> Decoded:
        return decode(self.page.body, self.page.header("content-type"))

    @property
    def html(self) -> str:
        return self.decoded.text

    @cached_property
    def tree(self) -> LexborHTMLParser:
        return LexborHTMLParser(limit_nesting(self.html))

    @cached_property
    def metas(self) -> dict[str, tuple[str, ...]]:
        """Meta contents by lower-case name, in document order, stripped; empty contents are kept."""
        found: dict[str, list[str]] = {}
        for node in self.tree.css("meta[name]"):
            name = (node.attrs.get("name") or "").strip().lower()
            found.setdefault(name, []).append((node.attrs.get("content") or "").strip())
        return {name: tuple(values) for name, values in found.items()}

    def meta(self, name: str) -> str | None:
        """The first non-empty content of meta ``name`` (any case), or ``None``."""
        return next((value for value in self.metas.get(name.lower(), ()) if value), None)

    @property
    def url(self) -> str:
        """The address that answered: relative links are resolved against it."""
        return self.page.final_url

    @property
    def fetched_at(self) -> datetime:
        return self.page.fetched_at
