"""A district's registry: Dazu as the circular prints it, and one line with file, row and header for every mistake."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from config.check import check_everything
from config.districts import PACKAGED, load_district
from config.new_district import write_district
from config.problem import ConfigError
from config.settings import load_settings
from inspection.registry import ColumnKind, Grade, ManualKind, Platform


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small district that loads, to be broken by the tests."""
    return write_district("shili", "示例区", tmp_path)


def _problems(folder: Path) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        load_district(folder.name, folder.parent)
    return caught.value.problems


def _set(folder: Path, file: str, header: str, value: str) -> None:
    """Put ``value`` under ``header`` in the first data row."""
    headers, *rows = csv.reader((folder / file).read_text("utf-8-sig").splitlines())
    rows[0][headers.index(header)] = value
    with (folder / file).open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([headers, *rows])


class TestDazu:
    dazu = load_district("dazu")

    def test_everybody_is_there(self) -> None:
        assert [site.row for site in self.dazu.sites] == list(range(1, 66))
        assert sorted(row for account in self.dazu.accounts for row in account.rows) == list(range(1, 35))
        assert len(self.dazu.units) == 67

    def test_accounts_by_platform_as_domain_counts_them(self) -> None:
        lines = Counter(account.platform for account in self.dazu.accounts for _ in account.rows)
        assert lines == {
            Platform.WECHAT_SUBSCRIPTION: 13, Platform.WEIBO: 6, Platform.WECHAT_SERVICE: 5, Platform.DOUYIN: 4,
            Platform.TOUTIAO: 3, Platform.QQ: 1, Platform.YIDIAN: 1, Platform.KUAISHOU: 1,
        }  # fmt: skip
        (twice,) = (account for account in self.dazu.accounts if len(account.rows) > 1)
        assert (twice.name, twice.rows) == ("大足生态环境", (17, 19))

    def test_eleven_units_have_no_public_service_and_no_guide(self) -> None:
        without = {site.id for site in self.dazu.sites if not site.public_service}
        assert len(without) == 11
        guides = {column.site_id for column in self.dazu.columns if column.kind is ColumnKind.GUIDE}
        assert guides == {site.id for site in self.dazu.sites} - without

    def test_every_site_has_ten_columns_or_more_and_one_a_child(self) -> None:
        assert all(len(self.dazu.columns_of(site.id)) >= 10 for site in self.dazu.sites)
        assert [c.parent_id for c in self.dazu.columns if c.parent_id] == ["shangwuwei-dt"]

    def test_only_the_addresses_that_the_circular_prints_are_verified(self) -> None:
        assert {one.id for one in (*self.dazu.sites, *self.dazu.columns) if one.verified} == {
            "sqjkq", "yingjiju", "sqjkq-gsgg", "yingjiju-jgzn", "yingjiju-ldxx",
        }  # fmt: skip
        assert all(one.grade is Grade.ASSUMED for one in self.dazu.columns if not one.verified)
        assert len({column.url for column in self.dazu.columns}) == len(self.dazu.columns)
        assert all(column.url.endswith(("/", "/index.html")) for column in self.dazu.columns)

    def test_the_printed_vetoes_are_manual_entries(self) -> None:
        vetoes = [e for e in self.dazu.manual_entries if e.kind is ManualKind.PRINTED_VETO]
        assert [entry.subject_id for entry in vetoes] == ["shuiliju", "yingjiju"]
        assert all(entry.source for entry in vetoes)

    def test_the_quarter(self) -> None:
        quarter = self.dazu.quarter("2021Q1")
        assert (quarter.first_day, quarter.last_day) == (date(2020, 12, 1), date(2021, 2, 28))
        assert len(quarter.weekly_scans) == 13
        assert {scan.isoformat()[10:] for scan in quarter.weekly_scans} == {"T23:50:00+08:00"}
        assert [sorted(sitting.unit_ids) for sitting in quarter.sittings] == [[], ["sqjkq"]]

    def test_the_feed_bridge_is_filled_in(self) -> None:
        assert all(account.feed_url.startswith("http://feeds.invalid/") for account in self.dazu.accounts)
        assert len({account.feed_format for account in self.dazu.accounts}) >= 5

    def test_the_whole_configuration_is_clean(self) -> None:
        assert check_everything(load_settings(district="dazu"), {}) == []


