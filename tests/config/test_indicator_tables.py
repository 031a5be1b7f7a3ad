"""Indicator tables: the packaged ones hold what the circular prints; a broken one names file, key and remedy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from config.indicators import TABLES, load_tables
from config.problem import ConfigError

WEBSITE = TABLES / "dazu-website-2020.yaml"


def test_the_packaged_tables_hold_the_printed_points() -> None:
    accounts, sites = load_tables(date(2021, 2, 28))
    assert (accounts.subject, sites.subject) == ("accounts", "sites")
    assert [(item.title, item.points) for item in sites.items][1:7] == [
        ("季度检查", 50), ("政策解读", 10), ("错情整改", 20), ("办事指南", 10), ("公开信箱", 8), ("网站找错", 2),
    ]  # fmt: skip
    assert sites.item("weekly").factor == Decimal("-0.5")
    special = sites.formulas[1]
    assert (special.base, special.multiply, special.divide) == (90, 100, 90)
    assert special.not_assessed == {"guide"}
    assert special.factors == {"error-report": Decimal(-1)}


def test_points_are_exact_decimals() -> None:
    numbers = [x for table in load_tables() for item in table.items for x in (item.points, item.factor)]
    numbers += [rule.points for table in load_tables() for rule in table.rules]
    assert all(isinstance(number, Decimal) for number in numbers)


def test_rows_know_their_place() -> None:
    rows = load_tables(date(2021, 2, 28))[1].rules
    assert rows[0].place == "dazu-website-2020.yaml: rules[0]"
    assert all(row.table == "dazu-website-2020" for row in rows)


def test_no_table_before_the_first_day() -> None:
    assert load_tables(date(2020, 11, 30)) == ()


Edit = Callable[[dict], object]


def _line(folder: Path, edit: Edit) -> str:
    table = yaml.safe_load(WEBSITE.read_text("utf-8"))
    edit(table)
    (folder / WEBSITE.name).write_text(yaml.safe_dump(table, allow_unicode=True), "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_tables(folder=folder)
    (line,) = caught.value.problems
    return line


@pytest.mark.parametrize(
    ("edit", "line"),
    [
        (lambda t: t.update(ponits=1), "dazu-website-2020.yaml: ponits：没有这个键（允许：table、title、"),
        (lambda t: t["rules"][3].update(point=1), "rules[3].point：没有这个键（允许：id、title、monitor、"),
        (lambda t: t["rules"][0]["applies"].update(scan=[]), "rules[0].applies.scan：没有这个键（允许：scans、"),
        (lambda t: t["rules"][1].pop("points"), "rules[1].points：缺少这一项，请补上"),
        (lambda t: t["rules"][1].update(points="ten"), "rules[1].points：应为数字"),
        (lambda t: t["rules"][1].update(points=-10), "rules[1].points：不能小于0"),
        (lambda t: t["rules"][1].update(kind="fine"), "rules[1].kind：不能是“fine”（允许：veto、deduct、hint）"),
        (lambda t: t["rules"][1].update(per="day"), "rules[1].per：不能是“day”（允许：scan、item、finding）"),
        (lambda t: t["rules"][1].update(review="perhaps"), "rules[1].review：应为 true 或 false"),
        (lambda t: t["rules"][0].update(item="weakly"), "rules[0].item：items 中没有“weakly”（允许：bonus、"),
        (lambda t: t["rules"][0].update(item=None), "rules[0].kind：deduct（扣分）要写明 item"),
        (lambda t: t["rules"][2].update(points=5), "rules[2].kind：hint 不扣分"),
        (lambda t: t["rules"][0]["applies"].update(column_kinds=["nwes"]), "rules[0].applies.column_kinds"),
        (lambda t: t["rules"][0]["applies"].update(platforms=["weibo"]), "rules[0].applies.platforms：网站的指标表"),
        (
            lambda t: t["rules"].append(t["rules"][0]),
            "rules[10].id：“website.news-stale”已用于 dazu-",
        ),
        (lambda t: t["items"].append(t["items"][0]), "items：“weekly”出现了两次"),
        (lambda t: t["items"][0].update(group="x"), "items[0].group：没有“x”这一组（允许：内容更新）"),
        (lambda t: t["formulas"][1].update(divide=0), "formulas[1].divide：应大于0"),
        (lambda t: t["formulas"][1].update(not_assessed=["guides"]), "formulas[1].not_assessed：items 中没有“guides”"),
        (lambda t: t["formulas"][1].update(factors={"x": 1}), "formulas[1].factors：items 中没有“x”"),
        (lambda t: t["in_force"].update(last_day=date(2020, 1, 1)), "in_force.last_day：早于 first_day"),
        (lambda t: t["in_force"].update(first_day="1 Dec"), "in_force.first_day：日期写法不对"),
        (lambda t: t.update(table="other"), "table：写的是“other”，应与文件名“dazu-website-2020”一致"),
        (lambda t: t.update({"for": "apps"}), "for：不能是“apps”（允许：sites、accounts）"),
    ],
)
def test_a_broken_table_gets_one_line_with_its_key(tmp_path: Path, edit: Edit, line: str) -> None:
    assert line in _line(tmp_path, edit)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"table: [", "YAML 写法有误"),
        (b"table: a\ntable: b\n", "第2行：YAML 写法有误（“table”写了两次）"),
        (b"\xb1\xea\xcc\xe2: a", "不是 UTF-8 编码"),
        (b"", "（整个文件）：应为“键: 值”"),
        (b"!!python/object/apply:os.getcwd []", "YAML 写法有误"),
    ],
)
def test_a_file_that_is_not_yaml(tmp_path: Path, text: bytes, said: str) -> None:
    (tmp_path / "t.yaml").write_bytes(text)
    with pytest.raises(ConfigError) as caught:
        load_tables(folder=tmp_path)
    assert str(caught.value).startswith("t.yaml")
    assert said in str(caught.value)


def test_two_tables_of_one_subject_must_not_be_in_force_at_once(tmp_path: Path) -> None:
    text = WEBSITE.read_text("utf-8")
    (tmp_path / WEBSITE.name).write_text(text, "utf-8")
    newer = text.replace("dazu-website-2020\n", "dazu-website-2021\n").replace("id: website.", "id: w.")
    (tmp_path / "dazu-website-2021.yaml").write_text(newer.replace("2020-12-01", "2021-01-10"), "utf-8")
    with pytest.raises(ConfigError, match=r"dazu-website-2021\.yaml: in_force：与 dazu-website-2020\.yaml 同时生效"):
        load_tables(folder=tmp_path)
    (tmp_path / WEBSITE.name).write_text(text.replace("last_day: 2021-02-28", "last_day: 2021-01-09"), "utf-8")
    assert [table.id for table in load_tables(date(2021, 1, 10), tmp_path)] == ["dazu-website-2021"]


def test_a_rule_keeps_its_id_in_the_next_table(tmp_path: Path) -> None:
    text = WEBSITE.read_text("utf-8")
    (tmp_path / WEBSITE.name).write_text(text, "utf-8")
    newer = text.replace("dazu-website-2020\n", "dazu-website-2021\n").replace("last_day: 2021-02-28", "last_day: null")
    (tmp_path / "dazu-website-2021.yaml").write_text(newer.replace("2020-12-01", "2021-03-01"), "utf-8")
    assert {table.id for table in load_tables(folder=tmp_path)} == {"dazu-website-2020", "dazu-website-2021"}


def test_rules_may_be_spread_over_the_files_of_a_folder(tmp_path: Path) -> None:
    table = yaml.safe_load(WEBSITE.read_text("utf-8"))
    moved = table["rules"].pop()
    (tmp_path / WEBSITE.name).write_text(yaml.safe_dump(table), "utf-8")
    (tmp_path / WEBSITE.stem).mkdir()
    part = tmp_path / WEBSITE.stem / "links.yaml"
    part.write_text(yaml.safe_dump({"rules": [moved]}), "utf-8")
    row = load_tables(folder=tmp_path)[0].rules[-1]
    assert (row.id, row.place) == (moved["id"], "dazu-website-2020/links.yaml: rules[0]")
    part.write_text(yaml.safe_dump({"rules": [moved | {"item": "weakly"}]}), "utf-8")
    with pytest.raises(ConfigError, match=r"dazu-website-2020/links\.yaml: rules\[0\]\.item：items 中没有“weakly”"):
        load_tables(folder=tmp_path)


def test_every_fault_is_listed(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("table: a\n", "utf-8")
    (tmp_path / "b.yaml").write_text("x: [", "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_tables(folder=tmp_path)
    assert {line.split(":")[0].split(" ")[0] for line in caught.value.problems} == {"a.yaml", "b.yaml"}
    assert "xunjian config check" in str(caught.value)


def test_a_folder_without_tables(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="没有指标表"):
        load_tables(folder=tmp_path)
