"""What a district's circular prints that no scan can know: ``circular.yaml``."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from config.check import check_everything
from config.circulars import load_circular
from config.districts import PACKAGED
from config.problem import ConfigError
from config.settings import Settings
from inspection.circular import CircularForm, Issue

GOOD = "issuer: 甲\nsource: 测试\ngrade: A\n"


def test_the_packaged_district_prints_what_its_circular_prints() -> None:
    form = load_circular(PACKAGED / "dazu")
    assert (form.issuer, form.basis_number) == ("重庆市大足区人民政府办公室", "大足府办发〔2020〕117号")
    issue = form.issue("2021Q1")
    assert (issue.number, issue.day, issue.grade) == ("大足府办发〔2021〕46号", date(2021, 4, 27), "C")
    assert form.issue("2021Q2") == Issue()


def test_a_district_may_do_without(tmp_path: Path) -> None:
    assert load_circular(tmp_path) == CircularForm()


def test_marks_that_the_document_sets_itself_are_taken_off(tmp_path: Path) -> None:
    text = f"{GOOD}recipients: 各镇：\ndisclosure: （此件公开）\ncopies: 抄送：区委。\n"
    (tmp_path / "circular.yaml").write_text(text, "utf-8")
    form = load_circular(tmp_path)
    assert (form.recipients, form.disclosure, form.copies) == ("各镇", "此件公开", "区委")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("source: 测试\ngrade: A\n", "circular.yaml: issuer"),
        ("issuer: 甲\nissure: 乙\nsource: 测试\ngrade: A\n", "circular.yaml: issure"),
        (f"{GOOD}quarters: {{2021Q1: {{day: 四月, source: 测试, grade: A}}}}\n", "quarters.2021Q1.day"),
        (f"{GOOD}quarters: {{2021Q1: {{day: 2021-04-27}}}}\n", "quarters.2021Q1.source"),
    ],
)  # fmt: skip
def test_a_bad_file_names_the_key(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "circular.yaml").write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=said):
        load_circular(tmp_path)


def test_an_issue_of_an_unknown_quarter_is_told(tmp_path: Path) -> None:
    shutil.copytree(PACKAGED / "dazu", tmp_path / "dazu")
    file = tmp_path / "dazu" / "circular.yaml"
    file.write_text(file.read_text("utf-8").replace("2021Q1:", "2021Q9:"), "utf-8")
    problems = check_everything(Settings(districts_dir=tmp_path), {})
    assert problems == ["circular.yaml: quarters.2021Q9：quarters.yaml 没有这个季度（现有：2021Q1）"]
