"""``inspect`` reads attachments with the monitors of page texts: a unit checks the workbook before it uploads it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from tests_support import Xunjian

INVENTED = "500225191103170012"  # a valid checksum, and a birth year of which hardly anybody is alive
AT = ("--as-of", "2021-03-20", "--json")


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["序号", "内容"])
    hidden = book.create_sheet("底稿")
    hidden.append(["姓名", "身份证号"])
    hidden.append(["柳某", INVENTED])
    hidden.sheet_state = "hidden"
    book.save(path)
    return path


def test_a_number_on_a_hidden_sheet_is_found_with_its_place_and_masked(xunjian: Xunjian, tmp_path: Path) -> None:
    ran = xunjian("inspect", str(workbook(tmp_path / "名单.xlsx")), *AT)
    assert ran.code == 0, ran.err
    (page,) = ran.json["pages"]
    (found,) = [one for one in page["findings"] if one["monitor"] == "id_number_exposed"]
    assert "底稿" in found["where"]
    assert INVENTED not in ran.out
    monitors = {one["monitor"] for one in (*page["findings"], *page["unknown"])}
    assert not monitors & {"meta_missing", "date_forged"}, "a workbook has no web page's form"


def test_a_broken_workbook_cannot_be_checked(xunjian: Xunjian, tmp_path: Path) -> None:
    broken = tmp_path / "名单.xlsx"
    broken.write_bytes(workbook(tmp_path / "good.xlsx").read_bytes()[:900])
    ran = xunjian("inspect", str(broken), *AT)
    assert ran.code == 4
    assert "附件不能读取" in ran.json["pages"][0]["problem"]


def test_a_folder_holds_pages_and_attachments(xunjian: Xunjian, tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx")
    (tmp_path / "b.html").write_text("<html><body><h1>通知</h1><p>请各单位按时参加会议。</p></body></html>", "utf-8")
    ran = xunjian("inspect", str(tmp_path), *AT)
    assert [page["source"] for page in ran.json["pages"]] == ["a.xlsx", "b.html"]


def test_a_file_that_takes_too_long_to_open_is_stopped_and_the_page_beside_it_is_checked(
    xunjian: Xunjian, tmp_path: Path
) -> None:
    workbook(tmp_path / "a.xlsx")
    (tmp_path / "b.html").write_text("<html><body><h1>通知</h1><p>请各单位按时参加会议。</p></body></html>", "utf-8")
    ran = xunjian("inspect", str(tmp_path), *AT, XUNJIAN_ATTACHMENT_SECONDS="0.001")
    assert ran.code == 0, ran.err
    stopped, page = ran.json["pages"]
    assert "附件读取超过0.001秒，已停止" in stopped["problem"]
    assert "problem" not in page
