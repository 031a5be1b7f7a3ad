"""A small district that is built unlike the big portal: no TRS, .htm pages, table lists, its feeds on the same host."""

from __future__ import annotations

import csv
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from config.new_district import write_district
from config.registry_files import HEADERS

#: Invented: the check digit fits, the owner would be 118 years old in 2026.
CITIZEN_NUMBER = "500225190803170019"
AS_OF = "2026-03-20T20:00:00+08:00"
FILLER = "<!-- 样式占位 -->" * 120


def article(title: str, day: str, text: str) -> str:
    return (
        f"<html><head><meta charset='utf-8'><title>{title}-柳溪县</title></head><body><h1>{title}</h1>"
        f"<div class='info'>发布日期：{day} 来源：柳溪县</div>"
        f"<div class='content'><p>{text * 6}</p></div>{FILLER}</body></html>"
    )


def table_list(name: str, rows: list[tuple[str, str, str]]) -> str:
    cells = "".join(f"<tr><td><a href='{href}'>{title}</a></td><td>{day}</td></tr>" for href, title, day in rows)
    return (
        f"<html><head><meta charset='utf-8'><title>{name}</title></head><body><div><a href='/'>首页</a></div>"
        f"<table class='news'>{cells}</table>{FILLER}</body></html>"
    )


@dataclass
class VillagePortal:
    """Answers by path: text, bytes, or an HTTP status, each after ``delay`` seconds. Counts what was asked."""

    answers: dict[str, str | bytes | int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    port: int = 0
    delay: float = 0.0
    more_units: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Whoever asked may have been killed meanwhile."""


@contextmanager
def serving(portal: VillagePortal) -> Iterator[VillagePortal]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet: apart, each answer would wait 40 ms for an acknowledgement

        def do_GET(self) -> None:
            portal.asked.append(self.path)
            answer = portal.answers.get(self.path, 404)
            time.sleep(portal.delay)
            body = answer.encode() if isinstance(answer, str) else answer if isinstance(answer, bytes) else b""
            self.send_response(answer if isinstance(answer, int) else 200)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = _Server(("127.0.0.1", 0), Handler)
    portal.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield portal
    finally:
        server.shutdown()
        server.server_close()


def fill(portal: VillagePortal) -> None:
    """As of 2026-03-20: 水务局's news are 30 days old, 乡政府's fresh; the feed has one post in the last week."""
    fresh = [(unit, "2026-03-18") for unit in ("xz", *portal.more_units)]
    for unit, newest in (("sw", "2026-02-18"), *fresh):
        rows = [
            (f"/{unit}/a{n}.htm", f"柳溪县{unit}工作情况之{n}", day)
            for n, day in enumerate((newest, "2026-02-10", "2026-02-01", "2026-01-20", "2026-01-08"))
        ]
        portal.answers[f"/{unit}/news.htm"] = table_list("工作动态", rows)
        home = [(rows[0][0], "全县工作要闻", "2026-03-18"), *rows[1:]]
        home_page = table_list("首页", home)
        portal.answers[f"/{unit}/"] = home_page.replace("</div>", "<a href='mail.htm'>咨询投诉 互动交流</a></div>", 1)
        for href, title, day in rows:
            portal.answers[href] = article(title, day, "全县认真开展各项重点工作，取得阶段性成效。")
    portal.answers["/robots.txt"] = "User-agent: *\nDisallow: /admin/\n"
    portal.answers["/feed.xml"] = (
        "<rss version='2.0'><channel><title>柳溪发布</title>"
        "<item><title>春耕</title><link>http://127.0.0.1/p1</link><guid>p1</guid>"
        "<pubDate>Wed, 18 Mar 2026 08:00:00 +0800</pubDate></item>"
        "<item><title>植树</title><link>http://127.0.0.1/p0</link><guid>p0</guid>"
        "<pubDate>Thu, 05 Mar 2026 08:00:00 +0800</pubDate></item></channel></rss>"
    )


def crowd(portal: VillagePortal, articles: int) -> list[str]:
    """Give 乡政府's news column many articles on one list page, the first of them with a citizen number (invented)."""
    rows = [(f"/xz/b{n}.htm", f"乡里工作之{n}", "2026-03-18") for n in range(articles)]
    portal.answers["/xz/news.htm"] = table_list("工作动态", rows)
    for href, title, day in rows:
        portal.answers[href] = article(title, day, "乡里认真开展各项重点工作，取得阶段性成效。")
    portal.answers[rows[0][0]] = article(rows[0][1], rows[0][2], f"申请人身份证号码：{CITIZEN_NUMBER}，准予登记。")
    return [href for href, _, _ in rows]


def settings_for(portal: VillagePortal, districts: Path) -> dict[str, str]:
    """Register the portal as district ``liuxi`` under ``districts``; the variables that point the program at it."""
    write_district("liuxi", "柳溪县", districts)
    register(portal, districts / "liuxi")
    return {
        "XUNJIAN_DISTRICT": "liuxi",
        "XUNJIAN_DISTRICTS_DIR": str(districts),
        "XUNJIAN_ALLOW_PRIVATE": "127.0.0.1",
        "XUNJIAN_DELAY_SECONDS": "0",
    }


def register(portal: VillagePortal, folder: Path) -> None:
    """Overwrite a starter folder with this portal's registry, as a clerk would."""
    proof = ("测试", "A")
    rows: dict[str, list[tuple[str, ...]]] = {
        "units.csv": [("shuiwu", "县水务局", "", *proof), ("xiang", "柳溪乡政府", "", *proof)],
        "sites.csv": [
            ("shuiwu", "1", "shuiwu", "县水务局专栏", f"{portal.url}/sw/", "是", "是", *proof),
            ("xiang", "2", "xiang", "柳溪乡专栏", f"{portal.url}/xz/", "是", "是", *proof),
        ],
        "columns.csv": [
            ("shuiwu-dt", "shuiwu", "动态要闻", "工作动态", f"{portal.url}/sw/news.htm", "", "是", *proof),
            ("xiang-dt", "xiang", "动态要闻", "工作动态", f"{portal.url}/xz/news.htm", "", "是", *proof),
        ],
        "accounts.csv": [
            ("xiang-wx", "1", "xiang", "柳溪发布", "微信公众号订阅号", "rss", f"{portal.url}/feed.xml", "是", *proof)
        ],
        "manual.csv": [],
    }  # fmt: skip
    for unit in portal.more_units:
        rows["units.csv"].append((unit, f"{unit}办公室", "", *proof))
        number = str(len(rows["sites.csv"]) + 1)
        rows["sites.csv"].append((unit, number, unit, f"{unit}专栏", f"{portal.url}/{unit}/", "是", "是", *proof))
        news = f"{portal.url}/{unit}/news.htm"
        rows["columns.csv"].append((f"{unit}-dt", unit, "动态要闻", "工作动态", news, "", "是", *proof))
    for name, lines in rows.items():
        with (folder / name).open("w", encoding="utf-8-sig", newline="") as handle:
            csv.writer(handle).writerows([HEADERS[name], *lines])
    (folder / "quarters.yaml").write_text(
        "quarters:\n"
        "  - id: 2026Q1\n    title: 2026年第一季度\n    first_day: 2026-01-01\n    last_day: 2026-03-31\n"
        "    weekly_scans_grade: A\n    weekly_scans: [2026-03-20T20:00:00+08:00]\n"
        "    sittings: [{at: '2026-03-25T09:00:00+08:00', units: []}]\n    source: 测试\n    grade: A\n",
        encoding="utf-8",
    )
