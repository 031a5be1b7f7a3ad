"""Page counts and addresses of lists."""

from __future__ import annotations

import pytest
from look_alikes import document, look_alike, sample

from facts.pager import MAX_PAGES, Pager, read_pager

FOLDER = "http://www.example.gov.cn/dt/"


def _pager(script: str, url: str = FOLDER) -> Pager:
    return read_pager(document(f"<body><div class=page>{script}</div></body>", url))


@pytest.mark.parametrize(
    ("script", "pages", "last"),
    [
        ('<script>createPageHTML(3, 0, "index", "html");</script>', 3, "index_2.html"),
        ("<script>createPageHTML( 3 ,1,'index','shtml')</script>", 3, "index_2.shtml"),
        ("<script>createPageHTML('page_div',3, 1,'list','htm',40);</script>", 3, "list_2.htm"),
        ("<script>createPage(3);</script>", 3, "index_2.html"),
        ("<script>createPage(3,0)</script>", 3, "index_2.html"),
        ("<script><!--\ncreatePage(3,0)\n//--></script>", 3, "index_2.html"),
        ('<!-- <script>createPageHTML(3, 0, "index", "html")</script> -->', 3, "index_2.html"),
        ('<script>//createPageHTML(9, 0, "index", "htm");\nvar countPage = 3;</script>', 3, "index_2.htm"),
        (
            '<script>//createPageHTML(9, 0, "index", "html");\ncreatePageHTML(3, 0, "index", "html");</script>',
            3,
            "index_2.html",
        ),
        ('<script>/* var countPage = 9; */ createPageHTML(3, 0, "index", "html");</script>', 3, "index_2.html"),
        ("<script>var u='http://x/'; createPage(3);</script>", 3, "index_2.html"),
    ],
)
def test_the_script_call_names_count_and_files(script: str, pages: int, last: str) -> None:
    pager = _pager(script)

    assert (pager.pages, len(pager.urls)) == (pages, pages)
    assert pager.urls[0] == FOLDER
    assert pager.urls[-1] == FOLDER + last


@pytest.mark.parametrize("url", [FOLDER, FOLDER + "index.html", FOLDER + "index_1.html"])
def test_every_page_of_a_list_gives_the_same_further_pages(url: str) -> None:
    pager = _pager('<script>createPageHTML(3, 0, "index", "html");</script>', url)

    first = FOLDER if url == FOLDER else FOLDER + "index.html"
    assert pager.urls == (first, FOLDER + "index_1.html", FOLDER + "index_2.html")


@pytest.mark.parametrize("count", ["0", "1"])
def test_a_list_of_one_page(count: str) -> None:
    assert _pager(f'<script>createPageHTML({count}, 0, "index", "html");</script>') == Pager(1, (FOLDER,))


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<script>function createPageHTML(_nPageCount, _nCurrIndex){ if(_nPageCount <= 1) return; }</script>",
        "<script>var totalPages = 9;</script>",
        '<a href="javascript:next()">下一页</a>',
        '<a href="./index.html">下一页</a>',
    ],
)
def test_a_page_without_a_pager_is_its_own_only_page(html: str) -> None:
    assert _pager(html) == Pager(None, (FOLDER,))


@pytest.mark.parametrize(
    ("links", "rest"),
    [
        ('<a href="index_1.html">下一页</a>', ["index_1.html"]),
        (
            '<a href="index_1.html">下一页</a><a href="index_3.html">尾页</a>',
            ["index_1.html", "index_2.html", "index_3.html"],
        ),
        ('<a href="?p=2">下页</a><a href="?p=4">末页</a>', ["?p=2", "?p=3", "?p=4"]),
        ('<a href="?p=2">下一页</a><a href="?p=2">尾页</a>', ["?p=2"]),
        ('<a href="?p=2&s=1">下一页</a><a href="?p=4&s=2">尾页</a>', ["?p=2&s=1", "?p=4&s=2"]),
    ],
)
def test_plain_links_lead_on(links: str, rest: list[str]) -> None:
    assert _pager(links).urls == (FOLDER, *(FOLDER + each for each in rest))


@pytest.mark.parametrize(
    "html",
    [
        '<script>createPageHTML(99999, 0, "index", "html");</script>',
        '<a href="?p=2">下一页</a><a href="?p=99999">尾页</a>',
    ],
)
def test_endless_lists_are_cut(html: str) -> None:
    assert len(_pager(html).urls) == MAX_PAGES


def test_the_datastore_of_a_list_tells_its_page_count() -> None:
    assert read_pager(look_alike("list_jpage")).pages == 2


def test_a_real_pager_whose_call_is_commented_out() -> None:
    pager = read_pager(sample("pages/school_createPageHTML_pager.EXCERPT.html", FOLDER))

    assert (pager.pages, pager.urls[-1]) == (17, FOLDER + "index_16.html")
