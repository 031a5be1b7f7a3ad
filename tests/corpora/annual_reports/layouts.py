"""Ways in which clerks and systems print the tables of an annual report; each returns HTML.

``put`` turns a number into the inside of its cell, ``say`` a label:
the number styles and the Word markup come in there.
"""

from __future__ import annotations

from collections.abc import Callable

from figures import IN, NEW, OPEN, OUT, PARTLY, SUM, Figures

Put = Callable[[str], str]

LABELS = {
    NEW: "一、本年新收政府信息公开申请数量",
    IN: "二、上年结转政府信息公开申请数量",
    OPEN: "（一）予以公开",
    PARTLY: "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "（三）1": "1．属于国家秘密",
    "（三）2": "2．其他法律行政法规禁止公开",
    "（三）3": "3．危及“三安全一稳定”",
    "（三）4": "4．保护第三方合法权益",
    "（三）5": "5．属于三类内部事务信息",
    "（三）6": "6．属于四类过程性信息",
    "（三）7": "7．属于行政执法案卷",
    "（三）8": "8．属于行政查询事项",
    "（四）1": "1．本机关不掌握相关政府信息",
    "（四）2": "2．没有现成信息需要另行制作",
    "（四）3": "3．补正后申请内容仍不明确",
    "（五）1": "1．信访举报投诉类申请",
    "（五）2": "2．重复申请",
    "（五）3": "3．要求提供公开出版物",
    "（五）4": "4．无正当理由大量反复申请",
    "（五）5": "5．要求行政机关确认或重新出具已获取信息",
    "（六）": "（六）其他处理",
    "（六）1": "1．申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "（六）2": "2．申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "（六）3": "3．其他",
    SUM: "（七）总计",
    OUT: "四、结转下年度继续办理",
}
PARTS = {"（三）": "（三）不予公开", "（四）": "（四）无法提供", "（五）": "（五）不予处理", "（六）": "（六）其他处理"}
HINT = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
ORGANISATIONS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
DISPUTES = ("行政复议", "未经复议直接起诉", "复议后起诉")


def td(text: str, rows: int = 1, columns: int = 1) -> str:
    spans = (f' rowspan="{rows}"' if rows > 1 else "") + (f' colspan="{columns}"' if columns > 1 else "")
    return f"<td{spans}>{text}</td>"


def table(rows: list[str], attributes: str = 'border="1"') -> str:
    return f"<table {attributes}><tbody>" + "\n".join(f"<tr>{row}</tr>" for row in rows) + "</tbody></table>\n"


def _items(figures: Figures, group: str) -> list[str]:
    return [row for row in figures.rows if row.startswith(group) and row != group]


def _values(figures: Figures, row: str, put: Put) -> str:
    return "".join(td(put(value)) for value in figures.rows[row])


def printed_head(say: Put) -> list[str]:
    return [
        td(say(HINT), 3, 3) + td(say("申请人情况"), 1, 7),
        td(say("自然人"), 2) + td(say("法人或其他组织"), 1, 5) + td(say("总计"), 2),
        "".join(td(say(name)) for name in ORGANISATIONS),
    ]


def printed_body(figures: Figures, put: Put, say: Put) -> list[str]:
    """The body with the merged label cells of the printed form."""
    lines = [td(say(LABELS[row]), 1, 3) + _values(figures, row, put) for row in (NEW, IN)]
    inside = [row for row in figures.rows if row not in (NEW, IN, OUT)]
    for row in inside:
        label = ""
        if row == OPEN:
            label = td(say("三、本年度办理结果"), len(inside))
        items = next((_items(figures, group) for group in PARTS if row.startswith(group)), [])
        if items:
            label += td(say(PARTS[row[:3]]), len(items)) if row == items[0] else ""
            label += td(say(LABELS[row]))
        else:
            label += td(say(LABELS[row]), 1, 2)
        lines.append(label + _values(figures, row, put))
    return [*lines, td(say(LABELS[OUT]), 1, 3) + _values(figures, OUT, put)]


