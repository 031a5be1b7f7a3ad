"""What each feed reader makes of good, empty, wrong and hostile answers."""

import csv
import io
import json
import random
import zipfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from crawler.feeds import MAX_BODY, read_feed
from crawler.feeds.moments import moment
from inspection.moment import BEIJING, iso_minutes
from inspection.post import FeedReading, Post, Profile
from inspection.registry import FeedFormat

CASES = Path(__file__).parents[1] / "cases" / "feeds"
AS_OF = datetime(2020, 12, 16, 10, 0, tzinfo=BEIJING)
DAY = "2020-12-15"
FOLDERS = sorted(folder for folder in CASES.iterdir() if folder.is_dir())


def read_case(folder: Path) -> tuple[bytes, FeedFormat, datetime, dict[str, Any]]:
    expect = yaml.safe_load((folder / "expect.yaml").read_text("utf-8"))
    (feed,) = folder.glob("feed.*")
    as_of = datetime.fromisoformat(expect.get("as_of", AS_OF.isoformat()))
    return feed.read_bytes(), FeedFormat(expect["format"]), as_of, expect


def shown(post: Post, like: dict[str, Any]) -> dict[str, object]:
    """The fields of ``post`` that the case speaks about; a pin or batch it does not mention must not be there."""
    at = iso_minutes(post.published_at) if post.published_at else None
    fields = {"id": post.id, "title": post.title, "url": post.url, "at": at}
    fields |= {"pinned": post.pinned} if post.pinned else {}
    fields |= {"batch": post.batch} if post.batch else {}
    fields |= {"comments": post.open_to_comments} if post.open_to_comments is not None else {}
    return {key: value for key, value in fields.items() if key != "id" or "id" in like}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_feed_reads_as_its_case_says(folder: Path) -> None:
    body, format, as_of, expect = read_case(folder)
    reading = read_feed(body, format, as_of)
    if "reason" in expect:
        assert reading.posts == ()
        assert str(expect["reason"]) in (reading.reason or "")
    else:
        assert reading.reason is None
        assert reading.account == expect["account"]
        told = {key: value for key, value in asdict(reading.profile or Profile()).items() if value is not None}
        assert told == expect.get("profile", {})
        assert [shown(post, like) for post, like in zip(reading.posts, expect["posts"], strict=True)] == expect["posts"]


def test_every_format_has_a_readable_and_an_unreadable_case() -> None:
    seen = {(format, "reason" in expect) for _, format, _, expect in map(read_case, FOLDERS)}
    assert seen == {(format, unknown) for format in FeedFormat for unknown in (True, False)}


@pytest.mark.parametrize("format", FeedFormat)
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "为空"),
        (b"\xef\xbb\xbf \r\n", "为空"),
        (b"<html><head><title>403 Forbidden</title></head></html>", "返回的是网页"),
        (b"\n <!DOCTYPE HTML><html></html>", "返回的是网页"),
        (b"<script>document.cookie='a=b'</script>", "返回的是网页"),
        (b" " * (MAX_BODY + 1), "MB"),
        (b"null", ""),
        (b"[]", ""),
        (b"{}", ""),
        (b"[" * 200_000, ""),
        (b'{"a":' * 50_000, ""),
        (b'{"ok":"--1","ret":{},"errcode":[],"error_code":"x","result":1e999,"version":[[]]}', ""),
        (b"\x00" * 1000, "为空"),
        (b"\xff\xfe\xff", ""),
        (b"<?xml version='1.0'?><rss", ""),
    ],
)
def test_what_is_no_feed_is_unknown_with_a_reason(format: FeedFormat, body: bytes, reason: str) -> None:
    reading = read_feed(body, format, AS_OF)
    assert not reading.ok
    assert reading.posts == ()
    assert reading.reason
    assert reason in reading.reason


