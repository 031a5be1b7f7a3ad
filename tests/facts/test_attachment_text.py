"""Attachments of every format: what is read, what is hidden, what cannot be read, and that nothing stalls."""

import io
import random
import struct
from datetime import datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from time import process_time

import pytest
from pypdf import PdfReader, PdfWriter

from facts.article import title_of
from facts.attachment_text import AttachmentText, attachment_document, read_attachment
from facts.document import Document
from facts.id_numbers import IdNumbers
from facts.phones import Phones
from facts.sources import PageSource
from inspection.fetched import FetchFailure, FetchProblem, Page
from inspection.outcome import Missing

_spec = spec_from_file_location("carriers", Path(__file__).parents[1] / "corpora" / "personal_data" / "carriers.py")
assert _spec and _spec.loader
carriers = module_from_spec(_spec)
_spec.loader.exec_module(carriers)

AS_OF = datetime.fromisoformat("2021-04-20T08:00:00+08:00")
URL = "http://www.portal.test/qmj/gsgg/202104/P020210415123456789012.xlsx"
ROWS = [["补贴发放公示"], ["姓名", "手机", "身份证号"], ["周一帆", "13900001234", "50011119030307123X"]]
LIST = [("姓名", "手机", "身份证号"), ("周一帆", "13900001234", "50011119030307123X")]
BODIES = {
    "名单.xlsx": carriers.xlsx(ROWS),
    "名单.xls": carriers.xls(ROWS),
    "名单.docx": carriers.docx(ROWS),
    "名单.doc": carriers.doc(ROWS),
    "名单.pdf": carriers.pdf(ROWS),
    "名单.csv": carriers.csv_file(ROWS),
    "名单.zip": carriers.zipped({"内/名单.xlsx": carriers.xlsx(ROWS), "内/名单.doc": carriers.doc(ROWS)}),
}


def read(body: bytes, name: str) -> AttachmentText:
    found = read_attachment(body, name)
    assert isinstance(found, AttachmentText), found
    return found


def page(body: bytes) -> Page:
    return Page(URL, URL, 200, (("content-type", "application/octet-stream"),), body, AS_OF)


def document(body: bytes, name: str = "名单.xlsx") -> Document:
    made = attachment_document(page(body), name)
    assert isinstance(made, Document), made
    return made


@pytest.mark.parametrize("name", [name for name in BODIES if not name.endswith("pdf")])
def test_tables_are_read_as_rows(name: str) -> None:
    rows = [tuple(cell for cell in row if cell) for part in read(BODIES[name], name).parts for row in part.rows]
    assert [row for row in rows if len(row) > 1][:2] == LIST


@pytest.mark.parametrize("name", BODIES)
def test_the_bytes_tell_the_format_not_the_name(name: str) -> None:
    if not name.endswith("csv"):
        assert len(read(BODIES[name], "download.do?id=7").parts) == len(read(BODIES[name], name).parts)


def test_pages_of_a_pdf_are_lines() -> None:
    (part,) = read(BODIES["名单.pdf"], "名单.pdf").parts
    assert (part.place, part.text.splitlines()[1]) == ("第1页", "姓名 手机 身份证号")


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (carriers.xlsx(ROWS), "工作表“名单”"),
        (carriers.xlsx(ROWS, hidden_column=2), "工作表“名单”（含隐藏列）"),
        (carriers.xlsx(ROWS, hidden_sheet=True), "工作表“名单”（隐藏工作表）"),
        (carriers.xls(ROWS, hidden_column=2), "工作表“名单”（含隐藏列）"),
        (BODIES["名单.zip"], "内/名单.doc／第1个表格"),
        (carriers.docx(ROWS, header="内部资料"), "页眉"),
    ],
)
def test_places_are_named_and_say_what_is_hidden(body: bytes, place: str) -> None:
    assert read(body, "x").parts[-1].place == place