def printed(figures: Figures, put: Put, say: Put) -> str:
    return table([*printed_head(say), *printed_body(figures, put, say)])


def split_bare(figures: Figures, put: Put, say: Put) -> str:
    """Cut inside 不予公开: the second piece has no header, and lost the column of 三 altogether."""
    lines = printed_body(figures, put, say)
    rest = [*(td("") + line for line in lines[7:12]), *lines[12:-1]]
    last = td(say(LABELS[OUT]), 1, 2) + _values(figures, OUT, put)
    return table([*printed_head(say), *lines[:7]]) + "<p>续表</p>" + table([*rest, last])


def split_headed(figures: Figures, put: Put, say: Put) -> str:
    """Cut before 四 and before （四）, each piece with its own one-line header, 二 levels of labels."""
    names = ("自然人", *ORGANISATIONS, "总计")
    head = td(say("项目"), 1, 2) + "".join(td(say(name)) for name in names)
    rows = list(figures.rows)
    cut = rows.index("（四）1")
    pieces = (rows[:cut], rows[cut:-1], rows[-1:])
    return "".join(
        table(
            [
                head,
                *(td(say(PARTS.get(row[:3], ""))) + td(say(LABELS[row])) + _values(figures, row, put) for row in piece),
            ]
        )
        for piece in pieces
    )


def numbered(figures: Figures, put: Put, say: Put) -> str:
    """A number column left, a 备注 column right, a line of column numbers under the header; 总计 before the others."""
    head = [
        td(say("序号"), 2) + td(say("申请及办理情况"), 2, 2) + td(say("总计"), 2) + td(say("自然人"), 2)
        + td(say("法人或其他组织"), 1, 5) + td(say("备注"), 2),
        "".join(td(say(name)) for name in ORGANISATIONS),
        td(say("栏次"), 1, 3) + "".join(td(str(number)) for number in range(1, 8)) + td(""),
    ]  # fmt: skip
    lines = []
    for number, row in enumerate(figures.rows, 1):
        values = [figures.rows[row][6], *figures.rows[row][:6]]
        part = PARTS.get(row[:3]) if row != "（六）" else None
        label = td(say(part)) + td(say(LABELS[row])) if part else td(say(LABELS[row]), 1, 2)
        lines.append(td(str(number)) + label + "".join(td(put(value)) for value in values) + td(""))
    return table([*head, *lines])


def flat(figures: Figures, put: Put, say: Put) -> str:
    """Nothing merged but the header; parts are lines of their own with empty cells."""
    head = td(say("办理情况")) + "".join(td(say(name)) for name in ("自然人", *ORGANISATIONS, "合计"))
    lines = []
    for row in figures.rows:
        if row == OPEN:
            lines.append(td(say("三、本年度办理结果")) + td("") * 7)
        if row.endswith("1") and len(row) > 2:
            lines.append(td(say(PARTS[row[:3]])) + td("&nbsp;") * 7)
        lines.append(td(say(LABELS[row].replace("．", "."))) + _values(figures, row, put))
    return table([head, *lines], "")


def turned(figures: Figures, put: Put, say: Put) -> str:
    """Applicants down, rows of the form across."""
    rows = list(figures.rows)
    groups = [group for group in PARTS if _items(figures, group)]
    top = td(say("申请人"), 2, 2)
    for row in rows:
        group = next((group for group in groups if row.startswith(group)), None)
        if group is None:
            top += td(say(LABELS[row]), 2)
        elif row.endswith("1"):
            top += td(say(PARTS[group]), 1, len(_items(figures, group)))
    second = "".join(td(say(LABELS[row])) for row in rows if any(row.startswith(group) for group in groups))
    lines = [top, second]
    for at, name in enumerate(("自然人", *ORGANISATIONS, "总计")):
        label = td(say("法人或其他组织"), 5) if at == 1 else ""
        label += td(say(name)) if 1 <= at <= 5 else td(say(name), 1, 2)
        lines.append(label + "".join(td(put(figures.rows[row][at])) for row in rows))
    return table(lines)