@pytest.mark.parametrize(
    ("file", "header", "value", "said"),
    [
        ("units.csv", "编号", "教育局", "“教育局”只能用小写字母、数字和连字符"),
        ("units.csv", "名称", " ", "不能为空，请补上"),
        ("units.csv", "依据等级", "E", "没有“E”这一项（允许：C、D、N、O、A）"),
        ("sites.csv", "序号", "一", "“一”应为从 1 起的整数"),
        ("sites.csv", "序号", "1、2", "一个专栏只能有一个序号"),
        ("sites.csv", "单位编号", "jyj", "“jyj”在 units.csv 中没有，请改正或先在那里登记"),
        ("sites.csv", "首页地址", "www.district.example", "应为 http:// 或 https:// 开头的完整地址"),
        ("sites.csv", "首页地址", "ftp://district.example/", "不是网址"),
        ("sites.csv", "首页地址", "http://127.0.0.1:80\\@district.example/", "不是网址"),
        ("sites.csv", "首页地址", "http://[::1", "不是网址"),
        ("sites.csv", "已核实", "对", "没有“对”这一项（允许：是、否）"),
        ("sites.csv", "对外服务", "", "不能为空"),
        ("columns.csv", "类别", "新闻", "没有“新闻”这一项（允许：动态要闻、政策文件、"),
        ("columns.csv", "专栏编号", "jyj", "“jyj”在 sites.csv 中没有"),
        ("columns.csv", "上级栏目", "jyj-dt", "“jyj-dt”在 columns.csv 中没有"),
        ("columns.csv", "上级栏目", "jiaoyuju-dt", "成了自己的上级"),
        ("accounts.csv", "平台", "微信", "没有“微信”这一项（允许：微信公众号订阅号、"),
        ("accounts.csv", "数据格式", "xml", "没有“xml”这一项（允许：rss、weibo、"),
        ("accounts.csv", "数据地址", "{brigde}/weibo/x", "不是网址，应以 http://、https:// 或 {bridge} 开头"),
        ("accounts.csv", "编号", "jiaoyuju", "“jiaoyuju”与sites.csv 第2行重复"),
        ("manual.csv", "季度", "2026Q9", "“2026Q9”在 quarters.yaml 中没有"),
        ("manual.csv", "对象编号", "nobody", "“nobody”在 sites.csv、accounts.csv 中没有"),
        ("manual.csv", "类别", "奖励", "没有“奖励”这一项（允许：单项否决、加减分、说明）"),
        ("manual.csv", "分值", "2", "只有“加减分”才填扣分项和分值"),
    ],
)
def test_a_bad_cell_names_file_row_and_header(folder: Path, file: str, header: str, value: str, said: str) -> None:
    _set(folder, file, header, value)
    (line,) = _problems(folder)
    assert line.startswith(f"{file} 第2行“{header}”：")
    assert said in line


def test_an_adjustment_needs_an_item(folder: Path) -> None:
    _set(folder, "manual.csv", "类别", "加减分")
    assert _problems(folder) == ("manual.csv 第2行“扣分项”：不能为空，请补上",)


