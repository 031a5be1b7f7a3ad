"""Title and text of an article."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from look_alikes import AS_OF, document, look_alike, sample

from facts.article import full_text, main_node, main_text, title_of
from facts.links import page_links
from facts.list_rows import read_list
from facts.page_kind import classify
from facts.publish_date import read_publish_date


def test_cells_stay_apart_and_inline_tags_do_not_split_numbers() -> None:
    text = main_text(look_alike("article"))

    assert text.split("\n")[0] == "2021年2月24日，示例镇组织护林员对辖区126处重点区域开展巡查。"
    assert "1122" not in text
    assert "hidden" not in text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>500225<span>1990</span><b>0101</b></p>", "5002251990 0101".replace(" ", "")),
        ("<table><tr><td>5002</td><td>25</td></tr><tr><th>a</th><th>b</th></tr></table>", "5002 25\na b"),
        ("<table><tr><td><p>5002</p></td><td><p>25</p></td></tr></table>", "5002\n25"),
        ("<p>甲</p><p>乙<br>丙</p>", "甲\n乙\n丙"),
        ("<p>甲\n   乙&nbsp;&nbsp;丙　丁</p>", "甲 乙 丙 丁"),
        ("<p>50\u200b02<o:p></o:p>25</p>", "500225"),
        ('<p title="a>b">甲<!-- 乙 > 丙 --><script>丁</script><style>戊</style></p>', "甲"),
        ("<p>1 &lt; 2 &amp;amp; 3</p>", "1 < 2 &amp; 3"),
        ("<ul><li>甲<li>乙</ul>", "甲\n乙"),
        ("<textarea>甲 <b>乙</b></textarea>", "甲 <b>乙</b>"),
        ("", ""),
    ],
)
def test_plain_text(html: str, text: str) -> None:
    assert full_text(document(html)).strip() == text


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ('<meta name="ARTICLETITLE" content=" 元 标题 "><title>窗口标题_某网</title>', "元 标题"),
        ('<meta name="ArticleTitle" content="文章标题"><title>窗口标题</title>', "窗口标题"),
        (
            "<title>春耕备耕_某区政府</title><h1>某区政府</h1><div class=zwxl-title><p class=tit>春耕备耕</p></div>",
            "春耕备耕",
        ),
        ("<title>春耕备耕启动 - 动态 - 某区政府</title><p>春耕备耕启动</p>", "春耕备耕启动"),
        ("<title>1-10月投资稳中趋优-某局</title><p>1-10月投资稳中趋优</p>", "1-10月投资稳中趋优"),
        ("<title>1-10月投资稳中趋优</title>", "1-10月投资稳中趋优"),
        ("<title>春耕备耕启动--文化--某网</title>", "春耕备耕启动"),
        ("<title>春耕备耕启动_某区政府</title>", "春耕备耕启动"),
        (
            '<meta name="SiteName" content="某区政府"><title>某区政府</title><h1>某区政府</h1><h2>春耕备耕启动</h2>',
            "春耕备耕启动",
        ),
        ('<meta name="SiteName" content="某区政府"><title>春耕-某区政府</title>', "春耕"),
        ("<h1>只有标题行</h1>", "只有标题行"),
        ("<svg><title>图标</title></svg>", "图标"),
        ("<p>没有标题</p>", ""),
    ],
)
def test_titles(html: str, title: str) -> None:
    assert title_of(document(html)) == title


def test_the_densest_block_is_the_text_where_no_container_is_known() -> None:
    text = main_text(look_alike("article_without_metas"))

    assert text.startswith("现将2020年度预算执行情况公告如下。")
    assert text.endswith("二〇二一年二月八日")


def test_a_body_of_pictures_is_a_body() -> None:
    node = main_node(document('<div class="TRS_UEDITOR"><img src="a.jpg"></div><p>' + "页脚文字" * 30 + "</p>"))

    assert node is not None
    assert node.attributes["class"] == "TRS_UEDITOR"


def test_a_page_without_text_has_no_body() -> None:
    page = document("<body><a href=x>只有链接只有链接只有链接只有链接只有链接</a></body>")

    assert (main_node(page), main_text(page)) == (None, "")


@pytest.mark.parametrize(
    ("path", "title", "opening"),
    [
        ("pages/gne__shanxi_1.html", "山西品牌丝路行（南美站）正式启动", "图为"),
        ("pages/gne__gzggw_1.html", "1-10月德清县固定资产投资结构趋稳趋优", "1-10月，全县固定资产投资"),
        ("pages/gne__sxmu_1.html", "中华人民共和国监察法", "中华人民共和国监察法"),
        ("pages/gne__cjn_1.html", "外媒眼中的武汉长假：蓬勃发展，欢声笑语", "长江网10月4日讯"),
        ("pages/gne__people_1.html", "女儿出嫁，郑板桥画了几笔兰花当嫁妆", "点击进入"),
        (
            "pages/htmldate__archive.org.he.xinhuanet.com.25340717.html",
            "话剧《约定无期限》河北各市巡演结束",
            "一个约定，信守15年",
        ),
    ],
)
def test_real_articles(path: str, title: str, opening: str) -> None:
    page = sample(path)

    assert title_of(page) == title
    assert main_text(page).startswith(opening)


def read_everything(html: bytes | str) -> None:
    """Every reader over one page; the page text must also be storable."""
    page = document(html)
    classify(page)
    read_list(page, AS_OF)
    read_list(page, AS_OF, ())
    read_publish_date(page, AS_OF)
    page_links(page)
    title_of(page)
    full_text(page).encode()
    main_text(page).encode()


_PIECES = st.sampled_from(
    [
        *(
            "<div>",
            "</div>",
            "<ul class=tab-item>",
            "<li class=clearfix>",
            "</li>",
            "<table>",
            "<tr>",
            "<td>",
            "</table>",
        ),
        *(
            "<a href='t20210225_1.html'>",
            "<a href='javascript:x'>",
            "<a href=''>",
            "</a>",
            "<script>",
            "</script>",
            "<!--",
        ),
        *(
            "-->",
            "<p>",
            "<h1>",
            "<title>",
            "<meta name=PubDate content='2021-02-30'>",
            "<meta http-equiv=refresh content=''>",
        ),
        *(
            "<base href='//['>",
            "2021-02-25",
            "[02-25]",
            "发布时间：",
            "25",
            "2021-02",
            "\0",
            "\x1e",
            "更多",
            "下一页",
            "&#0;",
        ),
        *(
            "您访问的页面不存在",
            "createPageHTML(",
            "3,0)",
            "countPage=",
            "<record><![CDATA[",
            "]]></record>",
            "<datastore>",
        ),
    ]
)


@settings(deadline=None)  # the machine may be busy
@given(st.lists(_PIECES | st.text(max_size=8), max_size=60).map("".join))
def test_no_page_breaks_a_reader(html: str) -> None:
    read_everything(html.encode("utf-8", "replace"))


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 200_000,
        "<ul><li>" * 100_000,
        "<b><p>" * 50_000,
        "<b>" * 60_000 + "<div>" * 60_000,
        "<div></span>" * 80_000,
        "<table><tr><td>" * 60_000,
        "<select>" + "<option>" * 100_000,
        "<a href=t1.html>" * 60_000,
        "<ul>" + "<li><a href='./202102/t20210225_1.html'>标题标题标题标题</a>2021-02-25" * 8_000,
        "<" * 1_000_000,
        "<!--" * 200_000,
        "<a " + "x=y " * 200_000 + ">",
        "[[CDATA[<record>" * 60_000,
        "createPage(" * 80_000,
        "发布时间：" * 150_000,
        "2021年" * 150_000,
        "<p>" + "9" * 1_000_000,
        "<p>" + " \u3000" * 300_000,
        "\0" * 1_000_000,
        "<script>document.cookie=" * 40_000,
        "<title>" + "-" * 200_000,
        "<meta http-equiv=refresh content='" + "0" * 300_000 + "'>",
    ],
    ids=lambda html: html[:24].strip() or "blank",
)
def test_a_hostile_megabyte_is_read_in_seconds(html: str) -> None:
    started = time.process_time()
    read_everything(html)

    assert time.process_time() - started < 8
