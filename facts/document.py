"""A page read once: decoded text, one parsed tree, and its meta tags, shared by all extractors."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from selectolax.lexbor import LexborHTMLParser

from facts.decoding import Decoded, decode
from facts.nesting import limit_nesting
from inspection.fetched import Page


@dataclass(frozen=True, eq=False)
class Document:
    """A fetched page with its interpretation. Everything expensive is computed once, on first use.

    Not slotted: ``cached_property`` needs the instance dictionary. Two readings of one page are two documents.
    """

    page: Page
    #: What functions decorated with ``once`` found out about this page.
    known: dict[Hashable, Any] = field(default_factory=dict, repr=False)

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


P = ParamSpec("P")
T = TypeVar("T")


def once(reading: Callable[Concatenate[Document, P], T]) -> Callable[Concatenate[Document, P], T]:
    """Decorate a function of a document (and hashable arguments) to run once per document and arguments.

    Several extractors ask the same question of the same page, with other pages in between.
    """

    @wraps(reading)
    def remembered(document: Document, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = (reading, args, tuple(kwargs.items()))
        if key not in document.known:
            document.known[key] = reading(document, *args, **kwargs)
        answer: T = document.known[key]
        return answer

    return remembered
