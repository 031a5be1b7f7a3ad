"""Annual reports: what a cell says, what a label means, what a table holds, what the text tells."""

from __future__ import annotations

from datetime import datetime

import pytest
from selectolax.lexbor import LexborHTMLParser

from facts.annual_report.disputes import Disputes, read_disputes
from facts.annual_report.documents import DocumentKind, read_documents
from facts.annual_report.figures import read_figure
from facts.annual_report.forms import Applicant, Group, Part, Result, Row, RowKey, row_of
from facts.annual_report.grid import MAX_COLUMNS, MAX_ROWS, Grid, read_grids
from facts.annual_report.report import AnnualReport
from facts.annual_report.requests import read_requests
from facts.annual_report.told import Statement, Told, first_chapter, statements
from facts.document import Document
from facts.sources import PageSource
from inspection.fetched import Page
from inspection.outcome import Irrelevant, Missing
from inspection.registry import ColumnKind


def grids(html: str) -> tuple[Grid, ...]:
    body = LexborHTMLParser(html).body
    assert body is not None
    return read_grids(body)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12), (" 12 ", 12), ("１２", 12), ("1,234", 1234), ("1，234", 1234), ("12件", 12), ("12 件", 12),
        ("3.0", 3), ("0", 0), ("", 0), ("/", 0), ("－", 0), ("——", 0), ("\u00a0", 0), ("无", 0),
        ("二", None), ("1 2", None), ("12（含3件）", None), ("12※", None), ("3²", None), ("1,23", None), ("-3", None),
        ("2.5", None), ("约12", None), ("#REF!", None), ("99999999", None),
    ],
)  # fmt: skip
def test_a_cell_is_a_number_or_nothing_at_all(text: str, value: int | None) -> None:
    assert read_figure(text).value == value


@pytest.mark.parametrize("text", ["", "/", "-", "—", "\u3000"])
def test_empty_cells_are_told_apart_from_a_written_nought(text: str) -> None:
    assert read_figure(text).empty
    assert not read_figure("0").empty