@pytest.mark.parametrize("points", ["two", "NaN", ""])
def test_an_adjustment_needs_a_number(folder: Path, points: str) -> None:
    for header, value in (("类别", "加减分"), ("扣分项", "bonus"), ("分值", points)):
        _set(folder, "manual.csv", header, value)
    assert _problems(folder)[0].startswith("manual.csv 第2行“分值”：")


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("units.csv", None, "units.csv：缺少这个文件（应在 shili/ 下）"),
        ("units.csv", b"", "units.csv：文件是空的，第1行应为表头（编号,名称,别名,来源,依据等级）"),
        ("units.csv", "编号,名称,别名,来源\n".encode(), "units.csv 第1行：缺少“依据等级”一列"),
        ("units.csv", "编号,名称,别名,来源,依据等级,备注\n".encode(), "units.csv 第1行：不认识“备注”一列（允许："),
        ("units.csv", "编号,编号,名称,别名,来源,依据等级\n".encode(), "units.csv 第1行：“编号”一列出现了两次"),
        ("units.csv", "编号,名称,别名,来源,依据等级\n\na,甲,,x,C,多\n".encode(), "units.csv 第3行：比表头多出一格"),
        ("units.csv", '编号,名称,别名,来源,依据等级\na,"甲'.encode(), "units.csv：不是完好的 CSV"),
        ("units.csv", "编号,名称".encode("utf-16"), "units.csv：这是 UTF-16 编码，请在表格软件中另存为"),
        ("units.csv", b"PK\x03\x04rest", "units.csv：这是 xlsx 文件，请在表格软件中另存为"),
        ("units.csv", b"\xff\xff\xff", "units.csv：编码无法识别"),
        ("quarters.yaml", None, "quarters.yaml：缺少这个文件"),
        ("district.yaml", b"id: shili\nname: x\nnme: y\n", "district.yaml: nme：没有这个键（允许：id、"),
        ("district.yaml", b"id: other\nname: x\nfeed_bridge: http://f.example\n", "district.yaml: id：写的是“other”"),
        ("district.yaml", b"id: shili\nname: x\nfeed_bridge: f.example\n", "district.yaml: feed_bridge：应为 http://"),
        ("district.yaml", b"id: shili\nname: x\n", "用了 {bridge}，但 district.yaml 没有写 feed_bridge"),
    ],
)  # fmt: skip
def test_a_bad_file_is_named(folder: Path, file: str, content: bytes | None, said: str) -> None:
    (folder / file).unlink() if content is None else (folder / file).write_bytes(content)
    assert said in " ".join(_problems(folder))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("last_day: 2026-03-31", "last_day: 2025-03-31", "quarters[0].last_day：早于 first_day"),
        ("last_day: 2026-03-31", "last_day: 31.3.2026", "quarters[0].last_day：日期写法不对"),
        ("2026-01-04T23:50:00+08:00", "2026-01-04T23:50:00", "quarters[0].weekly_scans[0]：时间要写明时区"),
        ("2026-01-04T", "2025-12-31T", "quarters[0].weekly_scans[0]：2025-12-31 不在本季度内"),
        ("units: []", "units: [nobody]", "quarters[0].sittings[0].units：“nobody”在 units.csv 中没有"),
        ("grade: A", "grade: Z", "quarters[0].grade：不能是“Z”（允许：C、D、N、O、A）"),
    ],
)
def test_a_bad_quarter_names_its_key(folder: Path, old: str, new: str, said: str) -> None:
    text = (folder / "quarters.yaml").read_text("utf-8")
    assert old in text
    (folder / "quarters.yaml").write_text(text.replace(old, new), "utf-8")
    assert any(line.startswith("quarters.yaml: ") and said in line for line in _problems(folder))


def test_equal_ids_name_both_rows(folder: Path) -> None:
    with (folder / "units.csv").open("a", encoding="utf-8") as out:
        out.write("jiaoyuju,另一单位,,示例,A\n")
    assert _problems(folder) == ("units.csv 第3行“编号”：“jiaoyuju”与第2行重复，请改成不同的",)


def test_a_parent_in_another_site_is_refused(folder: Path) -> None:
    with (folder / "sites.csv").open("a", encoding="utf-8") as out:
        out.write("b,2,jiaoyuju,乙专栏,http://b.example/,否,是,示例,A\n")
    with (folder / "columns.csv").open("a", encoding="utf-8") as out:
        out.write("b-dt,b,动态要闻,动态,http://b.example/dt/,jiaoyuju-dt,否,示例,A\n")
    assert _problems(folder) == ("columns.csv 第3行“上级栏目”：“jiaoyuju-dt”属于另一个专栏“jiaoyuju”",)


