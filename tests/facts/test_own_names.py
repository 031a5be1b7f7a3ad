"""A district that is not packaged has names of its own, and no word is wrong inside one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from tests_support import Xunjian
from village_portal import VillagePortal, article, settings_for

from facts.document import Document
from facts.packaged_lexicon import matcher_in_use, packaged_lexicon
from facts.sources import PageSource
from facts.wording import Wording
from inspection.fetched import Page

NOW = datetime.fromisoformat("2026-03-20T20:00:00+08:00")
#: A lexicon word (共合国) inside an invented name of an account.
NAME = "柳溪共合国风剧团"
TEXT = f"3月12日，{NAME}在县文化馆演出。演出由县文化馆承办，到场群众三百余人。"


def slips(text: str, *names: str) -> list[str]:
    url = "http://127.0.0.1/a.htm"
    page = Page(url, url, 200, (), article("文化下乡", "2026-03-18", text).encode(), NOW)
    source = PageSource(url, Document(page), None, NOW)
    found = Wording.extract(replace(source, names=names))
    assert isinstance(found, Wording)
    return [slip.word.wrong for slip in found.slips]


def test_a_wrong_word_is_right_inside_a_name_of_the_district_only() -> None:
    assert slips(TEXT) == ["共合国"]
    assert slips(TEXT, NAME) == []
    assert slips(TEXT + "建设社会主义共合国。", NAME) == ["共合国"]


def test_names_that_are_packaged_need_no_automaton_of_their_own() -> None:
    assert matcher_in_use(packaged_lexicon().names[:3]) is matcher_in_use()


def test_inspect_knows_the_names_of_the_district_it_is_asked_for(xunjian: Xunjian, tmp_path: Path) -> None:
    page = tmp_path / "a.htm"
    page.write_text(article("文化下乡", "2026-03-18", TEXT), "utf-8")
    settings = settings_for(VillagePortal(port=1), tmp_path / "districts")
    accounts = tmp_path / "districts" / "liuxi" / "accounts.csv"

    def wrong() -> list[str]:
        ran = xunjian("inspect", str(page), "--as-of", "2026-03-20", "--json", **settings)
        return [one["quote"] for one in ran.json["pages"][0]["findings"] if one["monitor"] == "wording_error"]

    assert len(wrong()) == 1
    accounts.write_text(accounts.read_text("utf-8-sig").replace("柳溪发布", NAME), "utf-8-sig")
    assert wrong() == []
