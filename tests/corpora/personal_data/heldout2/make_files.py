"""Writes ``files/`` with office programs' own writers; run by hand where LibreOffice is installed.

    python tests/corpora/personal_data/heldout2/make_files.py

LibreOffice stamps the time into what it writes, so the bytes differ from run to run; the committed ones are scored.
All numbers are invented: births in 1902-1906, check digits right.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from docx import Document
from openpyxl import Workbook
from openpyxl.comments import Comment

sys.path.insert(0, str(Path(__file__).parents[1]))
from carriers import doc

FILES = Path(__file__).parent / "files"
FIRST, SECOND, THIRD = "500225190305072133", "500111190209180026", "510230190411223516"
CARD = "6228480470123456787"


def id_in_merged_header_sheet() -> None:
    """Two header rows, merged cells; the number column is as narrow as a dash."""
    book = Workbook()
    sheet = book.active
    sheet.title = "汇总"
    sheet.append(["某镇2021年第一季度临时救助发放表"])
    sheet.merge_cells("A1:E1")
    sheet.append(["序号", "基本信息", "", "", "金额"])
    sheet.append(["", "姓名", "公民身份号码", "村社", ""])
    sheet.merge_cells("B2:D2")
    sheet.append([1, "晏几道", FIRST, "永益村", 1200])
    sheet.append([2, "晏小山", SECOND, "新胜村", 1500])
    sheet.column_dimensions["C"].width = 1
    book.save(FILES / "b01-merged-header.xlsx")


def id_in_comment() -> None:
    """The list is masked, but the cell's note keeps the whole number."""
    book = Workbook()
    sheet = book.active
    sheet.append(["姓名", "身份证号"])
    sheet.append(["晏几道", "500225********2133"])
    sheet["B2"].comment = Comment(f"核对：{FIRST}", "经办人")
    book.save(FILES / "b02-cell-note.xlsx")


def clean_workbook() -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["序号", "单位名称", "统一社会信用代码", "联系电话", "合同金额"])
    sheet.append([1, "某水泥制品厂", "91500225450512071K", "023-43700000", 500225190305.07])
    sheet.append([2, "某花椒合作社", "93500225MA5U0512X7", "023-43700001", 2190305])
    sheet.append([3, "订单号", "500225190305072137", "", 1])
    book.save(FILES / "b03-companies.xlsx")


def phones_in_nested_table() -> None:
    """A table inside a cell, and the header repeated on each block."""
    document = Document()
    document.add_heading("大病救助对象联系卡", 1)
    outer = document.add_table(rows=1, cols=1)
    inner = outer.cell(0, 0).add_table(rows=2, cols=3)
    for row, cells in zip(
        inner.rows, (("患者", "家庭成员", "手机号码"), ("扶苏", "扶风", "139 0000 6611")), strict=True
    ):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.save(FILES / "b04-nested.docx")


def contract_notice() -> None:
    document = Document()
    document.add_heading("综合楼防水工程询价公告", 1)
    document.add_paragraph("询价单位：某镇人民政府　联系人：尤老师　联系电话：13800001001")
    document.add_paragraph("监督电话：023-43700000　项目编号：50022519030507213")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table.rows[0].cells, ("供应商", "业务联系电话"), strict=True):
        cell.text = text
    for cell, text in zip(table.rows[1].cells, ("某防水公司", "13800002002"), strict=True):
        cell.text = text
    document.save(FILES / "b05-inquiry.docx")


def roll(title: str, rows: list[list[str]]) -> Workbook:
    book = Workbook()
    book.active.append([title])
    for row in rows:
        book.active.append(row)
    return book


def old_word() -> None:
    rows = [["危房改造补助对象"], ["户主", "身份证号", "补助"], ["扈大成", THIRD, "2万元"], ["扈二平", SECOND, "2万元"]]
    (FILES / "b06-roll.doc").write_bytes(doc(rows))
    (FILES / "b07-masked.doc").write_bytes(doc([*rows[:2], ["扈大成", "510230********3516", "2万元"]]))


def converted() -> None:
    """Real .xls and .pdf out of an office program."""
    cards = [["姓名", "开户行", "账号"], ["师旷", "农业银行", CARD]]
    budget = [
        ["科目编码", "功能分类", "预算数"],
        ["2080505", "机关养老", "50022519030507213"],
        ["2101101", "医疗", "9.12"],
    ]
    disabled = [["姓名", "残疾等级", "金额"], ["阚小满", "二级", "80"]]
    with TemporaryDirectory() as folder:
        for name, kind, title, rows in (
            ("b08-cards", "pdf", "公益岗补贴打卡表", cards),
            ("b09-budget", "pdf", "部门预算公开表", budget),
            ("b10-disabled", "xls", "残疾人补贴发放表", disabled),
        ):
            source = Path(folder) / f"{name}.xlsx"
            roll(title, rows).save(source)
            convert(source, kind)


def convert(source: Path, kind: str) -> None:
    subprocess.run(["soffice", "--headless", "--convert-to", kind, "--outdir", str(FILES), str(source)], check=True)


def html_named_xls() -> None:
    """What many export buttons write: a table of HTML under an xls name, in the local encoding."""
    table = (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv="Content-Type" '
        'content="text/html; charset=gb2312"></head><body><table border="1"><tr><td>姓名</td><td>身份证号</td></tr>'
        f'<tr><td>邬念慈</td><td style="vnd.ms-excel.numberformat:@">{FIRST}</td></tr></table></body></html>'
    )
    (FILES / "b11-export.xls").write_bytes(table.encode("gb18030"))


def zip_with_local_names() -> None:
    """A zip whose member names are GBK bytes without the UTF-8 mark; inside: a clean CSV with look-alikes."""
    text = "\ufeff姓名,身份证号,值班电话\r\n邬念慈,500225********2133,023-43700000\r\n".encode()
    with zipfile.ZipFile(FILES / "b12-local-names.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo("名单.csv".encode("gb18030").decode("cp437"), (2021, 4, 1, 0, 0, 0))
        archive.writestr(info, text)


if __name__ == "__main__":
    FILES.mkdir(exist_ok=True)
    for write in (id_in_merged_header_sheet, id_in_comment, clean_workbook, phones_in_nested_table, contract_notice,
                  old_word, converted, html_named_xls, zip_with_local_names):  # fmt: skip
        write()