@pytest.mark.parametrize(
    ("body", "name", "reason"),
    [
        (carriers.scan(), "a.pdf", "扫描件，没有文字层"),
        (carriers.compound({"EncryptedPackage": b"x"}), "a.xlsx", "已加密"),
        (carriers.doc(ROWS, encrypted=True), "a.doc", "已加密"),
        (carriers.compound({"WordDocument": b"x"}), "a.doc", "结构损坏"),
        (b"\x89PNG\r\n", "a.png", "图片"),
        (b"Rar!\x1a\x07", "a.rar", "压缩格式不支持"),
        (b"", "a.xls", "空"),
        (b"\0\1\2" * 99, "a.xls", "损坏"),
        (b"x" * 30_000_001, "a.txt", "过大"),
        (carriers.zipped({"a": b"0" * 70_000_000}), "a.zip", "炸弹"),
        (carriers.zipped({"a": b"0" * 20_000_000}), "a.zip", "炸弹"),
        (carriers.zipped({str(number): b"" for number in range(3001)}), "a.zip", "过多"),
        (carriers.zipped({"a.zip": carriers.zipped({"b.zip": carriers.zipped({"c.txt": b"c"})})}), "a.zip", "嵌套过深"),
        (carriers.zipped({"word/document.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}), "a.docx", "实体声明"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_missing_with_its_reason(body: bytes, name: str, reason: str) -> None:
    found = read_attachment(body, name)
    assert isinstance(found, Missing)
    assert reason in found.reason


def test_a_locked_pdf_is_missing() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(BODIES["名单.pdf"])))
    writer.encrypt("secret", algorithm="RC4-128")
    locked = io.BytesIO()
    writer.write(locked)
    assert read_attachment(locked.getvalue(), "a.pdf") == Missing("附件不能读取：已加密，不能读取")


def test_a_locked_archive_is_missing() -> None:
    body = bytearray(carriers.zipped({"a.txt": b"a"}))
    for mark in (b"PK\3\4", b"PK\1\2"):
        struct.pack_into("<H", body, body.index(mark) + (6 if mark == b"PK\3\4" else 8), 1)
    assert read_attachment(bytes(body), "a.zip") == Missing("附件不能读取：已加密，不能读取")


@pytest.mark.parametrize("name", BODIES)
def test_damaged_files_are_answered_in_bounded_time(name: str) -> None:
    body, rng = BODIES[name], random.Random(name)
    started = process_time()
    for _ in range(15):
        cut = body[: rng.randrange(len(body))]
        bent = bytearray(body)
        for _ in range(8):
            bent[rng.randrange(len(bent))] = rng.randrange(256)
        for damaged in (cut, bytes(bent)):
            assert isinstance(read_attachment(damaged, name), AttachmentText | Missing)
    assert process_time() - started < 20


def test_an_archive_names_members_in_gbk() -> None:
    body = carriers.zipped({"AAAA.txt": b"text"}).replace(b"AAAA", "名单".encode("gb18030"))
    assert [part.place for part in read(body, "a.zip").parts] == ["名单.txt／正文"]


def test_part_of_an_archive_that_cannot_be_read_is_told() -> None:
    found = read(carriers.zipped({"a.txt": "公示".encode(), "b.pdf": carriers.scan()}), "a.zip")
    assert found.unread == ("b.pdf扫描件，没有文字层",)


def test_an_attachment_is_a_page_for_every_page_monitor() -> None:
    made = document(carriers.xlsx(ROWS, hidden_column=2))
    found = IdNumbers.extract(PageSource(URL, made, None, AS_OF))
    assert isinstance(found, IdNumbers)
    assert [(hit.masked, hit.where) for hit in found.hits] == [("500*************3X", "工作表“名单”（含隐藏列）第3行")]
    assert (title_of(made), made.url, made.fetched_at) == ("名单.xlsx", URL, AS_OF)


def test_a_hit_in_a_pdf_names_its_page() -> None:
    made = document(carriers.pdf([["申请人：周一帆，联系电话：13900001234"]]), "答复.pdf")
    found = Phones.extract(PageSource(URL, made, None, AS_OF))
    assert isinstance(found, Phones)
    assert [hit.where.split("，")[0] for hit in found.hits] == ["第1页"]


def test_cells_cannot_smuggle_markup() -> None:
    made = document(carriers.xlsx([["姓名", "<script>x</script>"], ["</table><img src=x>", "&lt;"]]))
    assert made.tree.css_first("script, img") is None


def test_an_attachment_that_cannot_be_read_is_a_problem() -> None:
    problem = attachment_document(page(carriers.scan()), "a.pdf")
    assert isinstance(problem, FetchProblem)
    assert (problem.failure, problem.url) == (FetchFailure.UNDECODABLE, URL)
    assert "扫描件" in problem.reason


def test_parts_do_not_show_their_text() -> None:
    assert "13900001234" not in repr(read(BODIES["名单.xlsx"], "a.xlsx"))
