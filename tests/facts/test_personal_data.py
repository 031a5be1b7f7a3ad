"""Personal data beside private people: what is open, what is lawful, and that no open value leaves a fact."""

import re
from collections.abc import Callable
from time import process_time
from typing import Any

import pytest
from made_pages import article, source

from facts.bank_cards import BankCards
from facts.exposure import Exposures
from facts.headings import _WORDS as HEAD_WORDS
from facts.headings import Heading
from facts.home_addresses import HomeAddresses
from facts.page_tables import page_tables
from facts.passports import Passports
from facts.personal_tables import person_tables
from facts.phones import Phones
from facts.sensitive_tables import _WORDS as QUICK_WORDS
from facts.sensitive_tables import SensitiveTables

CARD = "6217000000000012348"


def table(*rows: str) -> str:
    return "<table>" + "".join(f"<tr><td>{row.replace('|', '</td><td>')}</td></tr>" for row in rows) + "</table>"


def read(fact: Any, body: str, title: str = "补贴发放公示") -> Exposures:
    found = fact.extract(source(article(f"<p>现将有关情况予以公布，公示期七天。</p>{body}", title)))
    assert isinstance(found, Exposures)
    return found


@pytest.mark.parametrize(
    ("fact", "body", "opened"),
    [
        (Phones, table("姓名|手机", "周一帆|+86 139-0000-1234", "罗小溪|１３８００００５６７８"), 2),
        (Phones, table("姓名|手机", "周一帆|12900001234", "罗小溪|14700001234.5"), 0),  # no such prefix, a fraction
        (Phones, "<p>户主周一帆（手机13900001234），咨询电话13800005678</p>", 1),
        (
            BankCards,
            table("姓名|账号", f"周一帆|{CARD}", f"罗小溪|{CARD[:-1]}7"),
            2,
        ),  # a pass book needs no check digit
        (BankCards, f"<p>周一帆，卡号{CARD[:-1]}7</p>", 0),
        (Passports, "<p>周一帆（护照号：Ｅ００００１２３４）</p>", 1),
        (HomeAddresses, "<p>周一帆，男，住清溪街道桃源路45号附3号。</p>", 1),
        (SensitiveTables, table("姓名|病种", "周一帆|尿毒症", "罗小溪|/"), 1),
        (SensitiveTables, table("姓　名|残　疾　等　级", "周　帆|一级", "罗小溪|二级"), 2),
    ],
)
def test_open_values_are_counted(fact: type[Exposures], body: str, opened: int) -> None:
    assert len(read(fact, body).hits) == opened


@pytest.mark.parametrize(
    ("fact", "body", "secrets"),
    [
        (Phones, table("姓名|手机|卡号", f"周一帆|13900001234|{CARD}", "罗小溪|13800005678|"), ("139000", CARD[4:12])),
        (Phones, f"<p>户主周一帆，卡号{CARD}，手机13900001234</p>", ("13900001234", CARD[6:14])),
        (BankCards, table("姓名|账号", f"周一帆|{CARD}"), (CARD, CARD[3:15])),
        (Passports, "<p>周一帆，护照E00001234</p>", ("E00001234", "000012")),
        (HomeAddresses, table("姓名|住址", "周一帆|桃源路45号附3号"), ("45号", "附3")),
        (SensitiveTables, table("姓名|病种", "周一帆|尿毒症"), ("周一帆", "尿毒症")),
    ],
)  # fmt: skip
def test_no_open_value_leaves_the_fact(fact: type[Exposures], body: str, secrets: tuple[str, ...]) -> None:
    found = read(fact, body)
    assert found.hits
    assert [secret for secret in secrets if secret in repr(found)] == []


def test_tables_on_their_way_do_not_show_their_cells() -> None:
    page = article(table("姓名|手机", "周一帆|13900001234", "罗小溪|13800005678"))
    assert "13900001234" not in repr(page_tables(page)) + repr(person_tables(page))


def test_merged_cells_stand_in_each_of_their_places() -> None:
    page = article("<table><tr><td rowspan=2>甲</td><td colspan=2>乙</td></tr><tr><td>丙</td><td>丁</td></tr></table>")
    (read_table,) = page_tables(page)
    assert read_table.rows == (("甲", "乙", "乙"), ("甲", "丙", "丁"))


@pytest.mark.parametrize(
    "body",
    [
        "<table><tr><td colspan=99999 rowspan=99999>姓名</td></tr></table>" * 50,
        "<table>" * 3000 + "<tr><td>姓名</td></tr>",
        table(*["姓名|手机"] * 3000),
        "姓名 手机 " * 20000,
        "1" * 100_000,
        "住" * 50_000,
        "户主" * 50_000 + "13900001234",
        "13900001234 " * 5_000,
    ],
    ids=["spans", "nested", "heads", "words", "digits", "homes", "private words", "numbers"],
)
def test_hostile_pages_are_read_in_bounded_time(body: str, quick: Callable[[Callable[[], object]], None]) -> None:
    page = source(article(body))
    quick(lambda: [fact.extract(page) for fact in (Phones, BankCards, Passports, HomeAddresses, SensitiveTables)])


@pytest.fixture
def quick() -> Callable[[Callable[[], object]], None]:
    def run(work: Callable[[], object]) -> None:
        started = process_time()
        work()
        assert process_time() - started < 5

    return run


def test_every_sensitive_head_is_among_the_words_that_are_looked_for() -> None:
    words = [words for kind, words in HEAD_WORDS if kind in (Heading.SENSITIVE, Heading.RELIEF)]
    heads = [re.sub(r"[(?:)].*", "", head) for pattern in words for head in re.split(r"\|(?![^(]*\))", pattern)]
    assert [head for head in heads if head and not QUICK_WORDS.search(head)] == []
