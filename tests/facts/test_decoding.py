"""Bytes decide, labels hint: every combination of header, meta and bytes."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from look_alikes import sample

from facts.decoding import decode

TEXT = "关于开展春季森林防火工作的通知，各镇街、各部门：请认真贯彻执行。镕喆昉"


def _page(meta: str, encoding: str, text: str = TEXT) -> bytes:
    label = f'<meta http-equiv="Content-Type" content="text/html; charset={meta}">' if meta else ""
    return f"<html><head>{label}<title>{text}</title></head><body><p>{text}</p></body></html>".encode(encoding)


@pytest.mark.parametrize("meta", ["", "utf-8", "gb2312", "GBK", "iso-8859-1", "no-such-code", "utf-16"])
@pytest.mark.parametrize("header", [None, "text/html", "text/html; charset=utf-8", "text/html;charset='GBK'"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_the_bytes_win_over_every_label(encoding: str, header: str | None, meta: str) -> None:
    decoded = decode(_page(meta, encoding), header)

    assert TEXT in decoded.text
    assert (decoded.encoding, decoded.replacements, decoded.readable) == (encoding, 0, True)


@pytest.mark.parametrize(
    ("body", "header", "encoding", "clue"),
    [
        (_page("utf-8", "utf-8"), None, "utf-8", "meta"),
        (_page("gb2312", "utf-8"), "text/html; charset=UTF-8", "utf-8", "header"),
        (_page("gb2312", "utf-8"), None, "utf-8", "bytes"),
        (_page("utf-8", "gbk"), "text/html; charset=utf-8", "gb18030", "bytes"),
        (_page("gb2312", "gbk"), None, "gb18030", "meta"),
        (codecs.BOM_UTF8 + _page("gbk", "utf-8"), "text/html; charset=gbk", "utf-8", "BOM"),
        (codecs.BOM_UTF16_LE + _page("", "utf-16-le"), None, "utf-16-le", "BOM"),
        (codecs.BOM_UTF16_BE + _page("", "utf-16-be"), None, "utf-16-be", "BOM"),
        (_page("", "utf-16-le"), None, "utf-16-le", "bytes"),
        (codecs.BOM_UTF8 + _page("utf-8", "gbk"), None, "gb18030", "bytes"),
        (_page("big5", "big5", "關於開展防火工作的通知與說明"), None, "big5hkscs", "meta"),
        (b"<p>plain</p>", "text/html; charset=gb2312", "gb18030", "header"),
        (b"", None, "utf-8", "bytes"),
    ],
)
def test_the_clue_that_named_the_encoding_is_told(body: bytes, header: str | None, encoding: str, clue: str) -> None:
    decoded = decode(body, header)

    assert (decoded.encoding, decoded.clue, decoded.replacements) == (encoding, clue, 0)


def test_a_short_gbk_text_that_happens_to_be_valid_utf8_is_read_as_labelled() -> None:
    assert "联通" in decode("<meta charset=gbk><p>联通</p>".encode("gbk"), None).text


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (_page("utf-8", "utf-8")[:-20] + b"\xff\xfe</p>", "utf-8"),
        (_page("gb2312", "gbk").replace("各部门".encode("gbk"), b"\xff\xff\xff"), "gb18030"),
        ((TEXT * 9).encode()[:-1], "utf-8"),
    ],
    ids=["utf-8", "gb18030", "cut off in a character"],
)
def test_a_damaged_page_keeps_its_encoding_and_counts_the_damage(body: bytes, encoding: str) -> None:
    decoded = decode(body, None)

    assert decoded.encoding == encoding
    assert 1 <= decoded.replacements <= 6
    assert decoded.readable


@pytest.mark.parametrize(
    "body",
    [bytes(range(256)) * 40, b"%PDF-1.4\n" + bytes((i * 89 + 7) % 256 for i in range(9000)), "�".encode() * 50],
    ids=["every byte", "a binary file", "a text destroyed before it was sent"],
)
def test_what_is_mostly_damage_is_unreadable(body: bytes) -> None:
    assert not decode(body, "text/html; charset=utf-8").readable


@settings(deadline=None)  # the machine may be busy
@given(st.binary(max_size=300), st.none() | st.text(max_size=40))
def test_it_never_raises_and_always_gives_text_that_can_be_stored(body: bytes, header: str | None) -> None:
    decode(body, header).text.encode("utf-8")


@pytest.mark.parametrize(
    ("path", "encoding", "word"),
    [
        ("pages/gne__people_1.html", "utf-8", "郑板桥"),
        ("pages/htmldate__archive.org.he.xinhuanet.com.25340717.html", "gb18030", "约定无期限"),
        ("charset/_chromium_gb18030_with_no_encoding_specified.html.xml", "gb18030", "中国"),
        ("charset/acnnewswire.net.xml", "gb18030", "rss"),
        ("charset/softsea.net.xml", "gb18030", "系统工具"),
        ("charset/w3cn.org.xml", "gb18030", "网页设计师"),
    ],
)
def test_real_pages(path: str, encoding: str, word: str) -> None:
    decoded = sample(path).decoded

    assert (decoded.encoding, decoded.replacements) == (encoding, 0)
    assert word in decoded.text
