"""The circular in the console: read, edited with warnings, downloaded; notices for units."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from html import unescape
from io import BytesIO

import docx
import pytest
from playwright.sync_api import Page

from db import evidence
from inspection.viewer import Role
from jobs.review import decide
from jobs.tasks_report import make_report
from tests.web.conftest import BEGINNING, Console
from tests.web.visiting import Visitor

SignIn = Callable[[Role], Visitor]
CIRCULAR = "/quarters/2026Q1/circular"


def text_of(page: str) -> str:
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert found
    return unescape(found[1])


def seen_mark(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{16})"', page)
    assert found
    return found[1]


def words(body: bytes) -> str:
    document = docx.Document(BytesIO(body))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_text_is_edited_checked_and_printed(sign_in: SignIn) -> None:
    inspector = sign_in(Role.INSPECTOR)
    page = inspector.get(CIRCULAR).text
    assert "按数据生成" in page and "主送机关" in page  # what the district does not say is warned of
    draft = text_of(page)
    assert "一、检查情况" in draft
    seen = seen_mark(page)
    assert inspector.post_form(CIRCULAR, text=draft, seen=seen).status_code == 303
    assert "按数据生成" in inspector.get(CIRCULAR).text  # nothing was changed
    edited = draft.replace("开展1次周扫描", "开展7次周扫描").replace("\n", "\r\n")
    assert inspector.post_form(CIRCULAR, text=edited, seen=seen).status_code == 303
    page = inspector.get(CIRCULAR).text
    assert "正文改过" in page and "没有 7，请核对" in unescape(page)
    assert "数据又有变化" not in page
    answer = inspector.post_form(f"{CIRCULAR}/docx")
    assert answer.headers["content-type"].endswith("wordprocessingml.document")
    assert "开展7次周扫描" in words(answer.content)
    assert "circular.edit" in sign_in(Role.ADMIN).get("/settings/audit?action=circular.edit").text

    assert inspector.post_form(CIRCULAR, again="1").status_code == 303
    assert text_of(inspector.get(CIRCULAR).text) == draft


def test_an_empty_text_is_refused_and_nothing_is_lost(sign_in: SignIn) -> None:
    inspector = sign_in(Role.INSPECTOR)
    before = text_of(inspector.get(CIRCULAR).text)
    answer = inspector.post_form(CIRCULAR, text="# 只有说明\n")
    assert answer.status_code == 422 and "正文是空的" in answer.text and "# 只有说明" in answer.text
    assert inspector.post_form(CIRCULAR, text="长" * 50_001).status_code == 422
    assert text_of(inspector.get(CIRCULAR).text) == before


def test_markup_in_the_text_stays_text(sign_in: SignIn) -> None:
    inspector = sign_in(Role.INSPECTOR)
    attack = "</textarea><script>alert(1)</script>\x00{{ 7*7 }}"
    inspector.post_form(CIRCULAR, text=f"一、情况\n{attack}\n")
    page = inspector.get(CIRCULAR).text
    assert "<script>alert" not in page and "{{ 7*7 }}" in text_of(page)
    assert "<script>alert" not in sign_in(Role.READER).get(CIRCULAR).text
    assert "<script>alert(1)</script> {{ 7*7 }}" in words(inspector.post_form(f"{CIRCULAR}/docx").content)
    inspector.post_form(CIRCULAR, again="1")


def test_data_that_changed_after_the_editing_are_told(console: Console, sign_in: SignIn) -> None:
    inspector = sign_in(Role.INSPECTOR)
    page = inspector.get(CIRCULAR).text
    inspector.post_form(CIRCULAR, text=text_of(page) + "特此通报。\n", seen=seen_mark(page))
    assert "数据又有变化" not in inspector.get(CIRCULAR).text
    told = inspector.get("/api/v1/quarters/2026Q1").json()["scores"]
    finding = next(id_ for line in told["sites"] for each in line["deductions"] for id_ in each["findings"])
    decide(console.work, finding, "dismiss", "某人", BEGINNING, "不是")
    assert "数据又有变化" in inspector.get(CIRCULAR).text
    decide(console.work, finding, "confirm", "某人", BEGINNING, "属实")
    inspector.post_form(CIRCULAR, again="1")


def test_a_reader_reads_and_downloads_and_changes_nothing(sign_in: SignIn) -> None:
    reader = sign_in(Role.READER)
    page = reader.get(CIRCULAR).text
    assert "<textarea" not in page and "检查范围" in page
    assert reader.post_form(f"{CIRCULAR}/docx").status_code == 200
    assert reader.post_form(CIRCULAR, text="一、改").status_code == 403
    assert reader.post_form("/notices/shuiwu").status_code == 403
    assert "由巡检员下载" in reader.get("/notices").text


def test_a_notice_for_every_unit_with_something_to_mend(console: Console, sign_in: SignIn) -> None:
    inspector = sign_in(Role.INSPECTOR)
    page = inspector.get("/notices").text
    assert 'action="/notices/shuiwu"' in page
    answer = inspector.post_form("/notices/shuiwu")
    assert answer.status_code == 200
    assert "县水务局" in words(answer.content) and "整改情况回执" in words(answer.content)


@pytest.mark.parametrize("path", ["/quarters/2099Q9/circular", "/quarters/..%2Fx/circular"])
def test_what_is_not_there_is_not_found(sign_in: SignIn, path: str) -> None:
    inspector = sign_in(Role.INSPECTOR)
    assert inspector.get(path).status_code == 404
    assert inspector.post_form(path, text="一、").status_code == 404
    assert inspector.post_form("/notices/mars").status_code == 404


def test_the_page_is_used_in_a_browser(page_as: Callable[..., Page]) -> None:
    page = page_as(Role.INSPECTOR, width=1100)
    page.goto(CIRCULAR)
    area = page.get_by_label("第一至三部分")
    area.fill(area.input_value().replace("把好发布关口", "把好审核关口"))
    page.get_by_role("button", name="保存正文").click()
    assert page.get_by_text("正文改过", exact=True).is_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载通报").click()
    path = waiting.value.path()
    assert "把好审核关口" in words(path.read_bytes())
    assert waiting.value.suggested_filename.endswith("通报.docx")


def test_taking_the_written_circular_is_recorded(console: Console, sign_in: SignIn) -> None:
    make_report(console.work, "2026Q1", date(2026, 4, 1))
    answer = sign_in(Role.READER).get("/quarters/2026Q1/files/通报.docx")
    assert answer.status_code == 200
    with console.work.database.reading() as cx:
        taken = evidence.exports(cx, sha256(answer.content).hexdigest())
    assert [(one.subject, one.who) for one in taken] == [("circular-2026Q1", "某只读")]