@pytest.mark.parametrize(
    ("labels", "row"),
    [
        (["一、本年新收政府信息公开申请数量"], Row.NEW),
        (["二、上年结转政府信息公开申请数量"], Row.CARRIED_IN),
        (["四、结转下年度继续办理"], Row.CARRIED_OUT),
        (["三、本年度办理结果", "（一）予以公开"], (Part.OPEN, 0)),
        (["三、本年度办理结果", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"], (Part.PARTLY, 0)),
        (["三、本年度办理结果", "（三）不予公开", "2．其他法律行政法规禁止公开"], (Part.DENIED, 2)),
        (["（三） 不予公开", "3．危及“三安全一稳定”"], (Part.DENIED, 3)),
        (["（三）不予公开"], (Part.DENIED, 0)),
        (["（五）不予处理", "3.要求提供公开出版物"], (Part.REFUSED, 3)),
        (["三、本年度办理结果", "（六）其他处理"], (Part.OTHER, 0)),
        (["（六）其他处理", "3.其它"], (Part.OTHER, 3)),
        (["（六）其他处理", "1．申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"], (Part.OTHER, 1)),
        (["三、本年度办理结果", "（七）总计"], Row.HANDLED),
        (["三、本年度办理结果", "（二）部分公开", "区分处理的，只计这一情形"], (Part.PARTLY, 0)),
        # An item that the form does not know is not its part.
        (["（三）不予公开", "9．某某事项"], None),
        (["三、本年度办理结果"], None),
        (["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"], None),
        ([], None),
    ],
)
def test_a_row_is_known_by_its_innermost_telling_label(labels: list[str], row: RowKey | None) -> None:
    assert row_of(labels) == row


def test_merged_cells_stand_in_every_place_they_cover() -> None:
    (grid,) = grids("<table><tr><td rowspan=2>a</td><td colspan=2>b</td></tr><tr><td>c</td><td>d</td></tr></table>")
    assert [[cell.text if cell else None for cell in row] for row in grid.rows] == [["a", "b", "b"], ["a", "c", "d"]]


def test_a_row_that_lacks_cells_has_holes() -> None:
    (grid,) = grids("<table><tr><td>a<td>b</tr><tr><td>c</tr></table>")
    assert [cell and cell.text for cell in grid.rows[1]] == ["c", None]


def test_hidden_cells_take_no_place() -> None:
    (grid,) = grids("<table><tr><td>a<td style='display:none'>x<td>b</tr><tr hidden><td>y</tr></table>")
    assert [[cell and cell.text for cell in row] for row in grid.rows] == [["a", "b"]]


def test_a_table_that_lays_out_another_is_left_out() -> None:
    found = grids("<table><tr><td>Navigation<table><tr><td>1</td></tr></table></td></tr></table>")
    assert [[cell and cell.text for row in grid.rows for cell in row] for grid in found] == [["1"]]


def test_claimed_spans_are_bounded() -> None:
    (grid,) = grids('<table><tr><td rowspan="99999999" colspan="99999999">1</td></tr><tr></tr></table>')
    assert (len(grid.rows), grid.width) == (2, MAX_COLUMNS)


def test_rows_are_bounded() -> None:
    (grid,) = grids(f"<table>{'<tr><td>1</td></tr>' * (MAX_ROWS + 50)}</table>")
    assert len(grid.rows) == MAX_ROWS


HEAD = "<tr><td>项目<td>自然人<td>商业企业<td>科研机构<td>社会公益组织<td>法律服务机构<td>其他<td>总计</tr>"


def line(label: str, *values: object) -> str:
    return f"<tr><td>{label}{''.join(f'<td>{value}' for value in values)}</tr>"


OUTER = line("一、本年新收", 3, 0, 0, 0, 0, 0, 3) + line("二、上年结转", 1, 0, 0, 0, 0, 0, 1)


def test_counts_are_read_by_row_and_column_words() -> None:
    table = read_requests(grids(f"<table>{HEAD}{OUTER}{line('四、结转下年度', 2, 0, 0, 0, 0, 0, 2)}</table>"))
    assert table is not None
    assert {row: [(table.at(row, one) or read_figure("?")).value for one in Applicant] for row in table.rows} == {
        Row.NEW: [3, 0, 0, 0, 0, 0, 3],
        Row.CARRIED_IN: [1, 0, 0, 0, 0, 0, 1],
        Row.CARRIED_OUT: [2, 0, 0, 0, 0, 0, 2],
    }


@pytest.mark.parametrize(
    ("why", "row"),
    [
        ("a cell too few", line("四、结转下年度", 2, 0, 0, 0, 0, 0)),
        ("a cell too many", line("四、结转下年度", 2, 0, 0, 0, 0, 0, 0, 2)),
        ("one cell over two columns", "<tr><td>四、结转下年度<td colspan=2>2<td>0<td>0<td>0<td>0<td>2</tr>"),
        ("two different rows of one name", line("四、结转下年度", 2, 0) * 2 + line("四、结转下年度", *"5000005")),
    ],
)
def test_a_row_that_does_not_fit_its_header_is_not_read(why: str, row: str) -> None:
    table = read_requests(grids(f"<table>{HEAD}{OUTER}{row}</table>"))
    assert table is not None
    figure = table.at(Row.CARRIED_OUT, Applicant.PERSON)
    assert figure is not None and figure.value is None, why


def test_a_nought_over_merged_columns_is_a_nought_in_each() -> None:
    table = read_requests(grids(f"<table>{HEAD}{OUTER}<tr><td>四、结转下年度<td colspan=7>0</tr></table>"))
    assert table is not None
    assert [table.figures[Row.CARRIED_OUT, one].value for one in Applicant] == [0] * 7


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<table><tr><td>许可<td>12</tr></table>",
        f"<table>{HEAD}</table>",
        f"<table>{HEAD}{line('行政许可', *'1000001')}</table>",
    ],
)
def test_other_tables_are_not_table_three(html: str) -> None:
    assert read_requests(grids(html)) is None


RESULTS = "<td>结果维持<td>结果纠正<td>其他结果<td>尚未审结<td>总计"
MATRIX = (
    f"<table><tr><td>{RESULTS}</tr><tr><td>行政复议<td>1<td>2<td>3<td>4<td>10</tr>"
    "<tr><td>未经复议直接起诉<td>0<td>0<td>0<td>0<td>0</tr><tr><td>复议后起诉<td>0<td>0<td>0<td>5<td>5</tr></table>"
)


def test_disputes_are_read_by_the_words_above_and_beside() -> None:
    table = read_disputes(grids(MATRIX))
    assert table is not None and not table.ragged
    assert {group: [(table.figures[group, result]).value for result in Result] for group in Group} == {
        Group.REVIEW: [1, 2, 3, 4, 10],
        Group.DIRECT: [0, 0, 0, 0, 0],
        Group.AFTER_REVIEW: [0, 0, 0, 5, 5],
    }


@pytest.mark.parametrize("html", [MATRIX.replace("<td>10", "", 1), MATRIX.replace("<td>10", "<td>10<td>9")])
def test_disputes_with_a_cell_too_few_or_too_many_are_not_believed(html: str) -> None:
    table = read_disputes(grids(html))
    assert isinstance(table, Disputes) and table.ragged
    assert table.at(Group.DIRECT, Result.TOTAL) is None


