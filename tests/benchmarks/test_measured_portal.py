"""The portal that the benchmark measures on is fair: links reach every page, and our own facts read it rightly."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from statistics import mean
from urllib.parse import urljoin

import pytest
from selectolax.lexbor import LexborHTMLParser

from benchmarks.portal_files import write_portal
from benchmarks.portal_plan import AS_OF, PortalPlan
from facts.document import Document
from facts.id_numbers import IdNumbers
from facts.list_rows import read_list
from facts.page_kind import Kind, classify
from facts.sources import PageSource
from inspection.fetched import Page

ORIGIN = "http://www.portal.example"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> tuple[PortalPlan, dict[str, bytes]]:
    """Two sites in full size, as (plan, body by path)."""
    folder = tmp_path_factory.mktemp("portal")
    plan = write_portal(folder, "full", sites=2)
    return plan, {_path(file, folder): file.read_bytes() for file in folder.rglob("*.html")}


def _path(file: Path, folder: Path) -> str:
    return f"/{file.relative_to(folder)}".removesuffix("index.html")


def _document(path: str, body: bytes) -> Document:
    headers = (("content-type", "text/html; charset=utf-8"),)
    return Document(Page(ORIGIN + path, ORIGIN + path, 200, headers, body, datetime.now(UTC)))


def test_every_page_is_written_and_reached_by_plain_links(portal: tuple[PortalPlan, dict[str, bytes]]) -> None:
    plan, pages = portal
    waiting, seen = [plan.sites[0].path], {plan.sites[0].path}
    while waiting:
        path = waiting.pop()
        links = {
            urljoin(ORIGIN + path, node.attrs["href"] or "") for node in LexborHTMLParser(pages[path]).css("a[href]")
        }
        new = {link.removeprefix(ORIGIN).removesuffix("index.html") for link in links} - seen
        seen |= new
        waiting += new
    assert seen == pages.keys()
    assert len(pages) == plan.pages == 400


def test_article_pages_have_the_measured_size(portal: tuple[PortalPlan, dict[str, bytes]]) -> None:
    sizes = [len(body) for path, body in portal[1].items() if "/t20" in path]
    assert 30_000 < min(sizes) < 40_000 < max(sizes) < 50_000
    assert 36_000 < mean(sizes) < 42_000


def test_our_list_reader_finds_the_planned_rows_and_pages(portal: tuple[PortalPlan, dict[str, bytes]]) -> None:
    plan, pages = portal
    column = plan.sites[0].columns[0]
    read = read_list(_document(column.path, pages[column.path]), AS_OF)
    assert [(row.title, row.date) for row in read.rows] == [(one.title, one.day) for one in column.articles[:20]]
    assert len(read.pager.urls) == column.list_pages == 3


def test_exactly_the_planned_numbers_stand_open(portal: tuple[PortalPlan, dict[str, bytes]]) -> None:
    plan, pages = portal
    articles = [one for site in plan.sites for column in site.columns for one in column.articles]
    for article in articles[::7] + [one for one in articles if one.exposes]:
        document = _document(article.path, pages[article.path])
        assert classify(document).kind is Kind.ARTICLE
        numbers = IdNumbers.extract(PageSource(document.url, document, None, AS_OF))
        assert isinstance(numbers, IdNumbers)
        assert len(numbers.hits) == bool(article.exposes)
    assert plan.exposed == 4
