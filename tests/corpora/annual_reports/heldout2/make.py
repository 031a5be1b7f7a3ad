# ruff: noqa: E501 - rows of the form are kept whole
"""Writes the twenty reports and ``labels.yaml``: ``python tests/corpora/annual_reports/heldout2/make.py``.

Each report is drawn by one of eight layouts from a table of figures; the label names the relations that the printed
figures break, worked out here from the form's own rules.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

HERE = Path(__file__).parent
COLUMNS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
REFUSED = (
    *("属于国家秘密", "其他法律行政法规禁止公开", "危及“三安全一稳定”", "保护第三方合法权益"),
    *("属于三类内部事务信息", "属于四类过程性信息", "属于行政执法案卷", "属于行政查询事项"),
)
ABSENT = ("本机关不掌握相关政府信息", "没有现成信息需要另行制作", "补正后申请内容仍不明确")
UNHANDLED = (
    *("信访举报投诉类申请", "重复申请", "要求提供公开出版物", "无正当理由大量反复申请"),
    "要求行政机关确认或重新出具已获取信息",
)
OTHER = (
    "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "其他",
)
NEW, OLD = "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"
SUM, NEXT = "（七）总计", "四、结转下年度继续办理"
APPEALS = ("行政复议", "未经复议直接起诉", "复议后起诉")
RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
Row = tuple[str, str, str]


def rows(form: int) -> list[Row]:
    """(part, group, line) of table three; a group without lines has an empty third."""
    part = "三、本年度办理结果"
    other: Sequence[str] = OTHER if form == 2021 else ("",)
    groups = (
        ("（三）不予公开", REFUSED),
        ("（四）无法提供", ABSENT),
        ("（五）不予处理", UNHANDLED),
        ("（六）其他处理", other),
    )
    done = [(part, group, line and f"{at}.{line}") for group, lines in groups for at, line in enumerate(lines, 1)]
    head = [(part, "（一）予以公开", ""), (part, "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "")]
    return [(NEW, "", ""), (OLD, "", ""), *head, *done, (part, SUM, ""), (NEXT, "", "")]


@dataclass
class Report:
    """The figures as printed. ``cells[r][c]`` is table three, ``appeals[g][k]`` table four."""

    form: int
    cells: list[list[str]]
    appeals: list[list[int]]
    text: str = ""
    faults: list[str] = field(default_factory=list)


def draw(form: int, seed: int, scale: int) -> Report:
    """Figures that keep every rule; most lines are empty, as in real reports."""
    rng = random.Random(seed)
    lines = rows(form)
    table = [[0] * 7 for _ in lines]
    total, last = len(lines) - 2, len(lines) - 1
    for at in range(2, total):
        for column in range(6):
            share = 0.5 if column == 0 else 0.12
            table[at][column] = rng.randint(1, scale) if rng.random() < share else 0
    for column in range(6):
        table[total][column] = sum(table[at][column] for at in range(2, total))
        table[last][column] = rng.randint(0, 2) if column < 2 else 0
        both = table[total][column] + table[last][column]
        table[1][column] = min(both, rng.randint(0, 2))
        table[0][column] = both - table[1][column]
    for row in table:
        row[6] = sum(row[:6])
    appeals = [[rng.randint(0, 3) for _ in range(4)] for _ in APPEALS]
    return Report(form, [[str(one) for one in row] for row in table], [[*one, sum(one)] for one in appeals])


def head_cells(spare: int) -> str:
    organisations = "".join(f"<td>{name}</td>" for name in COLUMNS[1:6])
    return (
        f"<tr><td colspan='{spare}' rowspan='3'>（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）</td>"
        "<td colspan='7'>申请人情况</td></tr><tr><td rowspan='2'>自然人</td><td colspan='5'>法人或其他组织</td>"
        f"<td rowspan='2'>总计</td></tr><tr>{organisations}</tr>"
    )


def merged(report: Report, show: Callable[[str], str], *, extra: str = "", split_at: int | None = None) -> str:
    """Cells merged as the form prints them; ``split_at`` begins a second table with its own header."""
    out, lines = [extra, head_cells(3)], rows(report.form)
    parts, groups = [one[0] for one in lines], [one[1] for one in lines]
    seen: set[tuple[int, str]] = set()
    block = 0
    for at, (part, group, line) in enumerate(lines):
        if at == split_at:
            block = 1
            out.append(f"</table><p>（续表）</p><table border='1'>{head_cells(3)}")
        ends = (split_at, len(lines)) if split_at and not block else (len(lines), len(lines))
        span = sum(one == part for one in parts[at : ends[0]])
        heads = ""
        if not group:
            heads = f"<td colspan='3'>{part}</td>"
        else:
            if (block, part) not in seen:
                seen.add((block, part))
                heads += f"<td rowspan='{span}'>{part}</td>"
            if not line:
                heads += f"<td colspan='2'>{group}</td>"
            else:
                if (block, group) not in seen:
                    seen.add((block, group))
                    heads += f"<td rowspan='{sum(one == group for one in groups[at : ends[0]])}'>{group}</td>"
                heads += f"<td>{line}</td>"
        out.append(f"<tr>{heads}{''.join(f'<td>{show(one)}</td>' for one in report.cells[at])}</tr>")
    return f"<table border='1'>{''.join(out)}</table>"


def flat(report: Report, show: Callable[[str], str]) -> str:
    """No merged cell at all: part and group stand in every row, one header row."""
    names = "".join(f"<th>{name}</th>" for name in ("项目", "类别", "情形", *COLUMNS))
    body = "".join(
        f"<tr><td>{part}</td><td>{group}</td><td>{line}</td>{''.join(f'<td>{show(one)}</td>' for one in cells)}</tr>"
        for (part, group, line), cells in zip(rows(report.form), report.cells, strict=True)
    )
    return f"<table><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>"


def numbered(report: Report, show: Callable[[str], str]) -> str:
    """One label cell a row behind a running number; groups have heading rows of their own."""
    out, group_before, number = [], "", 0
    for (part, group, line), cells in zip(rows(report.form), report.cells, strict=True):
        if group == "（一）予以公开":
            out.append(f"<tr><th></th><th>{part}</th><td colspan='7'></td></tr>")
        if line and group != group_before:
            out.append(f"<tr><th></th><th>{group}</th><td colspan='7'></td></tr>")
        group_before, number = group, number + 1
        label = line or group or part
        figures = "".join(f"<td align='right'>{show(one)}</td>" for one in cells)
        out.append(f"<tr><td>{number}</td><th scope='row'>{label}</th>{figures}</tr>")
    top = (
        "<tr><th rowspan='2'>序号</th><th rowspan='2'>指标</th><th rowspan='2'>自然人</th><th colspan='5'>法人或其他组织"
        f"</th><th rowspan='2'>总计</th></tr><tr>{''.join(f'<th>{name}</th>' for name in COLUMNS[1:6])}</tr>"
    )
    return f"<table>{top}{''.join(out)}</table>"


def appeals_wide(report: Report) -> str:
    five = "".join(f"<td>{name}</td>" for name in RESULTS)
    spans = f"<tr><td colspan='5' rowspan='2'>{APPEALS[0]}</td><td colspan='10'>行政诉讼</td></tr>"
    two = f"<tr><td colspan='5'>{APPEALS[1]}</td><td colspan='5'>{APPEALS[2]}</td></tr>"
    figures = "".join(f"<td>{one}</td>" for group in report.appeals for one in group)
    return f"<table border='1'>{spans}{two}<tr>{five * 3}</tr><tr>{figures}</tr></table>"


def appeals_tall(report: Report) -> str:
    """The same figures turned: one row a group."""
    names = "".join(f"<th>{name}</th>" for name in ("类型", *RESULTS))
    body = "".join(
        f"<tr><td>{name}</td>{''.join(f'<td>{one}</td>' for one in group)}</tr>"
        for name, group in zip(APPEALS, report.appeals, strict=True)
    )
    return f"<table><tr>{names}</tr>{body}</table>"


def spaced(text: str) -> str:
    return f"&nbsp;{text} "


def full_width(text: str) -> str:
    return text.translate(str.maketrans("0123456789", "０１２３４５６７８９"))


def with_unit(text: str) -> str:
    return f"{text}件"


def dashed(text: str) -> str:
    return {"0": "—"}.get(text, text)


def comma(text: str) -> str:
    return f"{int(text):,}" if text else ""


def word(text: str) -> str:
    inner = "".join(f"<span lang='EN-US' style='font-size:10.5pt'>{one}</span>" for one in text)
    return f"<p class='MsoNormal' align='center'>{inner}<o:p></o:p></p>"


def plain(text: str) -> str:
    return text


UNIT_ROW = (
    "<tr><td colspan='10'>表三　收到和处理政府信息公开申请情况</td></tr><tr><td colspan='10'>计量单位：件</td></tr>"
)
LAYOUTS: dict[str, tuple[Callable[[Report], str], Callable[[Report], str]]] = {
    "word": (lambda one: merged(one, word), appeals_wide),
    "fullwidth": (lambda one: merged(one, full_width), appeals_wide),
    "continued": (lambda one: merged(one, plain, split_at=12), appeals_wide),
    "nested": (
        lambda one: (
            f"<table width='100%'><tr><td><table><tr><td>{merged(one, spaced)}</td></tr></table></td></tr></table>"
        ),
        lambda one: f"<table><tr><td>{appeals_wide(one)}</td></tr></table>",
    ),
    "units": (lambda one: merged(one, with_unit, extra=UNIT_ROW), appeals_wide),
    "flat": (lambda one: flat(one, plain), appeals_tall),
    "dashes": (lambda one: merged(one, dashed), appeals_wide),
    "numbered": (lambda one: numbered(one, comma), appeals_tall),
}


def page(report: Report, layout: str, year: int) -> str:
    third, fourth = LAYOUTS[layout]
    names = ("本年新制作数量", "本年新公开数量", "对外公开总数量") if report.form == 2019 else (
        "本年制发件数", "本年废止件数", "现行有效件数")  # fmt: skip
    second = f"<table><tr><td>信息内容</td>{''.join(f'<td>{one}</td>' for one in names)}</tr>" + "".join(
        f"<tr><td>{kind}</td><td>{first}</td><td>0</td><td>{last}</td></tr>"
        for kind, first, last in (("规章", 0, 0), ("行政规范性文件", 3, 21))
    )
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>某区水利局{year}年政府信息公开工作年度报告</title></head>"
        f"<body><div class='nav'>首页 &gt; 政府信息公开年报</div><h2>某区水利局{year}年政府信息公开工作年度报告</h2>"
        f"<div class='article'><p><b>一、总体情况</b></p>{report.text}"
        f"<p><b>二、主动公开政府信息情况</b></p><p>第二十条第（一）项</p>{second}</table>"
        f"<p><b>三、收到和处理政府信息公开申请情况</b></p>{third(report)}"
        f"<p><b>四、政府信息公开行政复议、行政诉讼情况</b></p>{fourth(report)}"
        "<p><b>五、存在的主要问题及改进情况</b></p><p>公开的及时性还需加强，将组织培训2次。</p>"
        "<p><b>六、其他需要报告的事项</b></p><p>本年度未收取信息处理费。</p></div></body></html>"
    )


def numbers(report: Report, row: int) -> int:
    return int(report.cells[row][6])


def says(report: Report, year: int, style: int) -> None:
    """Chapter one: the counts of the tables, between others that are no applications."""
    new, old, next_ = numbers(report, 0), numbers(report, 1), numbers(report, len(report.cells) - 1)
    report.text = (
        f"<p>（一）主动公开。全年公开信息1208条，其中微博312条，收到网民留言57条。</p><p>（二）依申请公开。{year}年新收政府信息公开申请"
        f"{new}件，上年结转{old}件，结转下年度继续办理{next_}件。收到信访件58件，均已办结。</p>",
        f"<p>{year}年，本机关共收到政府信息公开申请{new + old}件（含上年结转{old}件），按期答复。办理12345热线来件310件。</p>",
        f"<p>依申请公开方面，本年度共受理申请{new}件，较上年的{new + 6}件有所减少；近三年累计受理申请{3 * new + 11}件。</p>",
        "<p>本年度严格落实公开条例，主动公开内容全面，平台运行平稳。</p>",
    )[style]


def put(report: Report, row: int, column: int, value: int | str) -> None:
    report.cells[row][column] = str(value)


def add(report: Report, row: int, column: int, more: int) -> None:
    """``more`` in the cell and, unless it is the total itself, in the row's total."""
    put(report, row, column, int(report.cells[row][column]) + more)
    if column != 6:
        put(report, row, 6, int(report.cells[row][6]) + more)


