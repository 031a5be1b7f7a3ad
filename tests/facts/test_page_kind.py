"""What an answer is; above all, what is no page of the site and therefore no evidence."""

from __future__ import annotations

import pytest
from look_alikes import FOLDER, document, look_alike, sample

from facts.page_kind import Kind, classify

ARTICLE = FOLDER + "202102/t20210225_8939081.html"


@pytest.mark.parametrize(
    ("name", "url", "kind"),
    [
        ("article", ARTICLE, Kind.ARTICLE),
        ("article", "file:///saved.html", Kind.ARTICLE),
        ("article_without_metas", FOLDER + "page.html", Kind.ARTICLE),
        ("maintenance_notice", FOLDER + "page.html", Kind.ARTICLE),
        ("text_page", FOLDER, Kind.ARTICLE),
        ("list_known_markup", FOLDER, Kind.LIST),
        ("list_known_markup", "file:///saved.html", Kind.LIST),
        ("list_unknown_markup", FOLDER, Kind.LIST),
        ("list_in_blocks", FOLDER + "index_3.html", Kind.LIST),
        ("list_jpage", FOLDER, Kind.LIST),
        ("list_blank", FOLDER, Kind.LIST),
        ("home", "http://www.example.gov.cn/sl/", Kind.HOME),
        ("home", "http://www.example.gov.cn/", Kind.HOME),
        ("list_known_markup", "http://www.example.gov.cn/index.html", Kind.HOME),
        ("error_in_frame", ARTICLE.replace("t2021", "x2021"), Kind.BLOCKED),
        ("error_in_frame", ARTICLE, Kind.BLOCKED),
        ("maintenance", FOLDER, Kind.BLOCKED),
        ("waf_cookie", FOLDER, Kind.BLOCKED),
        ("stub_removed", ARTICLE, Kind.STUB),
        ("column_moved", FOLDER, Kind.STUB),
        ("moved_by_script", FOLDER, Kind.STUB),
    ],
)
def test_look_alikes(name: str, url: str, kind: Kind) -> None:
    found = classify(look_alike(name, url))

    assert found.kind is kind, found.reason
    assert found.reason


@pytest.mark.parametrize("status", [400, 403, 404, 405, 410, 429, 500, 502, 503])
def test_an_error_status_is_never_content(status: int) -> None:
    page = look_alike("list_known_markup")
    found = classify(document(page.page.body, status=status))

    assert (found.kind, found.reason) == (Kind.BLOCKED, f"服务器返回状态 {status}")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"ok",
        b"\0\0\0\0\0\0\0\0\0\0\0\0",
        b"<html><body></body></html>",
        b"\xef\xbb\xbf \r\n",
        bytes(range(256)) * 20,
        "<title>404 Not Found</title><center><h1>404 Not Found</h1></center><hr><center>nginx</center>",
        "<title>访问被拦截</title><p>您的请求存在安全风险，请求编号：123</p>",
        "<p>抱歉，找不到该页面</p><a href='/'>返回首页</a>",
        "<p>系统繁忙，请稍后再试</p>",
        "<script>var arg1='4A1B2C3D4E5F60718293A4B5C6D7E8F901234567';</script><p>&nbsp;</p>",
        '<meta charset="utf-8"><script>$_ts=window["$_ts"];</script><body></body>',
        '<meta http-equiv="refresh" content="3;url=./">',
    ],
)
def test_answers_that_are_not_the_page(body: bytes | str) -> None:
    assert classify(document(body)).kind is Kind.BLOCKED


@pytest.mark.parametrize(
    ("content", "url", "target"),
    [
        ("0;URL=../", ARTICLE, None),
        ("0;URL=../index.html", ARTICLE, None),
        ("0; url='/sl/'", ARTICLE, None),
        ("0;URL=../", FOLDER, None),
        ("0;URL=javascript:x", ARTICLE, None),
        ("0;URL=./2021/", FOLDER, FOLDER + "2021/"),
        ("0; URL='2021/index.html'", FOLDER, FOLDER + "2021/index.html"),
        ("0;url=./index.html", FOLDER, FOLDER + "index.html"),
        ("5;url=http://other.gov.cn/x/", FOLDER, "http://other.gov.cn/x/"),
        ("0 url=../new/t20210225_2.html", ARTICLE, FOLDER + "new/t20210225_2.html"),
    ],
)
def test_a_refresh_to_a_parent_means_removed_and_elsewhere_means_moved(
    content: str, url: str, target: str | None
) -> None:
    found = classify(document(f'<META HTTP-EQUIV="REFRESH" CONTENT="{content}">', url))

    assert (found.kind, found.refresh_to) == (Kind.STUB, target)


def test_a_page_that_reloads_after_minutes_is_not_a_stub() -> None:
    text = "<h1>机构职能</h1><div class=TRS_UEDITOR>示例路1号办公，工作日接待</div>"
    page = f'<meta http-equiv="refresh" content="600;url=/sl/">{text}'

    assert classify(document(page)).kind is Kind.ARTICLE


def test_a_redirect_that_was_not_followed_is_a_stub() -> None:
    assert classify(document("x" * 50, status=302)).kind is Kind.STUB


@pytest.mark.parametrize(
    "extra",
    [
        '<meta http-equiv="refresh" content="600">',
        '<meta http-equiv="refresh" content="0;url=../">',
        "<script>document.cookie='seen=1';if(0){location.href='/m/'}</script>",
        "<p>如提示“您访问的页面不存在”，请检查网址；系统维护期间暂停访问；请求被拒绝时请输入验证码。</p>",
        "<title>关于“404 页面”治理和系统维护的通报</title>",
    ],
)
def test_a_real_article_with_such_words_or_tags_stays_an_article(extra: str) -> None:
    text = "<div class=TRS_UEDITOR>" + "<p>区政府办公室通报政府网站检查情况，要求各单位按期整改。</p>" * 20 + "</div>"

    assert classify(document(extra + text, ARTICLE)).kind is Kind.ARTICLE


def test_a_short_article_with_such_words_stays_an_article_by_its_shown_date() -> None:
    page = "<h1>维护公告</h1><p>发布时间：2021-02-20</p><p>因系统升级，网站暂停服务两小时。</p>"

    assert classify(document(page, ARTICLE)).kind is Kind.ARTICLE


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("gne__shanxi_1.html", Kind.ARTICLE),
        ("gne__gzggw_1.html", Kind.ARTICLE),
        ("gne__sxmu_1.html", Kind.ARTICLE),
        ("gne__cjn_1.html", Kind.ARTICLE),
        ("gne__people_1.html", Kind.ARTICLE),
        ("htmldate__archive.org.he.xinhuanet.com.25340717.html", Kind.ARTICLE),
        ("pingtan_gsgg_list.EXCERPT.html", Kind.LIST),
        ("jpage_dataproxy_jiangsu.EXCERPT.xml", Kind.LIST),
        ("school_createPageHTML_pager.EXCERPT.html", Kind.LIST),
        ("pingtan_removed_document_stub.html", Kind.STUB),
        ("newspaper4k__google_meta_refresh.html", Kind.STUB),
        ("jsl_challenge1_mps.EXCERPT.html", Kind.BLOCKED),
    ],
)
def test_real_pages(path: str, kind: Kind) -> None:
    found = classify(sample("pages/" + path))

    assert found.kind is kind, found.reason
