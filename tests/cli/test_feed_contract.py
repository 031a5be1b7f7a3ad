"""``xunjian feed read``: one JSON shape for every format (docs/inspect.md); what cannot be read is never silence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests_support import Xunjian
from village_portal import CITIZEN_NUMBER, VillagePortal, fill, serving

from inspection.registry import FeedFormat

CASES = Path(__file__).parents[1] / "cases" / "feeds"
AS_OF = "2020-12-16T10:00:00+08:00"
POST_KEYS = {"id", "title", "url", "published_at", "pinned"}


def cases() -> list[tuple[Path, dict[str, Any]]]:
    return [
        (next(folder.glob("feed.*")), yaml.safe_load((folder / "expect.yaml").read_text("utf-8")))
        for folder in sorted(CASES.iterdir())
    ]


@pytest.mark.parametrize(("feed", "expect"), cases(), ids=[feed.parent.name for feed, _ in cases()])
def test_every_format_in_one_shape(here: Xunjian, feed: Path, expect: dict[str, Any]) -> None:
    as_of = str(expect.get("as_of", AS_OF))
    ran = here("feed", "read", str(feed), "--format", expect["format"], "--as-of", as_of, "--json")
    assert ran.err == ""
    answer = ran.json
    assert set(answer) == {"account", "state", "reason", "posts"}
    if "reason" in expect:
        assert (ran.code, answer["state"], answer["posts"]) == (4, "unknown", [])
        assert str(expect["reason"]) in answer["reason"]
        return
    assert (ran.code, answer["state"], answer["reason"]) == (0, "ok", None)
    assert answer["account"] == expect["account"]
    assert len(answer["posts"]) == len(expect["posts"])
    for post, wanted in zip(answer["posts"], expect["posts"], strict=True):
        assert set(post) == POST_KEYS
        assert (post["title"], post["url"]) == (wanted["title"], wanted["url"])
        assert post["pinned"] is wanted.get("pinned", False)
        assert post["id"]
        if wanted["at"] is None:
            assert post["published_at"] is None
        else:
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00", post["published_at"])
            assert post["published_at"].startswith(str(wanted["at"]).removesuffix("+08:00"))


def test_the_cases_cover_every_format_both_ways() -> None:
    assert {(expect["format"], "reason" in expect) for _, expect in cases()} == {
        (str(format), unknown) for format in FeedFormat for unknown in (True, False)
    }


def test_from_a_shell_and_for_people(xunjian: Xunjian) -> None:
    ran = xunjian("feed", "read", str(CASES / "rss-two-posts" / "feed.xml"), "--format", "rss", "--as-of", AS_OF)
    assert (ran.code, ran.err) == (0, "")
    assert "共 3 条" in ran.out
    ran = xunjian("feed", "read", str(CASES / "rss-empty" / "feed.xml"), "--format", "rss")
    assert (ran.code, ran.err) == (4, "")
    assert "无法判定：" in ran.out and "不能据此认定未更新" in ran.out


def test_titles_are_masked(here: Xunjian, tmp_path: Path) -> None:
    (tmp_path / "feed.csv").write_text(f"标题,发布时间,链接\n公示{CITIZEN_NUMBER}号,2020-12-15,\n", encoding="utf-8")
    for form in (["--json"], []):
        ran = here("feed", "read", str(tmp_path / "feed.csv"), "--format", "sheet", "--as-of", AS_OF, *form)
        assert ran.code == 0, ran.out
        assert "公示500*************19号" in ran.out
        assert CITIZEN_NUMBER not in ran.out + ran.err


def test_an_address(xunjian: Xunjian) -> None:
    allowed = {"XUNJIAN_ALLOW_PRIVATE": "127.0.0.1"}
    with serving(VillagePortal()) as portal:
        fill(portal)
        ran = xunjian("feed", "read", f"{portal.url}/feed.xml", "--format", "rss", "--json", **allowed)
        assert (ran.code, ran.json["account"], len(ran.json["posts"])) == (0, "柳溪发布", 2)
        ran = xunjian("feed", "read", f"{portal.url}/none.xml", "--format", "rss", "--json", **allowed)
        assert (ran.code, ran.json["state"]) == (4, "unknown")
        assert "404" in ran.json["reason"]


def test_a_file_over_the_limit_or_a_folder(here: Xunjian, tmp_path: Path) -> None:
    (tmp_path / "feed.json").write_text(" " * 2000)
    ran = here("feed", "read", str(tmp_path / "feed.json"), "--format", "qq", "--json", XUNJIAN_MAX_BYTES="1024")
    assert (ran.code, ran.json["reason"]) == (4, "文件超过 1024 字节")
    ran = here("feed", "read", str(tmp_path), "--format", "qq", "--json")
    assert (ran.code, ran.out) == (2, "")
    assert "这是文件夹" in ran.complaint
