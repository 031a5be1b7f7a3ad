"""The frame that all pages of a site share: head, navigation, unit links, footer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from demo.places import Place
from inspection.registry import Column, Site

TEMPLATES = Path(__file__).parent / "templates"
_CUT = "\x00"


@cache
def _template() -> Template:
    return Template((TEMPLATES / "page.html").read_text(encoding="utf-8"))


def path_of(url: str) -> str:
    """The path of an address, for links that work on any host the portal answers for."""
    return urlsplit(url).path or "/"


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame in four pieces; title, metas and main part go between them."""

    pieces: tuple[str, ...]

    def page(self, title: str, metas: Mapping[str, str], main: str) -> str:
        """A whole page. Values are escaped here, ``main`` is HTML."""
        lines = "\n".join(f'<meta name="{name}" content="{escape(text)}">' for name, text in metas.items())
        before, middle, body, after = self.pieces
        return "".join((before, escape(title, quote=False), middle, lines, body, main, after))


def unit_links(sites: Iterable[Site]) -> str:
    """The links to all sites at the foot of every page."""
    return "\n".join(
        f'<li><a href="{path_of(site.home_url)}" title="{site.name}" target="_blank" rel="noopener">'
        f"{site.name.removesuffix('专栏')}</a></li>"
        for site in sites
    )


def unit_options(sites: Iterable[Site]) -> str:
    """The same addresses as a drop-down at the head of every page."""
    return "\n".join(
        f'<option value="{path_of(site.home_url)}" data-row="{site.row}">{site.name}</option>' for site in sites
    )


def shell_of(place: Place, units: str, options: str) -> Shell:
    """The frame of one site's pages."""
    text = _template().substitute(
        title=_CUT,
        metas=_CUT,
        main=_CUT,
        site_name=place.site.name,
        unit_name=place.name,
        home=path_of(place.site.home_url),
        navigation="\n".join(map(_item, place.columns)),
        units=units,
        options=options,
    )
    return Shell(tuple(text.split(_CUT)))


def _item(column: Column) -> str:
    return f'<li><a href="{path_of(column.url)}" title="{column.name}">{column.name}</a></li>'
