"""``channels.yaml`` and the texts: every fault names its place, and the file cannot reach for other variables."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from config.channels import load_channels
from config.districts import load_district
from config.message_texts import load_texts, text_problems
from config.problem import ConfigError
from inspection.channel import ChannelKind, Channels, QuietHours

GOOD = """
channels:
  ding:
    kind: dingtalk
    secrets: {token: XUNJIAN_SECRET_DING, sign: XUNJIAN_SECRET_SIGN}
    fallback: mail
  gov:
    kind: dingtalk
    address: https://robot.gov.example/
    secrets: {token: XUNJIAN_SECRET_GOV}
    per_minute: 10
  mail:
    kind: mail
    mail: {server: smtp.river.example, sender: a@river.example, to: [b@river.example]}
default: ding
operator: mail
units: {jiaowei: gov}
quiet: {first: '21:00', end: '08:00'}
"""


def write(folder: Path, text: str) -> Path:
    (folder / "channels.yaml").write_text(text, "utf-8")
    return folder


def test_a_district_may_do_without(tmp_path: Path) -> None:
    assert load_channels(load_district("dazu"), tmp_path) == Channels()


def test_units_find_their_channel(tmp_path: Path) -> None:
    read = load_channels(load_district("dazu"), write(tmp_path, GOOD))
    own, usual, operator = read.of_unit("jiaowei"), read.of_unit("anyone"), read.of_operator()
    assert own is not None and usual is not None and operator is not None
    assert (own.id, own.address, own.per_minute) == ("gov", "https://robot.gov.example", 10)
    assert (usual.id, usual.address, usual.fallback) == ("ding", "https://oapi.dingtalk.com", "mail")
    assert (operator.kind, operator.mail and operator.mail.port) == (ChannelKind.MAIL, 465)
    assert read.quiet == QuietHours(time(21), time(8))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("XUNJIAN_SECRET_DING,", "XUNJIAN_DATABASE_URL,", "以 XUNJIAN_SECRET_ 开头"),
        ("XUNJIAN_SECRET_DING,", "PATH,", "以 XUNJIAN_SECRET_ 开头"),
        ("{token: XUNJIAN_SECRET_GOV}", "{}", "channels.gov：secrets 中缺少“token”"),
        ("{token: XUNJIAN_SECRET_GOV}", "{token: XUNJIAN_SECRET_GOV, pin: XUNJIAN_SECRET_X}", "没有“pin”这一项"),
        ("kind: mail", "kind: fax", "channels.mail.kind：不能是“fax”"),
        ("    mail: {server", "    male: {server", "channels.mail.male：没有这个键"),
        ("b@river.example", "b", "“b”不是邮箱地址"),
        ("https://robot", "robot", "channels.gov.address：应为 http:// 或 https://"),
        ("per_minute: 10", "per_minute: 0", "channels.gov.per_minute：不能小于1"),
        ("default: ding", "default: dong", "default：没有“dong”这个渠道（现有：ding、gov、mail）"),
        ("fallback: mail", "fallback: ding", "channels.ding.fallback：备用渠道绕成了圈"),
        ("jiaowei: gov", "nobody: gov", "units.nobody：“nobody”在 units.csv 中没有"),
        ("'21:00'", "'25:00'", "quiet.first：应为加引号的时刻"),
        ("'08:00'", "'21:00'", "quiet：开始和结束不能相同"),
    ],
)
def test_faults_are_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(ConfigError) as problem:
        load_channels(load_district("dazu"), write(tmp_path, GOOD.replace(old, new, 1)))
    assert said in "".join(problem.value.problems)
    assert "channels.yaml" in problem.value.problems[0]


def test_a_district_may_have_words_of_its_own(tmp_path: Path) -> None:
    assert text_problems(tmp_path) == []
    (tmp_path / "messages").mkdir()
    own = tmp_path / "messages" / "weekly.yaml"
    own.write_text("title: $unit\nopening: 您好\nrow: $message\nmore: $rest\n", "utf-8")
    assert load_texts("weekly", tmp_path).opening == "您好"
    assert load_texts("confirmed", tmp_path) == load_texts("confirmed")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("row: $secret", "row 中没有占位“$secret”（可用：$address、"),
        ("row: ${message.__class__}", "row 中的 $ 写法不对"),
        ("row: $5", "row 中的 $ 写法不对"),
        ("title: $message", "title 中没有占位“$message”"),
        ("run: rm", "run：没有这个键"),
    ],
)
def test_texts_can_only_name_their_places(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "messages").mkdir()
    lines = {"title": "title: x", "opening": "opening: x", "row": "row: x", "more": "more: x"}
    lines[line.split(":")[0]] = line
    (tmp_path / "messages" / "weekly.yaml").write_text("\n".join(lines.values()), "utf-8")
    (problem,) = text_problems(tmp_path)
    assert problem.startswith("weekly.yaml: ")
    assert said in problem
