"""Articles: known ones are updated, first sightings and former dates are kept."""

from __future__ import annotations

from dataclasses import replace

from db_world import begin, day
from sqlalchemy import select

from db import articles
from db.articles import ArticleSeen
from db.engine import Database
from db.tables import article_dates
from db.tables import articles as table
from inspection.moment import beijing_day

LISTED = ArticleSeen("http://office.example/t20210104_1.html", "office", "news", 1, "人事任免通知", "2021-01-04", None)
READ = replace(LISTED, sha256="a" * 64)


def test_what_is_known(database: Database) -> None:
    other = replace(LISTED, url="http://office.example/x", docid=None, shown_date="", title="")
    with database.writing() as cx:
        articles.see(cx, begin(cx), day(0), [LISTED, other])
        assert articles.known(cx) == {LISTED.url: ("2021-01-04", False), other.url: ("", False)}
        articles.see(cx, begin(cx), day(1), [READ])
        assert articles.known(cx)[LISTED.url] == ("2021-01-04", True)
        assert articles.docid_days(cx) == [(1, "2021-01-04")]


def test_silence_replaces_nothing(database: Database) -> None:
    """A page that shows no date or title, or a list row without a body, is no news about an article."""
    with database.writing() as cx:
        articles.see(cx, begin(cx), day(0), [READ])
        articles.see(cx, begin(cx), day(1), [replace(READ, docid=None, title="", shown_date="", sha256=None)])
        assert articles.titled(cx, "office", ["任免"]) == [READ]


def test_the_first_sighting_and_the_first_place_stay(database: Database) -> None:
    with database.writing() as cx:
        first = begin(cx, day(7))
        articles.see(cx, first, day(7), [LISTED])
        articles.see(cx, begin(cx, day(14)), day(14), [replace(LISTED, column_id="notices", title="改后的题目")])
        articles.see(cx, begin(cx, day(10)), day(10), [replace(LISTED, column_id="notices")])
        row = cx.execute(select(table)).one()
    assert (row.first_scan_id, row.column_id) == (first, "news")
    assert (beijing_day(row.first_seen_at), beijing_day(row.last_seen_at)) == (
        beijing_day(day(7)),
        beijing_day(day(14)),
    )


def test_every_change_of_the_date_is_history(database: Database) -> None:
    with database.writing() as cx:
        scans = [begin(cx, day(n)) for n in range(4)]
        for n, shown in enumerate(["2021-01-04", "2021-01-04", "2021-01-01", ""]):
            articles.see(cx, scans[n], day(n), [replace(LISTED, shown_date=shown)])
        history = [tuple(row) for row in cx.execute(select(article_dates.c.scan_id, article_dates.c.shown_date))]
        assert history == [(scans[0], "2021-01-04"), (scans[2], "2021-01-01")]
        assert articles.known(cx)[LISTED.url][0] == "2021-01-01"


def test_a_list_row_and_the_page_itself_may_come_together(database: Database) -> None:
    page = replace(READ, column_id=None, title="", shown_date="")
    with database.writing() as cx:
        articles.see(cx, begin(cx), day(0), [LISTED, page])
        assert articles.titled(cx, "office", ["任免"]) == [READ]


def test_titles_are_searched_word_by_word_in_one_site(database: Database) -> None:
    titles = {"a": "关于张三任职的通知", "b": "100%_完成", "c": "OFFICE news"}
    seen = [
        replace(LISTED, url=url, title=title, shown_date=f"2021-01-0{n}")
        for n, (url, title) in enumerate(titles.items(), 1)
    ]
    with database.writing() as cx:
        articles.see(cx, begin(cx), day(0), [*seen, replace(LISTED, url="d", site_id="other", title="任职")])
        for words, urls in ((["任职", "免职"], ["a"]), (["%_"], ["b"]), (["%"], ["b"]), (["office"], []), ([], [])):
            assert [one.url for one in articles.titled(cx, "office", words)] == urls
        assert [one.url for one in articles.titled(cx, "office", ["任职", "完成", "OFFICE"])] == ["c", "b", "a"]


def test_numbers_and_addresses_beyond_the_database_are_left_out(database: Database) -> None:
    huge = replace(LISTED, docid=10**30)
    long = replace(LISTED, url="http://office.example/" + "".join(chr(0x4E00 + n) for n in range(4000)))
    with database.writing() as cx:
        articles.see(cx, begin(cx), day(0), [huge, long])
        assert set(articles.known(cx)) == {huge.url}
        assert articles.docid_days(cx) == []
