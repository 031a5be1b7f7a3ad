"""Small pages for the tests of facts."""

from datetime import datetime

from facts.document import Document
from facts.sources import PageSource
from inspection.fetched import Page
from inspection.registry import ColumnKind

AS_OF = datetime.fromisoformat("2021-02-27T00:47:55+08:00")
URL = "http://www.portal.test/qmj/gsgg/202102/t20210225_8939081.html"


def article(
    body: str, title: str = "关于某事项的公示", published: str = "2021-02-25 10:00", url: str = URL
) -> Document:
    html = (
        f'<html><head><meta charset="utf-8"><title>{title}</title><meta name="ArticleTitle" content="{title}">'
        f'<meta name="PubDate" content="{published}"></head><body><p class="tit">{title}</p>'
        f'<div class="view TRS_UEDITOR">{body}</div></body></html>'
    )
    headers = (("content-type", "text/html; charset=utf-8"),)
    return Document(Page(url, url, 200, headers, html.encode(), AS_OF))


def source(document: Document, kind: ColumnKind | None = None) -> PageSource:
    return PageSource(document.url, document, kind, AS_OF)


def with_check_digit(first_17: str) -> str:
    """A citizen number of GB 11643 with its check character."""
    total = sum(int(digit) * (1 << 17 - place) for place, digit in enumerate(first_17))
    return first_17 + "10X98765432"[total % 11]
