"""The replay portal over real HTTP."""

from __future__ import annotations

import http.client
import io
import json
import re
import subprocess
import sys
from datetime import date, datetime
from urllib.parse import urlsplit

import openpyxl
import pypdf
import pytest
from docx import Document as Docx

from crawler.feeds import read_feed
from demo.server import CONTROL, RunningPortal
from demo.world import World
from inspection.registry import FeedFormat

LIST = "http://www.dazu.gov.cn/qzfbm/fagaiwei/zwgk/dt/"
CHECK = "2021-02-27T00:47:55+08:00"

Reply = tuple[int, dict[str, str], bytes]


def ask(portal: RunningPortal, target: str, method: str = "GET", body: str | None = None, **headers: str) -> Reply:
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(portal.url).port or 0, timeout=10)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, target, body, named)
        reply = connection.getresponse()
        return reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read()
    finally:
        connection.close()


def at(portal: RunningPortal, moment: str) -> None:
    portal.set_moment(datetime.fromisoformat(moment))


def test_proxy_form_host_header_and_path_form_show_the_same_page(portal: RunningPortal) -> None:
    at(portal, CHECK)
    status, headers, body = ask(portal, LIST)
    assert status == 200
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert ask(portal, "/qzfbm/fagaiwei/zwgk/dt/", Host="www.dazu.gov.cn")[2] == body
    assert ask(portal, LIST + "index.html")[2] == body
    browsed = ask(portal, "/_/www.dazu.gov.cn/qzfbm/fagaiwei/zwgk/dt/")[2].decode()
    assert 'href="/_/www.dazu.gov.cn/qzfbm/fagaiwei/"' in browsed


def test_an_unknown_address_or_host_is_not_found(portal: RunningPortal) -> None:
    assert ask(portal, "http://www.dazu.gov.cn/no/such/page.html")[0] == 404
    assert ask(portal, "http://elsewhere.invalid/")[0] == 404


def test_the_moment_can_be_read_and_set_and_pages_follow(portal: RunningPortal) -> None:
    article = "http://www.dazu.gov.cn/jkq/sqjkq/zwgk_106107/fdzdgknr_106109/gsgg/202102/t20210225_8939081.html"
    at(portal, "2021-02-25T09:59:00+08:00")
    assert ask(portal, article)[0] == 404
    at(portal, "2021-02-25T10:00:00+08:00")
    status, _, body = ask(portal, article)
    assert status == 200
    assert '<meta name="PubDate" content="2021-02-25 10:00">' in body.decode()
    assert json.loads(ask(portal, CONTROL)[2]) == {"moment": "2021-02-25T10:00:00+08:00"}


@pytest.mark.parametrize("wrong", ["yesterday", "2021-02-25T10:00:00"])
def test_a_wrong_moment_is_refused_and_changes_nothing(portal: RunningPortal, wrong: str) -> None:
    at(portal, CHECK)
    assert ask(portal, CONTROL, "PUT", wrong)[0] == 400
    assert json.loads(ask(portal, CONTROL)[2]) == {"moment": CHECK}


def test_unchanged_pages_answer_304(portal: RunningPortal) -> None:
    at(portal, CHECK)
    _, headers, _ = ask(portal, LIST)
    for condition in ({"If_None_Match": headers["etag"]}, {"If_Modified_Since": headers["last-modified"]}):
        status, _, body = ask(portal, LIST, **condition)
        assert (status, body) == (304, b"")
    assert ask(portal, LIST, If_None_Match='"other"', If_Modified_Since=headers["last-modified"])[0] == 200


def test_a_list_changes_its_etag_when_something_new_appears(portal: RunningPortal, world: World) -> None:
    newest = world.listed("fagaiwei-dt", datetime.fromisoformat(CHECK))[0]
    at(portal, CHECK)
    later = ask(portal, LIST)[1]["etag"]
    at(portal, newest.at.replace(hour=0).isoformat())
    assert ask(portal, LIST)[1]["etag"] != later
    assert ask(portal, LIST, If_None_Match=later)[0] == 200


def test_lists_are_paged_by_twenty(portal: RunningPortal, world: World) -> None:
    at(portal, CHECK)
    expected = world.listed("fagaiwei-dt", datetime.fromisoformat(CHECK))
    first, second = (ask(portal, LIST + name)[2].decode() for name in ("index.html", "index_1.html"))
    links = re.findall(r'href="\./(\d{6}/t\d{8}_\d+\.html)"', first + second)
    assert links == [article.relative for article in expected]
    assert 20 < len(expected) <= 40
    assert re.search(r"createPage(HTML)?\(2, ?0", first)
    assert ask(portal, LIST + "index_2.html")[0] == 404