def build() -> list[tuple[str, str, list[str], str]]:
    """(id, page, broken relations, reason) of each report."""
    made = []

    def done(report: Report, layout: str, year: int, faults: list[str], reason: str) -> None:
        name = f"{len(made):02}-{layout}-{report.form}"
        made.append((name, page(report, layout, year), faults, reason))

    def start(form: int, style: int, scale: int = 4) -> Report:
        report = draw(form, 4200 + len(made), scale)
        says(report, 2023 if form == 2021 else 2020, style)
        return report

    one = start(2021, 0)
    add(one, len(one.cells) - 2, 0, 1)
    done(
        one, "word", 2023, ["T3-1 自然人", "T3-1 总计", "T3-2 自然人", "T3-2 总计"], "（七）总计自然人列多1件，总计随之"
    )
    one = start(2019, 3)
    add(one, len(one.cells) - 1, 6, 1)
    done(one, "continued", 2020, ["T3-1 总计", "T3-3 四、结转下年度"], "结转下年度行只有总计多1件")
    one = start(2021, 3)
    new = numbers(one, 0)
    one.text = f"<p>2023年，新收政府信息公开申请{new + 9}件，均按期办理。接听咨询电话{new}次。</p>"
    done(one, "nested", 2023, ["TX 新收申请"], "正文新收件数比表中多9件")
    one = start(2019, 1)
    one.appeals[0][4] += 1
    done(one, "units", 2020, ["T4 行政复议"], "复议总计多1件")
    one = start(2021, 2)
    add(one, 16, 5, 1)
    done(one, "flat", 2023, ["T3-2 其他", "T3-2 总计"], "不予处理第2项其他列多1件，总计随之")
    one = start(2021, 0)
    put(one, 3, 4, 2)
    put(one, 3, 6, sum(int(cell) for cell in one.cells[3][:6]))
    more = 2 - _was(one, 4)
    for row in (-2, 0):
        add(one, row, 4, more)
    says(one, 2023, 0)
    put(one, 3, 4, "")
    done(
        one,
        "fullwidth",
        2023,
        ["T3-2 法律服务机构", "T3-3 （二）部分公开"],
        "部分公开行法律服务机构漏填，按0计与合计不符",
    )
    one = start(2019, 2)
    one.appeals[2][4] += 2
    done(one, "numbered", 2020, ["T4 复议后起诉"], "复议后起诉总计多2件，表横置")
    one = start(2021, 3, 400)
    put(one, 0, 0, int(one.cells[0][0]) + 90)
    done(one, "numbered", 2023, ["T3-1 自然人", "T3-3 一、本年新收"], "新收自然人列多90件而总计未变，数字带千分号")
    one = start(2021, 0)
    one.text = one.text.replace("结转下年度继续办理", "结转下年度继续办理1")
    done(one, "units", 2023, ["TX 结转下年度"], "正文结转下年度件数多写一个1")
    one = start(2019, 0)
    add(one, 1, 3, 1)
    add(one, 0, 5, 1)
    says(one, 2020, 0)
    done(
        one,
        "word",
        2020,
        [f"T3-1 {name}" for name in ("社会公益组织", "其他", "总计")],
        "上年结转、新收各多1件，两列与总计都不平",
    )
    for at, layout in enumerate(("word", "continued", "nested", "units", "flat", "dashes", "numbered", "fullwidth")):
        form = (2021, 2019)[at % 2]
        done(start(form, at % 4), layout, 2023 if form == 2021 else 2020, [], "各项勾稽关系成立")
    one = start(2021, 2, 900)
    done(one, "numbered", 2023, [], "各项勾稽关系成立，数字带千分号")
    one = start(2019, 3)
    one.cells = [["0"] * 7 for _ in one.cells]
    one.appeals = [[0] * 5 for _ in APPEALS]
    one.text = "<p>2020年，本机关未收到政府信息公开申请，收到咨询12件，已当场答复。</p>"
    done(one, "dashes", 2020, [], "全年没有申请，整表写横线")
    return made


def _was(report: Report, column: int) -> int:
    """What the column's lines came to before row three was overwritten: total minus the rest."""
    rest = sum(int(report.cells[at][column]) for at in range(2, len(report.cells) - 2) if at != 3)
    return int(report.cells[-2][column]) - rest


if __name__ == "__main__":
    labels = []
    for name, html, faults, reason in build():
        (HERE / f"{name}.html").write_text(html, "utf-8")
        labels.append({"id": name, "faults": faults, "reason": reason})
    text = "# Written by make.py.\n" + yaml.safe_dump(labels, allow_unicode=True, sort_keys=False)
    (HERE / "labels.yaml").write_text(text, "utf-8")
