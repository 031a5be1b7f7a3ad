"""Tells how far a crawl is, site by site, so that others can go on with what is complete."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from inspection.visit import Role, Target

_SHOW_WHAT_THERE_IS = frozenset({Role.HOME, Role.LIST, Role.FEED})


class Milestones(Protocol):
    """Called on the crawl's one thread, between two pages. An exception ends the crawl, as one of the sink does.

    Both are a courtesy: a crawl that is interrupted, or ends oddly, may leave some of them out.
    """

    def lists_read(self, articles: Sequence[Target]) -> None:
        """Once, first of all: every home page, list and feed has been asked; these articles are what they lead to."""

    def site_complete(self, site_id: str) -> None:
        """Everything of the site has been kept, or given up."""


class Course:
    """Counts what is planned and not ended yet."""

    def __init__(self, milestones: Milestones | None) -> None:
        self._milestones = milestones
        self._open: Counter[str] = Counter()
        self._lists_open = 0
        self._articles: list[Target] = []
        self._complete: set[str] = set()
        self._lists_read = False
        #: Whether all starting points have been planned.
        self.started = False

    def planned(self, target: Target) -> None:
        self._open[target.site_id or ""] += 1
        if target.role in _SHOW_WHAT_THERE_IS:
            self._lists_open += 1
        elif target.role is Role.ARTICLE and not self._lists_read:
            self._articles.append(target)

    def ended(self, target: Target) -> None:
        site = target.site_id or ""
        self._open[site] -= 1
        if target.role in _SHOW_WHAT_THERE_IS:
            self._lists_open -= 1
        elif self._lists_read and not self._open[site]:
            self._complete.add(site)

    def tell(self) -> None:
        """Report what has been reached; to be called when a page's own targets are all planned."""
        if self._milestones is None:
            return
        if not self._lists_read and self.started and not self._lists_open:
            self._lists_read = True
            self._milestones.lists_read(self._articles)
            self._articles = []
            self._complete = {site for site, left in self._open.items() if not left}
        while self._complete:
            site = self._complete.pop()
            if site and not self._open[site]:  # its last article may have named files
                self._milestones.site_complete(site)
