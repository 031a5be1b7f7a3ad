"""The registry on pages: exported, checked, previewed, taken over as a whole, kept as it was before."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from openpyxl import Workbook, load_workbook

from config.districts import load_district
from inspection.viewer import Role
from tests.web.conftest import Console
from tests.web.visiting import Visitor

SignIn = Callable[[Role], Visitor]
REGISTRY = "/settings/registry"


def exported(admin: Visitor) -> Workbook:
    answer = admin.get(f"{REGISTRY}/export.xlsx")
    assert answer.headers["content-disposition"].startswith("attachment")
    return load_workbook(io.BytesIO(answer.content))


def bytes_of(book: Workbook) -> bytes:
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def proposed(admin: Visitor, body: bytes) -> str:
    return admin.post_files(f"{REGISTRY}/proposal", {"book": ("登记册.xlsx", body)}).text


def token(page: str) -> str:
    found = re.search(r'name="token" value="([0-9a-f]{32})"', page)
    assert found, page
    return found[1]


def test_what_is_registered_is_listed_and_found(sign_in: SignIn) -> None:
    admin = sign_in(Role.ADMIN)
    assert "县水务局" in admin.get(REGISTRY).text
    page = admin.get(f"{REGISTRY}?table=columns.csv&q=shuiwu").text
    assert "shuiwu-dt" in page and "xiang-dt" not in page


def test_an_export_that_comes_back_unchanged_changes_nothing(sign_in: SignIn) -> None:
    admin = sign_in(Role.ADMIN)
    assert "没有要修改的" in proposed(admin, bytes_of(exported(admin)))


def test_a_change_is_previewed_and_counts_once_it_is_taken_over(console: Console, sign_in: SignIn) -> None:
    admin = sign_in(Role.ADMIN)
    book = exported(admin)
    book["单位"]["B2"] = "县水利局"
    book["单位"].append(["lin", "=HYPERLINK(1)", "", "测试", "A"])
    book["单位"]["B4"].data_type = "s"  # text that a clerk typed, not a formula
    book["账号"].delete_rows(2)
    page = proposed(admin, bytes_of(book))
    assert "将有 3 处修改" in page and "<del>县水务局</del> → <ins>县水利局</ins>" in page and "删除" in page
    assert "县水利局" not in admin.get("/ledger").text
    assert admin.post_form(f"{REGISTRY}/take-over", token="0" * 32).status_code == 422
    assert admin.post_form(f"{REGISTRY}/take-over", token=token(page)).status_code == 303
    assert "县水利局" in admin.get("/ledger").text  # pages follow at once
    folder = console.work.settings.districts_dir
    district = load_district("liuxi", folder)
    assert [unit.name for unit in district.units] == ["县水利局", "柳溪乡政府", "=HYPERLINK(1)"]
    assert district.accounts == ()
    (kept,) = (console.work.settings.data_dir / "registry" / "liuxi").iterdir()
    assert "县水务局" in (kept / "units.csv").read_text("utf-8-sig")
    assert admin.post_form(f"{REGISTRY}/take-over", token=token(page)).status_code == 422
    assert exported(admin)["单位"]["B4"].data_type == "s"  # what looks like a formula stays text
    assert "registry.change" in admin.get("/settings/audit?action=registry.change").text


def test_every_fault_is_told_by_sheet_and_row(console: Console, sign_in: SignIn) -> None:
    admin = sign_in(Role.ADMIN)
    book = exported(admin)
    book["专栏"]["E2"] = "javascript:alert(1)"
    book["栏目"]["B2"] = "nobody"
    page = proposed(admin, bytes_of(book))
    assert "工作表“专栏” 第2行“首页地址”" in page
    assert "javascript:alert" not in (console.work.settings.districts_dir or console.work.settings.data_dir).joinpath(
        "liuxi", "sites.csv"
    ).read_text("utf-8-sig")


def test_a_proposal_made_from_an_older_registry_is_not_taken_over(console: Console, sign_in: SignIn) -> None:
    admin = sign_in(Role.ADMIN)
    book = exported(admin)
    book["单位"]["B3"] = "柳溪乡人民政府"
    waiting = token(proposed(admin, bytes_of(book)))
    path = (console.work.settings.districts_dir or console.work.settings.data_dir) / "liuxi" / "manual.csv"
    before = path.read_bytes()
    path.write_bytes(before + "2026Q1,xiang,说明,,,某事,测试,A\r\n".encode())
    answer = admin.post_form(f"{REGISTRY}/take-over", token=waiting)
    assert answer.status_code == 422 and "已被改动" in answer.text
    path.write_bytes(before)


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04", b"<html>", bytes_of(Workbook())])
def test_what_is_no_such_workbook_is_refused(sign_in: SignIn, body: bytes) -> None:
    page = proposed(sign_in(Role.ADMIN), body)
    assert "工作簿" in page or "缺少工作表" in page


def test_only_administrators_change_the_registry(sign_in: SignIn) -> None:
    for role in (Role.READER, Role.INSPECTOR, Role.CLERK):
        assert sign_in(role).get(REGISTRY).status_code == 403
