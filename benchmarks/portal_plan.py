"""Which pages the measured portal has: sites, columns, articles with days and rising document numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from benchmarks.invented_text import InventedText
from inspection.moment import BEIJING
from inspection.registry import ColumnKind

SITES = 65
ROWS_PER_PAGE = 20
#: The scan's moment. All articles of a column with an update window lie inside that window, so that a first weekly
#: scan asks every page of the portal.
AS_OF = datetime(2021, 2, 26, 20, 0, tzinfo=BEIJING)
#: Every so many articles of a notice column show a citizen number.
EXPOSED_EVERY = 20

_DOCIDS_PER_DAY = 3000
_DOCID_EPOCH = date(2013, 1, 1)


@dataclass(frozen=True, slots=True)
class Shape:
    """A column that every site has. ``full`` and ``small``: its articles in either size; 0 = one page of text.

    ``days``: its articles are spread evenly over so many days before ``AS_OF``.
    """

    code: str
    kind: ColumnKind
    name: str
    days: int
    full: int
    small: int


SHAPES = (
    Shape("dt", ColumnKind.NEWS, "工作动态", 27, 60, 10),
    Shape("yw", ColumnKind.NEWS, "要闻", 27, 20, 4),
    Shape("gsgg", ColumnKind.NOTICE, "公示公告", 190, 40, 6),
    Shape("zcwj", ColumnKind.POLICY, "政策文件", 190, 20, 3),
    Shape("zcjd", ColumnKind.INTERPRETATION, "政策解读", 190, 20, 2),
    Shape("bszn", ColumnKind.GUIDE, "办事指南", 400, 20, 3),
    Shape("ndbg", ColumnKind.ANNUAL_REPORT, "年度报告", 1800, 5, 1),
    Shape("gk", ColumnKind.OVERVIEW, "概况", 0, 0, 0),
    Shape("jgzn", ColumnKind.FUNCTIONS, "机构职能", 0, 0, 0),
    Shape("ldxx", ColumnKind.LEADERS, "领导信息", 0, 0, 0),
    Shape("gkxx", ColumnKind.MAILBOX, "公开信箱", 0, 0, 0),
)


@dataclass(frozen=True, slots=True)
class Article:
    """``path`` begins with a slash. ``exposes``: the open citizen number in its text, or empty."""

    path: str
    title: str
    day: date
    exposes: str = ""


@dataclass(frozen=True, slots=True)
class PlannedColumn:
    """``path`` begins and ends with a slash; ``articles`` run from new to old, none for a page of text."""

    shape: Shape
    path: str
    articles: tuple[Article, ...]

    @property
    def list_pages(self) -> int:
        return max(1, -(-len(self.articles) // ROWS_PER_PAGE))


@dataclass(frozen=True, slots=True)
class PlannedSite:
    id: str
    name: str
    path: str
    columns: tuple[PlannedColumn, ...]


@dataclass(frozen=True, slots=True)
class PortalPlan:
    sites: tuple[PlannedSite, ...]

    @property
    def pages(self) -> int:
        """HTML pages: home pages, list pages, articles."""
        columns = [column for site in self.sites for column in site.columns]
        return len(self.sites) + sum(column.list_pages + len(column.articles) for column in columns)

    @property
    def exposed(self) -> int:
        """Articles that show an open citizen number."""
        return sum(bool(one.exposes) for site in self.sites for column in site.columns for one in column.articles)


def plan_portal(size: str, text: InventedText, sites: int = SITES) -> PortalPlan:
    """The portal in ``size`` "full" (13,000 pages on 65 sites) or "small" (2,665)."""
    docids: Counter[date] = Counter()
    names = enumerate(text.names(sites), 1)
    return PortalPlan(tuple(_site(number, f"{name}局", size, text, docids) for number, name in names))


def _site(number: int, name: str, size: str, text: InventedText, docids: Counter[date]) -> PlannedSite:
    path = f"/qzfbm/unit{number:02}/"
    columns = tuple(_column(shape, f"{path}{shape.code}/", name, size, text, docids) for shape in SHAPES)
    return PlannedSite(f"unit{number:02}", name, path, columns)


def _column(shape: Shape, path: str, unit: str, size: str, text: InventedText, docids: Counter[date]) -> PlannedColumn:
    count = shape.full if size == "full" else shape.small
    newest = AS_OF.date() - timedelta(days=1)
    articles = []
    for place in range(count):
        day = newest - timedelta(days=place * shape.days // count)
        docids[day] += 1
        docid = (day - _DOCID_EPOCH).days * _DOCIDS_PER_DAY + docids[day]
        exposes = shape.kind is ColumnKind.NOTICE and place % EXPOSED_EVERY == EXPOSED_EVERY // 4
        articles.append(
            Article(
                f"{path}{day:%Y%m}/t{day:%Y%m%d}_{docid}.html",
                text.title(unit),
                day,
                text.citizen_number() if exposes else "",
            )
        )
    return PlannedColumn(shape, path, tuple(articles))
