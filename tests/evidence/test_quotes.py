"""Quotes are found again although they are masked, cut, and written with other blanks."""

from __future__ import annotations

from datetime import date

import pytest

from evidence.wording import best_places, date_beside, loosely, starred_words


@pytest.mark.parametrize(
    ("quote", "text", "found"),
    [
        ("准予登记", "甲，准予登记。", ["准予登记"]),
        ("准予 登记", "甲，准\n 予登　记。", ["准\n 予登　记"]),
        ("号码：500*************19", "号码：500225190803170019。", ["号码：500225190803170019"]),
        ("500*************19", "500225 19080317 0019", ["500225 19080317 0019"]),
        ("…前文准予登记后…", "前文准予登记后文", ["前文准予登记后"]),
        ("很长的一段…短", "短。很长的一段", ["很长的一段"]),
        ("甲(乙)[丙]*", "甲(乙)[丙]丁", ["甲(乙)[丙]丁"]),
        ("***", "任何文字", []),
        ("", "任何文字", []),
        ("没有", "任何文字", []),
    ],
)
def test_quotes_in_texts(quote: str, text: str, found: list[str]) -> None:
    assert [text[place.start : place.end] for place in best_places(quote, text)] == found


def test_starred_words_are_marked_whole() -> None:
    text = "申请人：500*************19，电话138****1234"
    (place,) = loosely("申请人：500*************19，电话138****1234", text)
    assert [text[one.start : one.end] for one in starred_words(place, text)] == ["500*************19", "138****1234"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("工作会 2026-02-08", "2026-02-08"),
        ("工作会\n2026年2月8日\n", "2026年2月8日"),
        ("工作会[02-08]", "02-08"),
        ("工作会 2026/2/8", "2026/2/8"),
        ("2026.02.08 工作会", "2026.02.08"),
        ("工作会 2025-12-02-08x 2026-02-080", None),
        ("工作会", None),
    ],
)
def test_the_day_beside_a_title(text: str, written: str | None) -> None:
    (title,) = best_places("工作会", text)
    found = date_beside(date(2026, 2, 8), title, text)
    assert (text[found.start : found.end] if found else None) == written


def test_no_text_makes_the_search_slow() -> None:
    assert best_places("甲" * 100 + "乙", ("甲 " * 50_000)) == []
    assert best_places("*甲" * 60, "甲" * 50_000)
