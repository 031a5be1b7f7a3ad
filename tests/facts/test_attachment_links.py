"""Files that a page links to: which links they are, and what they are called."""

from __future__ import annotations

from datetime import datetime

import pytest

from facts.attachment_links import MAX_LINKS, linked_files, mentions_files, suffix_of
from facts.document import Document
from inspection.fetched import Page

AT = datetime.fromisoformat("2026-03-20T20:00:00+08:00")
URL = "http://www.portal.test/xz/gs/t20260318_1.html"


def files(html: str) -> list[tuple[str, str, bool]]:
    document = Document(Page(URL, URL, 200, (), html.encode(), AT))
    return [
        (file.url.removeprefix("http://www.portal.test"), file.name, file.readable) for file in linked_files(document)
    ]


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ('<a href="./P020260318.xlsx">附件1：名单</a>', ("/xz/gs/P020260318.xlsx", "附件1：名单.xlsx", True)),
        ('<a href="名单.XLS">名单.xls</a>', ("/xz/gs/%E5%90%8D%E5%8D%95.XLS", "名单.xls", True)),
        (
            '<a href="%E5%90%8D%E5%8D%95.docx"><img src=i.png></a>',
            ("/xz/gs/%E5%90%8D%E5%8D%95.docx", "名单.docx", True),
        ),
        ('<a href="a.pdf" title="通知全文"><i></i></a>', ("/xz/gs/a.pdf", "通知全文.pdf", True)),
        (
            '<a href="/down.jsp?filename=a.zip&amp;id=3">点击下载</a>',
            ("/down.jsp?filename=a.zip&id=3", "点击下载.zip", True),
        ),
        ('<a href="a.rar">附件</a>', ("/xz/gs/a.rar", "附件.rar", False)),
        ('<a href="a.wps#top">附\n 件</a>', ("/xz/gs/a.wps", "附 件.wps", True)),
        (f'<a href="a.csv">{"很长的名字" * 40}</a>', ("/xz/gs/a.csv", "很长的名字" * 16 + ".csv", True)),
        ('<a href="t20260318_2.html">正文</a>', None),
        ('<a href="a.pdf.html">正文</a>', None),
        ("<a href=\"javascript:down('a.pdf')\">下载</a>", None),
        ('<a href="/docx/">文档</a>', None),
        ('<img src="a.pdf">', None),
        ("<p>见 a.pdf</p>", None),
    ],
)
def test_a_link_is_a_file_by_the_end_of_its_address(link: str, found: tuple[str, str, bool] | None) -> None:
    assert files(f"<html><body><p>公示</p>{link}</body></html>") == ([found] if found else [])


def test_each_address_is_named_once_and_a_machines_page_is_not_read_to_its_end() -> None:
    assert len(files('<a href="a.pdf">一</a><a href="a.pdf">二</a>')) == 1
    assert len(files("".join(f'<a href="{n}.pdf">附件</a>' for n in range(MAX_LINKS + 50)))) == MAX_LINKS


@pytest.mark.parametrize(
    ("body", "may"),
    [
        (b'<a href="a.XLSX">', True),
        (b"<a href=a.pdf>", True),
        (b'<a href="down?f=a.doc&id=1">', True),
        (b'<a href="a.html">', False),
        (b"facts.pdfreader", False),
    ],
)
def test_a_page_without_files_is_known_by_its_bytes(body: bytes, may: bool) -> None:
    assert mentions_files(body) is may


def test_an_address_that_is_no_file_has_no_suffix() -> None:
    assert [suffix_of(url) for url in ("http://a.test/", "http://a.test/a.xls.htm", "http://a.test/A.PDF")] == [
        "", "", "pdf",
    ]  # fmt: skip
