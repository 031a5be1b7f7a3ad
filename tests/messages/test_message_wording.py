"""Texts are filled with what came from crawled pages: nothing in it may act, and no number of a person may leave."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from config.message_texts import KINDS, MessageTexts, load_texts
from inspection.channel import QuietHours
from inspection.moment import BEIJING
from messages.letter import fitted
from messages.timing import is_quiet, pause_after
from messages.wording import MOST_ROWS, Told, compose, plain_value, web_address

TEXTS = MessageTexts(
    title="$unit：$count 个问题",
    opening="$unit：",
    row="$number. $message $address",
    more="其余 $rest 个",
    link="详情：$link",
    clean="没有问题",
)


def row(message: str, address: str = "http://a.example/1.html") -> dict[str, str]:
    return {"message": message, "address": address}


def test_a_digest_has_rows_and_a_link() -> None:
    told = Told({"unit": "区教委"}, [row("未更新"), row("空白")], "https://console.example/units/x")
    assert compose(TEXTS, told) == (
        "区教委：2 个问题",
        "区教委：\n1. 未更新 http://a.example/1.html\n2. 空白 http://a.example/1.html\n"
        "详情：https://console.example/units/x",
    )


def test_without_rows_the_clean_text_and_without_console_no_link() -> None:
    assert compose(TEXTS, Told({"unit": "区教委"})) == ("区教委：0 个问题", "没有问题")


def test_a_long_list_says_how_many_are_left_out() -> None:
    _, body = compose(TEXTS, Told({"unit": "x"}, [row(str(n)) for n in range(MOST_ROWS + 7)]))
    assert body.endswith("其余 7 个")
    assert body.count("http://") == MOST_ROWS


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("[点我](http://evil.example)", "［点我］(http：//evil.example)"),
        ("@所有人 <script>", "＠所有人 ＜script＞"),
        ("一行\n二行\u2028三行\x1b[31m", "一行 二行 三行 ［31m"),
        ("右\u202e左", "右 左"),
        ("# 标题 **粗** `码`", "＃ 标题 ＊＊粗＊＊ ｀码｀"),
        ("$unit ${unit}", "$unit ${unit}"),
        ("javascript://x", "javascript：//x"),
        ("x" * 400, "x" * 299 + "…"),
    ],
)
def test_values_are_words_only(value: str, shown: str) -> None:
    assert plain_value(value) == shown
    assert compose(TEXTS, Told({"unit": value}))[0] == f"{shown}：0 个问题"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("http://a.example/x y\n<b>", "http://a.example/x%20y%0A%3Cb%3E"),
        ("https://a.example/中", "https://a.example/%E4%B8%AD"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("ftp://a.example/", "ftp：//a.example/"),
        ("http://[", "http：//［"),
    ],
)
def test_addresses_stay_one_address(value: str, shown: str) -> None:
    assert web_address(value) == shown


@pytest.mark.parametrize("number", ["500225190803170019", "500225 19080317 0019", "13912345678"])
def test_numbers_of_people_are_masked_wherever_they_stand(number: str) -> None:
    told = Told({"unit": number}, [row(f"公示：{number}", f"http://a.example/?q={number}")], f"https://c/{number}")
    title, body = compose(TEXTS, told)
    compact = number.replace(" ", "")
    assert compact not in (title + body).replace(" ", "").replace("%20", "")
    assert "*" in title or "＊" in title


def test_the_packaged_texts_can_all_be_filled() -> None:
    for kind in KINDS:
        title, body = compose(
            load_texts(kind), Told({"unit": "区教委", "district": "大足区"}, [row("x")], "https://c/")
        )
        assert "$" not in title + body
        assert title.startswith("【巡检")


@pytest.mark.parametrize(
    ("clock", "first", "end", "quiet"),
    [
        ("20:59", "21:00", "08:00", False),
        ("21:00", "21:00", "08:00", True),
        ("00:00", "21:00", "08:00", True),
        ("07:59", "21:00", "08:00", True),
        ("08:00", "21:00", "08:00", False),
        ("12:00", "12:00", "14:00", True),
        ("14:00", "12:00", "14:00", False),
        ("11:59", "12:00", "14:00", False),
    ],
)
def test_quiet_hours_are_beijings(clock: str, first: str, end: str, quiet: bool) -> None:
    moment = datetime.combine(datetime(2026, 3, 20).date(), time.fromisoformat(clock), BEIJING)
    hours = QuietHours(time.fromisoformat(first), time.fromisoformat(end))
    for zone in (BEIJING, None):
        assert is_quiet(moment.astimezone(zone), hours) is quiet
    assert not is_quiet(moment, None)


def test_pauses_grow_and_end() -> None:
    pauses = [pause_after(tries, has_fallback=False) for tries in range(1, 8)]
    assert pauses[-1] is None
    known = [one for one in pauses if one is not None]
    assert known == sorted(known) and known[0] == timedelta(minutes=1) and len(known) == 6
    assert [pause_after(tries, has_fallback=True) is None for tries in range(1, 5)] == [False, False, True, True]


@pytest.mark.parametrize("most", [40, 60, 100, 1000])
def test_what_fits_is_whole_lines(most: int) -> None:
    text = "\n".join(["第一行的文字"] * 20)
    cut = fitted(text, most)
    assert len(cut.encode()) <= most
    assert cut == text or cut.endswith("其余略）")
