"""Writes the measured portal as static files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.invented_text import InventedText
from benchmarks.page_markup import PageWriter, unit_links
from benchmarks.portal_plan import SITES, PlannedSite, PortalPlan, plan_portal


def write_portal(folder: Path, size: str, *, seed: int = 1, sites: int = SITES) -> PortalPlan:
    """Write the portal of ``size`` ("full" or "small") below ``folder``; the same seed gives the same bytes."""
    text = InventedText(seed)
    plan = plan_portal(size, text, sites)
    units = unit_links(plan.sites)
    for site in plan.sites:
        for path, page in _pages(site, PageWriter(site, units, text)):
            file = folder / path[1:]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(page, "utf-8")
    (folder / "robots.txt").write_text("User-agent: *\nDisallow: /admin/\n", "utf-8")
    return plan


def _pages(site: PlannedSite, writer: PageWriter) -> Iterator[tuple[str, str]]:
    yield f"{site.path}index.html", writer.home()
    for column in site.columns:
        if not column.articles:
            yield f"{column.path}index.html", writer.single(column)
            continue
        for number in range(column.list_pages):
            yield f"{column.path}index{f'_{number}' if number else ''}.html", writer.list_page(column, number)
        for place, article in enumerate(column.articles):
            yield article.path, writer.article(column, place)
