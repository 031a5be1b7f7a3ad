"""Help and results are Chinese throughout, the program is called xunjian, and narrow terminals show everything."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from scanned_district import Scanned
from tests_support import Ran, Xunjian
from village_portal import AS_OF, CITIZEN_NUMBER, article

COMMANDS = [
    "", "init", "doctor", "discover", "scan", "probe", "check-links", "recheck", "inspect", "review", "score",
    "explain", "report", "circular", "notice", "overview", "schedule", "serve", "users", "users add",
    "users list", "users reset", "users disable", "users enable",
    "weekly", "weekly list", "weekly show", "weekly sign", "weekly verify", "weekly docx",
    "ledger", "ledger list", "ledger show", "ledger step", "ledger extend", "ledger add",
    "messages", "messages compose", "messages send", "messages list", "messages test",
    "feed", "feed read", "evidence", "evidence capture", "evidence show", "evidence export", "evidence verify",
    "evidence seal", "evidence prune", "db", "db upgrade", "config",
    "config check",
]  # fmt: skip
#: Latin words that belong into Chinese help: names of options, formats, programs, values.
NAMES = re.compile(
    r"--?[a-z-]+|<[^>]*>|\{\w+\}|(?<![A-Za-z])(?:xunjian|JSON|CSV|daily|weekly|quarter|never|out|districts|suspected|kind|unit"
    r"|finding|init|doctor|discover|scan|probe|check-links|recheck|inspect|review|score|explain|report|circular|notice|overview|LibreOffice|PDF|docx|schedule|weekly|list|sign|verify|evidence|capture|show|ledger|step|extend|add|open|export|seal|prune|messages|compose|send|test|confirmed|deadline|operator|dry-run|waiting|sending|sent|failed|given-up|all|feed|read|upgrade|config|check|serve|users|reset|disable|enable|admin|inspector|clerk|reader|TLS|PEM)(?![A-Za-z])"
)


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


@pytest.mark.parametrize("columns", [60, 100])
@pytest.mark.parametrize("command", COMMANDS, ids=lambda name: name or "xunjian")
def test_help_is_chinese(here: Xunjian, command: str, columns: int) -> None:
    ran = here(*command.split(), "--help", COLUMNS=str(columns))
    assert (ran.code, ran.err) == (0, "")
    assert re.search(rf"用法：xunjian {command}", ran.out)
    assert "显示帮助" in ran.out and "选项" in ran.out
    assert all(width(line.rstrip()) <= columns for line in ran.out.splitlines())
    text = re.sub(r"[│╭╮╰╯─\n]|\s{2,}", "", ran.out)
    assert "…" not in text.replace("[参数]…", "")  # nothing is cut off
    assert re.findall(r"[A-Za-z]{3,}", NAMES.sub("", text)) == []


def test_every_command_has_its_help_tested(here: Xunjian) -> None:
    listed = {""}
    for group in ("", "messages", "users", "weekly", "ledger", "feed", "evidence", "db", "config"):
        shown = here(*group.split(), "--help", COLUMNS="100").out.split("命令 ─")[1]
        listed |= {f"{group} {name}".strip() for name in re.findall(r"^│ ([a-z-]+) ", shown, re.MULTILINE)}
    assert listed == set(COMMANDS)


def test_a_group_alone_shows_its_help(here: Xunjian) -> None:
    ran = here("feed", COLUMNS="80")
    assert (ran.code, ran.err) == (2, "")
    assert "用法：xunjian feed [选项] 命令" in ran.out


def boxed(ran: Ran) -> list[str]:
    """Lines of tables; others wrap in the terminal by themselves."""
    return [line for line in ran.out.splitlines() if line[:1] in "┏┃┡│└"]


def test_results_on_a_narrow_terminal(xunjian: Xunjian, scanned: Scanned, tmp_path: Path) -> None:
    number = f"张某，身份证号码：{CITIZEN_NUMBER}，予以公示。"
    (tmp_path / "a.htm").write_text(article("关于临时救助的公示", "2026-02-20", number), encoding="utf-8")
    narrow = scanned.settings | {"COLUMNS": "60"}
    for arguments, said in (
        (("doctor",), "最近一次扫描：周扫描"),
        (("recheck", "县水务局", "--as-of", AS_OF), "未更新"),
        (("score", "2026Q1"), "95.0"),
        (("inspect", str(tmp_path / "a.htm")), "500****"),
        (("config", "check", "--list"), "柳溪乡政府"),
    ):
        ran = xunjian(*arguments, **narrow)
        assert "Traceback" not in ran.err
        lines = boxed(ran)
        assert lines, arguments
        assert {width(line) for line in lines} <= set(range(61))
        assert "…" not in "".join(lines)
        assert said in ran.out, (arguments, ran.out)


def test_a_listed_finding_shows_its_address_in_one_piece(here: Xunjian, scanned: Scanned) -> None:
    ran = here("review", "--state", "all", **scanned.settings, COLUMNS="60")
    assert f"  地址：{scanned.portal.url}/sw/news.htm\n" in ran.out
    assert re.search(r"^[0-9a-f]{8}　县水务局　已确认　扣分　website.news-stale$", ran.out, re.MULTILINE)