def blocks(figures: Figures, put: Put, say: Put) -> str:
    """No table element: rows and cells are plain blocks."""

    def line(cells: list[str]) -> str:
        return '<div class="r">' + "".join(f'<div class="c">{cell}</div>' for cell in cells) + "</div>\n"

    head = line([say("项目"), *(say(name) for name in ("自然人", *ORGANISATIONS, "总计"))])
    body = "".join(line([say(LABELS[row]), *map(put, figures.rows[row])]) for row in figures.rows)
    return f'<div class="grid">{head}{body}</div>\n'


def old_html(figures: Figures, put: Put, say: Put) -> str:
    """A layout table around it, capitals, cells and rows left open, the header in other merges."""
    head = (
        f"<TR><TD colSpan=3 rowSpan=2>{say(HINT)}<TD rowSpan=2>{say('自然人')}<TD colSpan=5>{say('法人或其他组织')}"
        f"<TD rowSpan=2>{say('总 计')}<TR>" + "".join(f"<TD>{say(name)}" for name in ORGANISATIONS)
    )
    body = "".join(f"<TR>{line}" for line in printed_body(figures, put, say)).replace("</td>", "").replace("<td", "<TD")
    return f'<TABLE width="100%"><TR><TD><TABLE border=0 cellSpacing=0>{head}{body}</TABLE></TD></TR></TABLE>\n'


def disputes_printed(figures: Figures, put: Put, say: Put) -> str:
    return table([
        td(say("行政复议"), 1, 5) + td(say("行政诉讼"), 1, 10),
        "".join(td(say(name), 2) for name in RESULTS) + "".join(td(say(name), 1, 5) for name in DISPUTES[1:]),
        "".join(td(say(name)) for name in RESULTS * 2),
        "".join(td(put(value)) for group in figures.disputes for value in group),
    ])  # fmt: skip


def disputes_matrix(figures: Figures, put: Put, say: Put) -> str:
    """Groups down, results across, 总计 first."""
    order = (4, 0, 1, 2, 3)
    head = td(say("类别"), 1, 2) + "".join(td(say(RESULTS[at])) for at in order)
    lines = [head]
    for at, group in enumerate(figures.disputes):
        label = td(say("行政复议"), 1, 2) if at == 0 else td(say("行政诉讼"), 2) if at == 1 else ""
        label += td(say(DISPUTES[at])) if at else ""
        lines.append(label + "".join(td(put(group[place])) for place in order))
    return table(lines)


def disputes_down(figures: Figures, put: Put, say: Put) -> str:
    """A list: group, result, number."""
    lines = [td(say("类型")) + td(say("审理结果")) + td(say("数量（件）"))]
    for name, group in zip(DISPUTES, figures.disputes, strict=True):
        for at, value in enumerate(group):
            lines.append((td(say(name), 5) if at == 0 else "") + td(say(RESULTS[at])) + td(put(value)))
    return table(lines)


def disputes_two_tables(figures: Figures, put: Put, say: Put) -> str:
    first = [
        td(say("行政复议"), 1, 5),
        "".join(td(say(name)) for name in RESULTS),
        "".join(td(put(value)) for value in figures.disputes[0]),
    ]
    second = [
        td(say("行政诉讼"), 1, 10),
        "".join(td(say(name), 1, 5) for name in DISPUTES[1:]),
        "".join(td(say(name)) for name in RESULTS * 2),
        "".join(td(put(value)) for group in figures.disputes[1:] for value in group),
    ]
    return table(first) + "<p>&nbsp;</p>" + table(second)


def disputes_stacked(figures: Figures, put: Put, say: Put) -> str:
    """One table, three bands, each with its own heading lines."""
    lines = []
    for name, group in zip(DISPUTES, figures.disputes, strict=True):
        lines += [td(say(name), 1, 5), "".join(td(say(one)) for one in RESULTS), "".join(td(put(v)) for v in group)]
    return table(lines)
