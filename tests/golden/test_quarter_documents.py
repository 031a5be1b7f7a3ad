"""quarter.json and the list of contradictions."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from printed_quarter import printed_quarter

from inspection.score import QuarterScores
from reports.annex_csv import write_annex_csv
from reports.annex_xlsx import write_annex_xlsx
from reports.contradictions import write_contradictions_md, write_contradictions_txt
from reports.problems import write_problems_csv, write_problems_xlsx
from reports.quarter_json import write_quarter_json


@pytest.fixture(scope="module")
def scores() -> QuarterScores:
    return printed_quarter()


def test_every_number_has_its_reasons(scores: QuarterScores, tmp_path: Path) -> None:
    write_quarter_json(tmp_path / "quarter.json", scores, {"program": "0.1.0"})
    document = json.loads((tmp_path / "quarter.json").read_text(encoding="utf-8"))
    assert document["versions"] == {
        "site_table": "dazu-website-2020",
        "account_table": "dazu-new-media-2020",
        "program": "0.1.0",
    }
    assert (len(document["sites"]), len(document["accounts"]), len(document["contradictions"])) == (65, 34, 6)
    for line in document["sites"] + document["accounts"]:
        for item in line["items"]:
            reasons = [each for each in line["deductions"] if each["item"] == item["item"]]
            assert sum(int(each["points"]) for each in reasons) == int(item["printed"] or 0)
            assert all(each["findings"] and each["rules"] and each["text"] for each in reasons)


def test_scores_are_exact_decimal_strings(scores: QuarterScores, tmp_path: Path) -> None:
    write_quarter_json(tmp_path / "quarter.json", scores)
    first = json.loads((tmp_path / "quarter.json").read_text(encoding="utf-8"))["sites"][0]
    assert (first["score"], first["printed_score"]) == ("88." + "8" * 47 + "9", "88.9")
    assert [item["printed"] for item in first["items"]] == ["0", "10", "0", "0", None, "0", "0", "0"]


def test_annex_3_stands_in_it_too(scores: QuarterScores, tmp_path: Path) -> None:
    write_quarter_json(tmp_path / "quarter.json", scores)
    groups = json.loads((tmp_path / "quarter.json").read_text(encoding="utf-8"))["problems"]
    assert [(group["name"], group["points"], len(group["sections"])) for group in groups] == [
        ("双桥经开区专栏", "10", 1),
        ("区应急局专栏", "20", 2),
    ]
    assert groups[0]["sections"][0]["problems"][0]["at"] == "2021-02-27T00:47:55+08:00"


def test_contradictions_are_listed_with_place_and_source(scores: QuarterScores, tmp_path: Path) -> None:
    write_contradictions_md(tmp_path / "c.md", scores)
    write_contradictions_txt(tmp_path / "c.txt", scores)
    markdown, text = ((tmp_path / name).read_text(encoding="utf-8") for name in ("c.md", "c.txt"))
    assert markdown.startswith("# 重庆市大足区2021年第一季度检查：来源矛盾清单\n")
    assert "得分=\\[90-" in markdown
    for number, each in enumerate(scores.contradictions, start=1):
        assert f"{number}. {each.text}\n   位置：{each.where}\n   来源：{each.source}\n" in text
        assert f"   - 编号：{each.id}" in markdown


WRITERS: list[Callable[[Path, QuarterScores], None]] = [
    lambda path, scores: write_annex_xlsx(path, scores, 1, printed_rank=True),
    lambda path, scores: write_annex_csv(path, scores, 2),
    write_problems_xlsx,
    write_problems_csv,
    write_quarter_json,
    write_contradictions_md,
]


@pytest.mark.parametrize("write", WRITERS)
def test_the_same_quarter_gives_the_same_bytes(
    scores: QuarterScores, tmp_path: Path, write: Callable[[Path, QuarterScores], None]
) -> None:
    write(tmp_path / "one", scores)
    write(tmp_path / "two", printed_quarter())
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