def test_all_mistakes_are_collected(folder: Path) -> None:
    _set(folder, "sites.csv", "首页地址", "x")
    _set(folder, "accounts.csv", "平台", "x")
    (folder / "district.yaml").write_text("nme: x", "utf-8")
    assert {line.split(" ")[0].rstrip(":") for line in _problems(folder)} == {
        "district.yaml", "sites.csv", "accounts.csv",
    }  # fmt: skip
    settings = load_settings(district="shili", districts_dir=folder.parent)
    assert tuple(check_everything(settings, {})) == _problems(folder)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_what_spreadsheets_save_is_read(folder: Path, encoding: str) -> None:
    text = (folder / "units.csv").read_text("utf-8-sig")
    (folder / "units.csv").write_bytes(text.replace("\n", "\r\n").encode(encoding))
    assert load_district("shili", folder.parent).unit("jiaoyuju").name == "区教育局"


def test_an_unknown_district_lists_the_known_ones(tmp_path: Path) -> None:
    for name in ("nowhere", "../dazu", ""):
        with pytest.raises(ConfigError, match="现有：dazu"):
            load_district(name, tmp_path)


class TestNewDistrict:
    def test_it_loads_clean_and_leaves_no_draft(self, tmp_path: Path) -> None:
        path = write_district("shili", '示例: "区"', tmp_path / "new")
        assert load_district("shili", path.parent).name == '示例: "区"'
        assert [entry.name for entry in path.parent.iterdir()] == ["shili"]
        assert check_everything(load_settings(district="shili", districts_dir=path.parent), {}) == []

    def test_it_never_overwrites(self, folder: Path) -> None:
        (folder / "units.csv").write_text("mine", "utf-8")
        with pytest.raises(ConfigError, match="已经有了，不会覆盖"):
            write_district("shili", "示例区", folder.parent)
        assert (folder / "units.csv").read_text("utf-8") == "mine"

    @pytest.mark.parametrize(
        ("name", "title"), [("../x", "x"), ("示例", "x"), ("x", " "), ("x", "a\nb"), ("dazu", "x")]
    )
    def test_what_it_refuses_leaves_nothing(self, tmp_path: Path, name: str, title: str) -> None:
        with pytest.raises(ConfigError):
            write_district(name, title, tmp_path)
        assert list(tmp_path.iterdir()) == []

    def test_a_failing_write_leaves_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("", "utf-8")
        with pytest.raises(ConfigError, match="写不进文件夹"):
            write_district("x", "x", tmp_path / "file")

    def test_every_packaged_district_loads(self) -> None:
        for path in PACKAGED.glob("*/district.yaml"):
            assert load_district(path.parent.name).units


def test_check_everything_sees_the_environment_and_points_without_item(folder: Path) -> None:
    for header, value in (("类别", "加减分"), ("扣分项", "bonsu"), ("分值", "2")):
        _set(folder, "manual.csv", header, value)
    settings = load_settings(district="shili", districts_dir=folder.parent)
    environment = {"XUNJIAN_DISTRCT": "x", "XUNJIAN_PROXY": "x", "XUNJIAN_TEST_POSTGRES_URL": "x", "HOME": "x"}
    first, second = check_everything(settings, environment)
    assert first.startswith("环境变量 XUNJIAN_DISTRCT：没有这个设置")
    assert "指标表中没有“bonsu”" in second


def test_check_everything_misses_a_table_for_an_early_quarter(folder: Path) -> None:
    text = (folder / "quarters.yaml").read_text("utf-8").replace("2026-", "2019-")
    (folder / "quarters.yaml").write_text(text, "utf-8")
    lines = check_everything(load_settings(district="shili", districts_dir=folder.parent), {})
    assert [line[-8:] for line in lines] == [": sites）", "ccounts）"]


def test_check_everything_wants_the_folder_of_districts(tmp_path: Path) -> None:
    (line,) = check_everything(load_settings(district="dazu", districts_dir=tmp_path / "none"), {})
    assert "XUNJIAN_DISTRICTS_DIR" in line