def assert_sound(reading: FeedReading) -> None:
    ids = [post.id for post in reading.posts]
    assert bool(reading.reason) == (not reading.posts)
    assert len(set(ids)) == len(ids)
    assert all(ids)
    moments = [post.published_at for post in reading.posts if post.published_at]
    assert moments == sorted(moments, reverse=True)
    assert all(at.utcoffset() == timedelta(hours=8) for at in moments)
    json.dumps([post.title + post.text + post.url for post in reading.posts]).encode("utf-8")
    assert not any("\x00" in post.title + post.text for post in reading.posts)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_feed_that_is_cut_off_never_loses_posts_silently(folder: Path) -> None:
    body, format, as_of, _ = read_case(folder)
    whole = {post.id for post in read_feed(body, format, as_of).posts}
    for end in range(0, len(body), max(1, len(body) // 40)):
        reading = read_feed(body[:end], format, as_of)
        assert_sound(reading)
        if format is not FeedFormat.SHEET:  # a CSV file has no end mark
            assert not reading.ok or {post.id for post in reading.posts} == whole


def test_damaged_feeds_and_noise_never_raise() -> None:
    dice = random.Random(20210228)
    samples = [read_case(folder)[:2] for folder in FOLDERS] + [(workbook(), FeedFormat.SHEET)]
    for body, format in samples:
        for _ in range(12):
            damaged = bytearray(body)
            for _ in range(dice.randint(1, 8)):
                damaged[dice.randrange(len(damaged))] = dice.randrange(256)
            assert_sound(read_feed(bytes(damaged), format, AS_OF))
    for size in (1, 3, 50, 4000):
        for format in FeedFormat:
            assert_sound(read_feed(dice.randbytes(size), format, AS_OF))
            assert_sound(read_feed(b"PK\x03\x04" + dice.randbytes(size), format, AS_OF))


@pytest.mark.parametrize(
    "hostile",
    ["\ud800", "\x00\x1b[31m", {"a": 1}, [1], 10**400, float("nan"), True, None, -1],
    ids=lambda value: repr(value)[:12],
)
def test_a_value_of_the_wrong_kind_in_any_place_never_raises(hostile: object) -> None:
    for folder in FOLDERS:
        body, format, as_of, _ = read_case(folder)
        if folder.joinpath("feed.json").exists():
            for poisoned in every_place(json.loads(body), hostile):
                assert_sound(read_feed(json.dumps(poisoned).encode(), format, as_of))


def every_place(value: object, hostile: object) -> list[object]:
    """Copies of ``value`` in which one member, at any depth, is ``hostile``."""
    found: list[object] = [hostile]
    if isinstance(value, dict):
        for key, member in value.items():
            found += [{**value, key: changed} for changed in every_place(member, hostile)]
    elif isinstance(value, list):
        for at, member in enumerate(value):
            found += [[*value[:at], changed, *value[at + 1 :]] for changed in every_place(member, hostile)]
    return found


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1608004628, "2020-12-15T11:57+08:00"),
        (1608004628883, "2020-12-15T11:57+08:00"),
        ("1608004628", "2020-12-15T11:57+08:00"),
        ("Tue Jun 08 09:35:04 +0800 2021", "2021-06-08T09:35+08:00"),
        ("Tue, 15 Dec 2020 18:00:00 GMT", "2020-12-16T02:00+08:00"),
        ("Tue, 15 Dec 2020 18:00:00 -0000", "2020-12-16T02:00+08:00"),
        ("2020-12-15T18:00:00Z", "2020-12-16T02:00+08:00"),
        ("2020-12-15 18:00:00", "2020-12-15T18:00+08:00"),
        ("2020年12月5日 8:07", "2020-12-05T08:07+08:00"),
        ("2020/2/29", "2020-02-29T00:00+08:00"),
        ("刚刚", "2020-12-16T10:00+08:00"),
        ("40秒前", "2020-12-16T09:59+08:00"),
        ("3小时前", "2020-12-16T07:00+08:00"),
        ("今天 08:01", "2020-12-16T08:01+08:00"),
        ("昨天 12:30", "2020-12-15T12:30+08:00"),
        ("前天", "2020-12-14T00:00+08:00"),
        ("6天前", "2020-12-10T10:00+08:00"),
        ("12-16", "2020-12-16T00:00+08:00"),
        ("12-17", "2019-12-17T00:00+08:00"),
        ("2021-02-29", None),
        ("25:61", None),
        ("昨天 25:00", None),
        ("", None),
        (0, None),
        (float("inf"), None),
        (True, None),
        (None, None),
    ],
)
def test_moments(value: object, expected: str | None) -> None:
    found = moment(value, AS_OF)
    assert (iso_minutes(found) if found else None) == expected


def workbook(rows: Sequence[Sequence[object]] | None = None) -> bytes:
    book = openpyxl.Workbook()
    for row in rows or [["发布时间", "标题", "链接", "置顶"], [datetime(2020, 12, 15, 9, 5), "一", "", "否"]]:
        book.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_is_read_like_a_csv_sheet() -> None:
    heads: list[object] = ["发布时间", "标题", "链接", "置顶"]
    body = workbook(
        [heads, [datetime(2020, 12, 15, 9, 5), "带时间", "https://mp.test/1", "是"], [], [date(2020, 12, 14), "带日期"]]
    )
    reading = read_feed(body, FeedFormat.SHEET, AS_OF)
    assert reading.reason is None
    assert [
        (post.title, iso_minutes(post.published_at), post.pinned) for post in reading.posts if post.published_at
    ] == [
        ("带时间", "2020-12-15T09:05+08:00", True),
        ("带日期", "2020-12-14T00:00+08:00", False),
    ]


