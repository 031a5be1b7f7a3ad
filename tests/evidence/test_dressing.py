"""Pages dressed in their own sheets and pictures: what is stored is shown, nothing else is loaded, nothing runs."""

from __future__ import annotations

import io
import re
import time
from datetime import UTC, datetime

import pytest
from PIL import Image

from evidence.css_pieces import Load, css_pieces, media_query
from evidence.inert import Inert, inert
from evidence.page_assets import PageAssets, Picture, Sheet, Wish, page_wishes
from evidence.picture_kind import picture_kind
from facts.document import Document
from inspection.asset import Asset, AssetKind
from inspection.fetched import Page

HOST = "http://a.example"
AT = datetime(2026, 3, 20, tzinfo=UTC)


def png(size: tuple[int, int] = (30, 20)) -> bytes:
    out = io.BytesIO()
    Image.new("1", size).save(out, "PNG")
    return out.getvalue()


def document(body: str, head: str = "", doctype: str = "<!DOCTYPE html>") -> Document:
    html = f"{doctype}<html><head><meta charset=utf-8>{head}</head>{body}</html>"
    return Document(Page(f"{HOST}/x/", f"{HOST}/x/", 200, (), html.encode(), AT))


def at_hand(**files: str | bytes) -> PageAssets:
    """Assets by path (``__`` for ``/``, ``_`` for a dot): texts are sheets, bytes are pictures."""
    assets = PageAssets()
    for name, body in files.items():
        url = f"{HOST}/{name.replace('__', '/').replace('_', '.')}"
        digest = format(hash(url) & (2**256 - 1), "064x")
        if isinstance(body, str):
            asset = Asset(url, AssetKind.STYLE, url, 200, "text/css; charset=utf-8", digest, "", AT)
            assets.sheets[url] = Sheet(asset, body.encode())
        else:
            kind = picture_kind(body)
            assert kind is not None
            asset = Asset(url, AssetKind.IMAGE, url, 200, "", digest, "", AT)
            assets.pictures[url] = Picture(asset, kind, body)
    return assets


def dressed(body: str, head: str = "", assets: PageAssets | None = None, **more: str) -> str:
    got: Inert = inert(document(body, head, **more), assets=assets or at_hand(a_css="p{color:red}"))
    return got.html.decode()


@pytest.mark.parametrize(
    ("css", "written"),
    [
        ("p{color:red}", "p{color:red}"),
        ("p>a~b+c[d='e']:not(.f){margin:-1.5em 0 10px}", "p>a~b+c[d='e']:not(.f){margin:-1.5em 0 10px}"),
        (".md\\:x::after{content:'\\e601'}", ".md\\:x::after{content:'\\e601'}"),
        ("@media (width <= 600px){p{top:0}}", "@media (width <= 600px){p{top:0}}"),
        ("@charset 'gbk';@namespace svg url(x);p{top:0}", "p{top:0}"),
        ("@font-face{font-family:f;src:url(f.woff)}p{top:0}", "p{top:0}"),
        ("p{width:expression(alert(1));top:0}", "p{width:none;top:0}"),
        ("p{behavior:none;-moz-binding:none}", "p{x-none:none;x-none:none}"),
        ("p{background:image-set('a.png' 1x, url(b.png) 2x) red}", "p{background:none red}"),
        ("/* <b> */p{top:0}", "/**/p{top:0}"),
        ("p{content:'</style><script>'}", "p{content:'\\3c /style>\\3c script>'}"),
        ("<!-- p{top:0} -->", "  p{top:0}  "),
        ("p\\</style{top:0}", "p\\3c /style{top:0}"),
        ("p{top:0", "p{top:0}"),
        ("p{a:calc((1px + 2px);b:c}q{d:e}", "p{a:calc((1px + 2px);b:c)}q{d:e}"),
        ("}}p{top:0}}", "p{top:0}"),
        ("p{content:'open\n}q{top:0}", "p{content:\n}q{top:0}"),
    ],
)  # fmt: skip
def test_what_stays_of_a_sheet(css: str, written: str) -> None:
    assert "".join(piece for piece in css_pieces(css) if isinstance(piece, str)) == written


@pytest.mark.parametrize(
    ("css", "loads"),
    [
        ("p{background:url(a.png)}", [(AssetKind.IMAGE, "a.png", "")]),
        ("p{background:URL( 'a.png' )}", [(AssetKind.IMAGE, "a.png", "")]),
        ('p{background:u\\72l("a b.png")}', [(AssetKind.IMAGE, "a b.png", "")]),
        ("p{background:url(a\\29 .png)}", [(AssetKind.IMAGE, "a).png", "")]),
        ("p{background:url(a.png", [(AssetKind.IMAGE, "a.png", "")]),
        ("@import 'a.css';", [(AssetKind.STYLE, "a.css", "")]),
        ("@im\\port url(a.css) print and (color);", [(AssetKind.STYLE, "a.css", "print and (color)")]),
        ("@import url(a.css) layer(x) supports(top:0);", [(AssetKind.STYLE, "a.css", "")]),
        ("@import 'a.css' x{}body{top:0};", [(AssetKind.STYLE, "a.css", "")]),
        ("/* url(a.png) */ p{content:'url(b.png)'}", []),
    ],
)
def test_what_a_sheet_would_load(css: str, loads: list[tuple[AssetKind, str, str]]) -> None:
    found = [(one.kind, one.address, one.media) for one in css_pieces(css) if isinstance(one, Load)]
    assert found == loads