def test_documents_made_repealed_and_in_force() -> None:
    found = read_documents(grids(
        "<table><tr><td colspan=4>第二十条第（一）项</tr>"
        "<tr><td>信息内容<td>本年制发件数<td>本年废止件数<td>现行有效件数</tr>"
        "<tr><td>规章<td>0<td>0<td>0</tr><tr><td>行政规范性文件<td>2<td>1<td>9</tr></table>"
    ))  # fmt: skip
    stock = found[DocumentKind.NORMATIVE]
    assert set(found) == set(DocumentKind)
    assert (stock.made.value, stock.repealed.value, stock.in_force.value) == (2, 1, 9)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2021年共收到政府信息公开申请12件。", [(Told.RECEIVED, 12)]),
        ("本年共受理依申请公开１２件", [(Told.RECEIVED, 12)]),
        ("全年收到12件政府信息公开申请", [(Told.RECEIVED, 12)]),
        ("新收政府信息公开申请 3 件，上年结转 1 件，结转下年度 2 件", [
            (Told.NEW, 3), (Told.CARRIED_IN, 1), (Told.CARRIED_OUT, 2)]),
        ("2020年度结转1件，结转至2022年度2件", [(Told.CARRIED_IN, 1), (Told.CARRIED_OUT, 2)]),
        ("全年未收到政府信息公开申请。", [(Told.RECEIVED, 0)]),
        # What must not be taken for a count of this year's requests.
        ("2020年收到政府信息公开申请30件。", []),
        ("较上年收到的政府信息公开申请增加2件", []),
        ("其中，网上收到政府信息公开申请5件", []),
        ("其中，个人提出并被受理的信息公开申请5件", []),
        ("因信息公开申请收到行政复议1件", []),
        ("自2008年以来累计收到信息公开申请500件", []),
        ("收到群众来信18件", []),
        ("收到政府信息公开申请100余件", []),
        ("主动公开信息325条", []),
    ],
)  # fmt: skip
def test_sentences_tell_counts_of_the_year(text: str, told: list[tuple[Told, int]]) -> None:
    assert [(one.what, one.count) for one in statements(text, 2021)] == told


def test_only_the_first_chapter_is_compared() -> None:
    text = "一、总体情况\n收到信息公开申请1件。\n二、主动公开政府信息情况\n收到信息公开申请9件。"
    assert list(statements(first_chapter(text), 2021)) == [Statement(Told.RECEIVED, 1, "收到信息公开申请1件")]
    assert first_chapter("没有标题的报告，收到信息公开申请9件。") == ""


URL = "http://www.portal.test/gknb/202201/t20220120_9012345.html"
AT = datetime.fromisoformat("2022-02-01T09:00:00+08:00")
TABLE = f"<table>{HEAD}{OUTER}{line('四、结转下年度', *'2000002')}</table>"
PICTURE = '<p><img src="a.png"></p>'


def read(title: str, body: str, kind: ColumnKind | None) -> AnnualReport | Missing | Irrelevant:
    html = (
        f'<html><head><title>{title}</title><meta name="ArticleTitle" content="{title}"></head>'
        f"<body><h1>{title}</h1><div class='article-content'>"
        f"<p>本报告按照规定格式编制，全文如下。</p>{body}</div></body></html>"
    )
    document = Document(Page(URL, URL, 200, (("content-type", "text/html; charset=utf-8"),), html.encode(), AT))
    return AnnualReport.extract(PageSource(URL, document, kind, AT))


@pytest.mark.parametrize(
    ("title", "body", "kind", "kind_of_answer"),
    [
        ("青溪镇2021年政府信息公开工作年度报告", TABLE, None, AnnualReport),
        ("青溪镇2021年度政府信息公开工作报告", TABLE, ColumnKind.ANNUAL_REPORT, AnnualReport),
        ("青溪镇2021年年报", TABLE, ColumnKind.ANNUAL_REPORT, AnnualReport),
        ("青溪镇2021年政府信息公开年度报告", PICTURE, None, Missing),
        ("青溪镇2021年政府信息公开年度报告", PICTURE, ColumnKind.NEWS, Irrelevant),
        ("一图读懂青溪镇2021年政府信息公开年度报告", PICTURE, None, Irrelevant),
        ("青溪镇2021年法治政府建设年度报告", PICTURE, ColumnKind.ANNUAL_REPORT, Irrelevant),
        ("青溪镇召开春耕工作会", TABLE, None, Irrelevant),
        ("青溪镇2016年政府信息公开年度报告", TABLE, None, Irrelevant),
    ],
)
def test_what_is_a_report_at_all(title: str, body: str, kind: ColumnKind | None, kind_of_answer: type) -> None:
    assert type(read(title, body, kind)) is kind_of_answer


def test_the_year_is_the_one_reported_on() -> None:
    report = read("青溪镇2021年政府信息公开工作年度报告", TABLE, None)
    assert isinstance(report, AnnualReport)
    assert report.year == 2021