@pytest.mark.parametrize(
    ("target", "moment", "status", "part"),
    [
        ("http://www.dazu.gov.cn/qzfbm/shenjiju/zwgk/dt/", "2021-01-10T23:50:00+08:00", 502, "502 Bad Gateway"),
        ("http://www.dazu.gov.cn/qzfbm/shenjiju/zwgk/dt/", "2021-01-11T00:00:00+08:00", 200, '<ul class="rsj-list1">'),
        ("http://www.dazu.gov.cn/zjxz/jinshan/zwgk/yw/", "2021-01-24T23:50:00+08:00", 200, "^<script>document.cookie="),
        ("http://www.dazu.gov.cn/zjxz/jijia/zwgk/yw/", CHECK, 200, r'^<meta http-equiv="refresh" .*URL=\./2021/"'),
        ("http://www.dazu.gov.cn/zjxz/jijia/zwgk/yw/2021/", CHECK, 200, r'href="\.\./202102/t'),
        ("http://www.dazu.gov.cn/zjxz/baoxing/zwgk/dt_2021/", CHECK, 200, r'href="\.\./dt/202102/t'),
        ("http://www.dazu.gov.cn/zjxz/baoxing/zwgk/dt_2021/", "2021-01-03T23:50:00+08:00", 404, "404"),
        ("http://www.dazu.gov.cn/zjxz/zhongao/zwgk/dt/", CHECK, 200, r">02-\d\d<"),
        ("http://www.dazu.gov.cn/qzfbm/wenlvwei/zwgk/yw/", CHECK, 200, "大足石刻景区预约参观须知"),
        ("http://feeds.invalid/weibo/tongjiju-weibo", "2021-01-17T23:50:00+08:00", 200, "这里还没有内容"),
        ("http://feeds.invalid/sheet/gonganju-yidian.csv", "2020-12-27T23:50:00+08:00", 404, "404"),
    ],
)  # fmt: skip
def test_planned_trouble(portal: RunningPortal, target: str, moment: str, status: int, part: str) -> None:
    at(portal, moment)
    got, _, body = ask(portal, target)
    assert got == status
    assert re.search(part, body.decode())


def test_a_removed_document_is_a_stub_that_the_list_still_links(portal: RunningPortal, world: World) -> None:
    gone = next(article for article in world.articles if article.gone)
    at(portal, CHECK)
    assert ask(portal, gone.url)[2].startswith(b'<meta http-equiv="refresh"')
    assert gone.relative in ask(portal, gone.column.url)[2].decode()
    at(portal, "2020-12-15T12:00:00+08:00")
    assert "玉滩水库" in ask(portal, gone.url)[2].decode()


def test_a_gbk_page_wears_a_utf8_label(portal: RunningPortal) -> None:
    at(portal, CHECK)
    _, headers, body = ask(portal, "http://www.dazu.gov.cn/zjxz/yongxi/zwgk/dt/")
    assert headers["content-type"].endswith("charset=utf-8")
    assert "雍溪镇" in body.decode("gbk")
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")


def test_attachments_of_three_kinds_open(portal: RunningPortal, world: World) -> None:
    at(portal, CHECK)
    first = {attachment.kind: key for key, (_, attachment) in reversed(world.attachments.items())}
    bodies = {kind: ask(portal, "http://" + key)[2] for kind, key in first.items()}
    assert openpyxl.load_workbook(io.BytesIO(bodies["xlsx"])).active["A1"].value == "序号"
    assert "填表说明" in "".join(paragraph.text for paragraph in Docx(io.BytesIO(bodies["docx"])).paragraphs)
    assert len(pypdf.PdfReader(io.BytesIO(bodies["pdf"])).pages) == 1


def test_every_feed_tells_the_posts_that_are_out(portal: RunningPortal, world: World) -> None:
    moment = datetime.fromisoformat(CHECK)
    at(portal, CHECK)
    formats = set()
    for account in world.district.accounts:
        status, headers, body = ask(portal, account.feed_url)
        assert status == 200
        reading = read_feed(body, account.feed_format, moment, headers["content-type"])
        assert reading.reason is None
        told = sorted(post.published_at.replace(second=0) for post in reading.posts if post.published_at)
        out = sorted(p.published_at.replace(second=0) for p in world.feed(account.id, moment) if p.published_at)
        assert told == out, account.id
        assert sum(post.pinned for post in reading.posts) == sum(p.pinned for p in world.feed(account.id, moment))
        formats.add(account.feed_format)
    assert formats == set(FeedFormat)


def test_one_connection_serves_many_requests(portal: RunningPortal) -> None:
    at(portal, CHECK)
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(portal.url).port or 0, timeout=10)
    for _ in range(3):
        connection.request("GET", LIST)
        assert connection.getresponse().read()
        kept = connection.sock
    assert kept is not None
    connection.close()


def test_the_home_page_has_navigation_unit_links_and_dated_news(portal: RunningPortal, world: World) -> None:
    at(portal, CHECK)
    text = ask(portal, "http://www.dazu.gov.cn/qzfbm/qyjj/")[2].decode()
    assert all(f'href="{urlsplit(site.home_url).path}"' in text for site in world.district.sites)
    days = [date.fromisoformat(day) for day in re.findall(r"<span>(\d{4}-\d\d-\d\d)</span>", text)]
    assert (date(2021, 2, 27) - max(days)).days <= 14


def test_the_portal_ends_when_it_is_closed() -> None:
    running = RunningPortal()
    running.close()
    running.close()
    with pytest.raises(ConnectionRefusedError):
        ask(running, CONTROL)


def test_a_taken_port_is_one_plain_line(portal: RunningPortal) -> None:
    command = [sys.executable, "-m", "demo.portal", "--port", str(urlsplit(portal.url).port)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("无法在端口")
    assert "Traceback" not in done.stderr
