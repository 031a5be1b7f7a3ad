"""The official documents from the command line: written, edited, printed, and what may not be meant."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.document import Document
from scanned_district import Scanned
from sqlalchemy import create_engine, text
from tests_support import Xunjian
from village_portal import AS_OF

QUARTER = """quarters:
  - id: 2026Q1
    title: 2026年第一季度
    first_day: 2026-01-01
    last_day: 2026-03-31
    weekly_scans: [{at}]
    source: 测试
    grade: A
"""
CIRCULAR = """issuer: 柳溪县政府办
source: 测试
grade: A
quarters:
  2026Q1: {number: 柳府办〔2026〕3号, day: 2026-04-08, source: 测试, grade: A}
"""


@pytest.fixture
def settings(scanned: Scanned, tmp_path: Path) -> dict[str, str]:
    """The scan that was held becomes the registered weekly scan of its quarter."""
    districts = tmp_path / "districts"
    (districts / "liuxi" / "quarters.yaml").write_text(QUARTER.format(at=AS_OF), "utf-8")
    (districts / "liuxi" / "circular.yaml").write_text(CIRCULAR, "utf-8")
    with create_engine(f"sqlite:///{tmp_path}/xunjian.sqlite3").begin() as connection:
        connection.execute(text("UPDATE scans SET quarter_id = '2026Q1'"))
    return scanned.settings | {"XUNJIAN_DISTRICTS_DIR": str(districts)}


def opened(path: Path) -> Document:
    return docx.Document(BytesIO(path.read_bytes()))


def words(path: Path) -> str:
    document = opened(path)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_circular_is_drafted_edited_and_printed_as_edited(
    here: Xunjian, settings: dict[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    first = here("circular", "2026Q1", "--out", str(out), "--json", **settings)
    assert first.code == 0, first.err
    assert first.json["edited"] is False
    document, draft = (Path(one) for one in first.json["files"])
    assert "柳府办〔2026〕3号" in words(document)
    assert "开展1次周扫描" in words(document)
    assert any("主送机关" in warning for warning in first.json["warnings"])
    body = document.read_bytes()
    assert here("circular", "2026Q1", "--out", str(out), **settings).code == 0
    assert document.read_bytes() == body  # same data, same bytes

    draft.write_text(draft.read_text("utf-8").replace("开展1次周扫描", "认真开展8次周扫描"), "utf-8")
    edited = here("circular", "2026Q1", "--out", str(out), **settings)
    assert edited.code == 0, edited.err
    assert "按改过的正文" in edited.out
    assert "第3段“认真开展8次周扫描”：数据中与“扫描”有关、以“次”计的是 1" in edited.err
    assert "认真开展8次周扫描" in words(document)
    assert "认真开展8次周扫描" in draft.read_text("utf-8")  # it stays as people left it


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("circular", "2026Q9"), "没有登记季度“2026Q9”"),
        (("overview", "2026Q9"), "没有登记季度“2026Q9”"),
        (("weekly", "docx", "2026-02-01"), "2026-02-01 所在的一周没有完成的周扫描"),
        (("weekly", "docx", "三月"), "看不懂日期“三月”"),
        (("notice",), "请写单位，或用 --all"),
        (("notice", "柳溪乡政府", "--all"), "请写单位，或用 --all"),
        (("notice", "无此单位"), "没有登记名为“无此单位”的单位"),
        (("notice", "柳溪乡政府", "--day", "五一"), "看不懂日期“五一”"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    here: Xunjian, settings: dict[str, str], tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    ran = here(*arguments, "--out", str(tmp_path / "out"), **settings)
    assert ran.code == 2
    assert said in ran.complaint
    assert not (tmp_path / "out").exists()


def test_an_emptied_text_is_refused_and_the_document_stays(
    here: Xunjian, settings: dict[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    document, draft = map(Path, here("circular", "2026Q1", "--out", str(out), "--json", **settings).json["files"])
    before = document.read_bytes()
    draft.write_text("\n", "utf-8")
    ran = here("circular", "2026Q1", "--out", str(out), **settings)
    assert (ran.code, "通报正文是空的；要重新生成，请删除这个文件" in ran.complaint) == (2, True)
    assert document.read_bytes() == before


def test_notices_go_to_every_unit_with_something_to_mend(
    here: Xunjian, settings: dict[str, str], tmp_path: Path
) -> None:
    confirmed = {
        one["unit"] for one in here("ledger", "list", "--state", "confirmed", "--json", **settings).json["lines"]
    }
    assert confirmed, "else this shows nothing"
    ran = here("notice", "--all", "--day", "2026-03-23", "--out", str(tmp_path / "out"), "--json", **settings)
    assert ran.code == 0, ran.err
    files = [Path(one) for one in ran.json["files"]]
    assert len(files) == len(confirmed)
    text = words(files[0])
    assert "柳溪县政府办" in text
    assert "2026年3月23日" in text
    assert "整改情况回执" in text


def test_nothing_to_mend_makes_no_notice(here: Xunjian, settings: dict[str, str], tmp_path: Path) -> None:
    for one in here("ledger", "list", "--json", **settings).json["lines"]:
        assert here("review", one["id"], "--dismiss", "--reason", "测试", **settings).code == 0
    ran = here("notice", "柳溪乡政府", "--out", str(tmp_path / "out"), **settings)
    assert (ran.code, "没有已确认、尚未整改的问题" in ran.complaint) == (2, True)


def test_a_signed_week_is_printed_as_it_was_signed(here: Xunjian, settings: dict[str, str], tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    unsigned = here("weekly", "docx", "2026-03-20", "--out", out, "--json", **settings)
    assert (unsigned.code, unsigned.json["signed"]) == (0, False)
    path = Path(unsigned.json["files"][0])
    assert "本记录尚未签认" in words(path)
    assert here("weekly", "sign", "2026-03-20", "--who", "王某", "--note", "已核对", **settings).code == 0
    assert here("weekly", "docx", "2026-03-20", "--out", out, "--json", **settings).json["signed"]
    before = path.read_bytes()
    assert {"王某", "已核对"} <= set(words(path).split("\n"))
    suspected = here("ledger", "list", "--state", "suspected", "--json", **settings).json["lines"]
    assert here("review", suspected[0]["id"], "--dismiss", "--reason", "测试", **settings).code == 0
    assert here("weekly", "docx", "2026-03-20", "--out", out, **settings).code == 0
    assert path.read_bytes() == before


def test_the_overview_is_a_document_and_a_pdf_where_that_can_be(
    here: Xunjian, settings: dict[str, str], tmp_path: Path
) -> None:
    bare = settings | {"PATH": str(tmp_path / "nothing")}
    ran = here("overview", "2026Q1", "--out", str(tmp_path / "out"), **bare)
    assert ran.code == 0
    assert "没有 LibreOffice" in ran.err
    assert "检查概览" in words(tmp_path / "out" / "2026Q1" / "概览.docx")
    asked = here("circular", "2026Q1", "--out", str(tmp_path / "out"), "--pdf", **bare)
    assert (asked.code, "docx 已写出" in asked.complaint) == (2, True)