def test_a_bad_row_of_a_workbook_is_named() -> None:
    body = workbook([["发布时间", "标题"], [datetime(2020, 12, 15), "一"], ["上周三", "二"]])
    assert "第3行：发布时间“上周三”" in (read_feed(body, FeedFormat.SHEET, AS_OF).reason or "")


def repacked(name: str, content: bytes) -> bytes:
    """The sample workbook with one part replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(repacked("xl/media/bomb.bin", b"0" * 40_000_000), "解压后过大", id="zip bomb"),
        pytest.param(
            repacked("xl/workbook.xml", b'<!DOCTYPE w [<!ENTITY a "b">]><w>&a;</w>'), "实体声明", id="entity bomb"
        ),
        pytest.param(repacked("xl/worksheets/sheet1.xml", b"<worksheet>"), "不是可以读取的 XLSX", id="broken part"),
        pytest.param(workbook()[:-40], "不是可以读取的 XLSX", id="cut off"),
        pytest.param(
            workbook([["发布时间", "标题"]] + [["2020-12-15", f"第{n}条"] for n in range(5000)]), "5000 行", id="long"
        ),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "另存为 .xlsx", id="old xls"),
    ],
)
def test_a_workbook_that_is_unsafe_or_broken_is_unknown(body: bytes, reason: str) -> None:
    reading = read_feed(body, FeedFormat.SHEET, AS_OF)
    assert not reading.ok
    assert reason in (reading.reason or "")


def test_a_very_long_csv_sheet_is_unknown() -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["发布时间", "标题"], *([DAY, f"第{n}条"] for n in range(5001))])
    assert "5000 行" in (read_feed(out.getvalue().encode(), FeedFormat.SHEET, AS_OF).reason or "")


def test_the_charset_of_the_response_header_is_heeded() -> None:
    body = (
        '<rss version="2.0"><channel><title>某局</title><item><title>通知</title><guid>1</guid></item></channel></rss>'
    )
    reading = read_feed(body.encode("gb18030"), FeedFormat.RSS, AS_OF, "text/xml; charset=gb2312")
    assert (reading.account, reading.posts[0].title) == ("某局", "通知")


SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "feeds"


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="real samples are not part of the repository")
class TestRealSamples:
    def read(self, pattern: str, format: FeedFormat) -> FeedReading:
        (path,) = SAMPLES.glob(pattern)
        return read_feed(path.read_bytes(), format, datetime(2026, 9, 24, tzinfo=BEIJING))

    def test_two_weibo_readings_differ_by_exactly_one_new_post(self) -> None:
        before = self.read("*weibo_ak_list_0*", FeedFormat.WEIBO)
        after = self.read("*weibo_ak_list_1*", FeedFormat.WEIBO)
        assert {post.id for post in after.posts} - {post.id for post in before.posts} == {after.posts[0].id}
        assert {post.id for post in before.posts} < {post.id for post in after.posts}
        assert [post.pinned for post in before.posts] == [False] * 9 + [True]

    @pytest.mark.parametrize(
        ("pattern", "format", "posts", "first"),
        [
            ("*github-atom*", FeedFormat.RSS, 5, "2023-06-29T00:46+08:00"),
            ("rsshub_weibo*", FeedFormat.RSS, 2, "2025-07-04T15:51+08:00"),
            ("*SHAPE.atom", FeedFormat.RSS, 1, "2026-01-01T07:00+08:00"),
            ("*SHAPE.json", FeedFormat.RSS, 1, "2026-01-01T07:00+08:00"),
            ("*SHAPE.rss", FeedFormat.RSS, 1, "2026-01-01T07:00+08:00"),
            ("*top5-new*", FeedFormat.RSS, 4, None),
            ("qq_*", FeedFormat.QQ, 1, "2026-09-23T11:57+08:00"),
            ("kuaishou_*", FeedFormat.KUAISHOU, 1, "2022-05-20T20:06+08:00"),
        ],
    )
    def test_a_real_feed_is_read(self, pattern: str, format: FeedFormat, posts: int, first: str | None) -> None:
        reading = self.read(pattern, format)
        newest = reading.posts[0].published_at
        assert reading.reason is None
        assert len(reading.posts) == posts
        assert (iso_minutes(newest) if newest else None) == first