@pytest.mark.parametrize(
    "part", ["(", "url(", "[", "/*", "@import ", "a{", "@font-face{", "}", '"', "\\", "@media(", "<"]
)
def test_no_sheet_takes_long(part: str) -> None:
    started = time.perf_counter()
    css_pieces(part * (150_000 // len(part)) + "}" * 20_000)
    assert time.perf_counter() - started < 3


@pytest.mark.parametrize(
    ("query", "kept"),
    [("screen", "screen"), ("(min-width: 1px)", "(min-width: 1px)"), ("all){}p{top:0}", ""), ("a(", ""), ("a;b", "")],
)
def test_only_plain_media_queries_stay(query: str, kept: str) -> None:
    assert media_query(query) == kept


def test_what_a_page_refers_to() -> None:
    head = (
        "<link rel='Stylesheet' href=/a.css><link rel='alternate stylesheet' href=/no.css><link rel=icon href=/no.ico>"
        "<style>@import '/b.css';p{background:url(c.png)}</style><script src=/no.js></script>"
    )
    body = (
        "<body background=d.gif style='background:url(e.png)'><img src=f.jpg><img src=javascript:x><img src='data:,x'>"
        "<img src=f.jpg><iframe src=no.html></iframe><video poster=no.png></video><a href=no.html>甲</a>"
    )
    assert page_wishes(document(body, head)) == [
        Wish(f"{HOST}/a.css", AssetKind.STYLE),
        Wish(f"{HOST}/b.css", AssetKind.STYLE),
        *(Wish(f"{HOST}/x/{name}", AssetKind.IMAGE) for name in ("c.png", "d.gif", "e.png", "f.jpg")),
    ]


def test_sheets_are_written_in_their_order_and_under_their_media() -> None:
    assets = at_hand(a_css="@import 'b.css' screen;p{top:1px}", b_css="p{top:0}")
    html = dressed("<body>", "<link rel=stylesheet media=print href=/a.css><style>p{top:2px}</style>", assets)
    assert '<style media="print">@media screen{p{top:0}}p{top:1px}</style><style>p{top:2px}</style>' in html


def test_pictures_lead_to_stored_files_or_nowhere() -> None:
    assets = at_hand(a_png=png(), c_css="p{background:url(a.png)}b{background:url(gone.png)}")
    name = assets.pictures[f"{HOST}/a.png"].name
    body = (
        "<body background=/a.png><img src=/a.png onerror=x alt=印章><p style='background:url(/a.png);top:0'>"
        "<p style='background:url(//evil.example/b.png)'><img src=//evil.example/c.png>"
    )
    html = dressed(body, "<link rel=stylesheet href=/c.css>", assets)
    assert f'p{{background:url("{name}")}}b{{background:none}}' in html
    assert f'<body background="{name}">' in html
    assert f'<img src="{name}" alt="印章">' in html
    assert f'style="background:url(&quot;{name}&quot;);top:0"' in html
    assert "evil" not in re.sub("［图片：[^］]*］", "", html)
    assert "onerror" not in html


@pytest.mark.parametrize(
    "hostile",
    [
        "<style>p{a:b}</style  x><script>alert(1)</script>",
        "<style>\\3c/style><script>alert(1)</script></style>",
        "<p style='a:b;}</style><script>alert(1)</script>'>",
        '<p style="background:url(javascript:alert(1))">',
        "<img src='data:text/html,<script>alert(1)</script>'>",
        "<img src='data:image/svg+xml,<html><script>alert(1)</script>'>",
        "<link rel=stylesheet href='data:text/css,p{a:b}'>",
        "<link rel=stylesheet media='print\"><script>alert(1)</script>' href=/a.css>",
        "<body class='\"><script>alert(1)</script>' onload=alert(1)>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
    ],
)
def test_nothing_that_runs_gets_in(hostile: str) -> None:
    html = dressed(f"<body>{hostile}", hostile)
    parsed = Document(Page("", f"{HOST}/", 200, (), html.encode(), AT)).tree
    assert [node.tag for node in parsed.css("script, iframe, object, embed, svg, link, base, form")] == []
    for node in parsed.css("*"):
        assert not [name for name in node.attributes if name.startswith("on")], html
        for name in ("src", "href", "background"):
            value = (node.attributes.get(name) or "").lower()
            assert not value.startswith("javascript")
            assert not value.startswith("data:text")


@pytest.mark.parametrize(
    ("doctype", "kept"),
    [
        ("", "<html"),
        ("<!DOCTYPE html>", "<!DOCTYPE html><html"),
        ('<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">', "<html"),
        ('<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/x">', "<!DOCTYPE html PUB"),
        ('<!DOCTYPE html PUBLIC "x" "><script>alert(1)</script>">', "<!DOCTYPE html><html"),
    ],
)  # fmt: skip
def test_the_layout_mode_of_the_page_stays(doctype: str, kept: str) -> None:
    assert dressed("<body>", doctype=doctype).startswith(kept)


def test_pictures_in_their_own_address_are_spelt_anew() -> None:
    html = dressed("<body><img src='data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'>")
    assert '<img src="data:image/gif;base64,R0lGOD' in html


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (png(), "image/png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><!-- x --><svg ", "image/svg+xml"),
        (b"<html><svg></svg></html>", None),
        (b"", None),
        (b"GIF89a", None),
        (png()[:20], None),
        (png((60_000, 4_000)), None),  # a giant: 30 MB unpacked, 30 kB packed
    ],
    ids=range(8),
)
def test_pictures_say_themselves_what_they_are(body: bytes, media_type: str | None) -> None:
    kind = picture_kind(body)
    assert (kind.media_type if kind else None) == media_type
