"""Scans read the wording of pages and posts, and know the names of their own district."""

from __future__ import annotations

from pathlib import Path

from test_second_district import AS_OF, settings, village  # noqa: F401 - fixtures
from tests_support import Xunjian
from village_portal import VillagePortal, article

#: An account whose name holds a wrong word of the lists.
NAME = "柳溪共合国风剧团"


def test_a_wrong_word_is_found_in_pages_and_posts_but_not_in_a_name(
    xunjian: Xunjian,
    settings: dict[str, str],  # noqa: F811
    village: VillagePortal,  # noqa: F811
) -> None:
    accounts = Path(settings["XUNJIAN_DISTRICTS_DIR"]) / "liuxi" / "accounts.csv"
    accounts.write_text(accounts.read_text("utf-8-sig").replace("柳溪发布", NAME), "utf-8-sig")
    village.answers["/xz/a0.htm"] = article("文化下乡", "2026-03-18", f"{NAME}在乡文化站演出。")
    village.answers["/xz/a1.htm"] = article("全乡大会", "2026-02-10", "全乡干部群众为建设共合国而努力。")
    posts = str(village.answers["/feed.xml"])
    posts = posts.replace("<title>春耕</title>", f"<title>{NAME}本周演出</title>")
    village.answers["/feed.xml"] = posts.replace("<title>植树</title>", "<title>植树造林，建设共合国</title>")
    xunjian("init", **settings)
    ran = xunjian("scan", "weekly", "--as-of", AS_OF, "--json", **settings)
    wrong = [(one["rule"], one["subject"]) for one in ran.json["findings"] if "wording" in one["rule"]]
    assert sorted(wrong) == [
        ("new-media.wording-severe", "http://127.0.0.1/p0"),
        ("website.wording-severe", f"{village.url}/xz/a1.htm"),
    ]
