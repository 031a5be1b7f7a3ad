"""Links of a page, absolute and in one spelling."""

from __future__ import annotations

import pytest
from look_alikes import document

from facts.links import base_url, page_links, resolve

BASE = "http://www.example.gov.cn/sl/dt/index.html"


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("./202102/t1.html", "http://www.example.gov.cn/sl/dt/202102/t1.html"),
        ("../tz/", "http://www.example.gov.cn/sl/tz/"),
        ("/a.htm#top", "http://www.example.gov.cn/a.htm"),
        ("//other.gov.cn/a", "http://other.gov.cn/a"),
        ("HTTPS://WWW.Example.GOV.cn:443/A", "https://www.example.gov.cn/A"),
        ("http://www.example.gov.cn:8080", "http://www.example.gov.cn:8080/"),
        ("?page=2", "http://www.example.gov.cn/sl/dt/index.html?page=2"),
        (" \n t2.html\t ", "http://www.example.gov.cn/sl/dt/t2.html"),
        ("附件 1.doc", "http://www.example.gov.cn/sl/dt/%E9%99%84%E4%BB%B6%201.doc"),
        ("a%20b.html", "http://www.example.gov.cn/sl/dt/a%20b.html"),
        ("http:\\\\www.example.gov.cn\\b", "http://www.example.gov.cn/b"),
        ("http://127.0.0.1:80\\@example.com/", "http://127.0.0.1/@example.com/"),
        ("http://[::1]/x", "http://[::1]/x"),
        ("#top", None),
        ("", None),
        ("javascript:void(0)", None),
        ("JavaScript:;", None),
        ("javacript:void(0)", None),
        ("mailto:a@example.gov.cn", None),
        ("file:///etc/passwd", None),
        ("data:text/html,x", None),
        ("http://", None),
        ("http://[bad", None),
        ("http://host:99999/", None),
    ],
)
def test_resolve(href: str, url: str | None) -> None:
    assert resolve(BASE, href) == url


def test_links_keep_document_order_and_come_once() -> None:
    page = document(
        '<a href="b.html">b</a><a href="a.html">a</a><a hhref="c.html">c</a><a href="./b.html#x">b</a>', BASE
    )

    assert page_links(page) == ("http://www.example.gov.cn/sl/dt/b.html", "http://www.example.gov.cn/sl/dt/a.html")


@pytest.mark.parametrize(
    ("tag", "base"),
    [
        ("", BASE),
        ('<base href="http://cdn.example.gov.cn/x/">', "http://cdn.example.gov.cn/x/"),
        ('<base target="_blank"><base href="/y/">', "http://www.example.gov.cn/y/"),
        ('<base href="javascript:0">', BASE),
    ],
)
def test_the_base_element_is_honoured(tag: str, base: str) -> None:
    page = document(f'<head>{tag}</head><a href="t.html">t</a>', BASE)

    assert base_url(page) == base
    assert page_links(page) == (base.rpartition("/")[0] + "/t.html",)


def test_a_page_handed_in_as_a_file_keeps_its_relative_links_as_names() -> None:
    assert resolve("file:///list.html", "./202102/t1.html") == "file:///202102/t1.html"
    assert resolve("file:///list.html", "//host/share") is None
    assert resolve("file:///list.html", "file:///etc/passwd") is None
    assert page_links(document('<a href="t1.html">t</a>', "file:///list.html")) == ()
