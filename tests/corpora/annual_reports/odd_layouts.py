"""Printings that mislead a reader who counts cells; each returns HTML like those of ``layouts.py``."""

from __future__ import annotations

from figures import IN, NEW, OPEN, OUT, SUM, Figures
from layouts import (
    DISPUTES,
    HINT,
    LABELS,
    ORGANISATIONS,
    PARTS,
    RESULTS,
    Put,
    printed_body,
    printed_head,
    table,
    td,
)


def _number(value: str) -> int:
    return int(value or 0)


def subtotals(figures: Figures, put: Put, say: Put) -> str:
    """Parts carry the sum of their items, organisations a 小计 of their own: whoever adds all counts twice."""
    head = [
        td(say("办理情况"), 2) + td(say("自然人"), 2) + td(say("法人或其他组织"), 1, 6) + td(say("合计"), 2),
        "".join(td(say(name)) for name in (*ORGANISATIONS, "小计")),
    ]

    def line(label: str, values: list[str]) -> str:
        between = str(sum(map(_number, values[1:6])))
        return td(say(label)) + "".join(td(put(value)) for value in (*values[:6], between, values[6]))

    lines = []
    for row, values in figures.rows.items():
        group = row[:3]
        if group in PARTS and len(row) > 3 and row.endswith("1"):
            items = [each for name, each in figures.rows.items() if name.startswith(group)]
            lines.append(line(PARTS[group], [str(sum(map(_number, column))) for column in zip(*items, strict=True)]))
        lines.append(line(LABELS[row], values))
    return table([*head, *lines])


def header_again(figures: Figures, put: Put, say: Put) -> str:
    """The header once more in the middle, as a printer repeats it, and a note under the last row."""
    lines = printed_body(figures, put, say)
    ids = list(figures.rows)
    again = [
        td(say("项目"), 2, 3) + td(say("自然人"), 2) + td(say("法人或其他组织"), 1, 5) + td(say("总计"), 2),
        "".join(td(say(name)) for name in ORGANISATIONS),
    ]
    cut = ids.index(OUT)
    note = td(say("注：1．本表数据截至12月31日；2．其他处理按规定填写，总计为各项之和。"), 1, 10)
    return table([*printed_head(say), *lines[:cut], *again, *lines[cut:], note])


def hidden_column(figures: Figures, put: Put, say: Put) -> str:
    """A spreadsheet export: a hidden column of last year's totals, a hidden row, a line that sets widths."""
    hide = '<td style="display: none">77</td>'
    head = td(say("项目"), 1, 2) + hide + "".join(td(say(name)) for name in ("自然人", *ORGANISATIONS, "总计"))
    lines = ["<td width=90></td>" * 2 + hide + "<td width=60></td>" * 7, head]
    for number, (row, values) in enumerate(figures.rows.items(), 1):
        lines.append(td(f"{number}") + td(say(LABELS[row])) + hide + "".join(td(put(value)) for value in values))
    hidden = f"<tr style='display:none;mso-yfti-irow:30'>{td('1') + td(say(LABELS[OUT])) + td('9') * 7}</tr>"
    return table(lines).replace("</tbody>", f"{hidden}</tbody>")


def foot_first(figures: Figures, put: Put, say: Put) -> str:
    """The last row in a tfoot that the source prints before the body; 三（七） above its parts."""
    names = ("自然人", *ORGANISATIONS, "总计")

    def line(row: str) -> str:
        return f"<tr>{td(say(LABELS[row]))}{''.join(td(put(value)) for value in figures.rows[row])}</tr>"

    head = "".join(f"<th>{say(name)}</th>" for name in (HINT, *names))
    order = [NEW, IN, SUM, *(row for row in figures.rows if row not in (NEW, IN, SUM, OUT))]
    body = "".join(map(line, order))
    return f"<table><thead><tr>{head}</tr></thead><tfoot>{line(OUT)}</tfoot><tbody>{body}</tbody></table>"


def with_details(figures: Figures, put: Put, say: Put) -> str:
    """A row 其中 under 新收 and a column 其中 behind 自然人: details that belong to no sum of the form."""
    names = ("自然人", *ORGANISATIONS, "总计")
    rows = [td(say("项目")) + "".join(td(say(name)) for name in names)]
    for row, values in figures.rows.items():
        rows.append(td(say(LABELS[row])) + "".join(td(put(value)) for value in values))
        if row == NEW:
            rows.append(td(say("其中：网络申请")) + td("1") + td("0") * 5 + td("1"))
        if row == OPEN:
            rows.append(td(say("备注")) + td(say("主动公开事项以网址答复"), 1, 7))
    return table(rows)


def disputes_unmerged(figures: Figures, put: Put, say: Put) -> str:
    """The printed table with its merged cells taken apart: one text, then empty cells; a label before the numbers."""
    empty = td("")
    groups = td(say(DISPUTES[1])) + empty * 4 + td(say(DISPUTES[2])) + empty * 4
    return table([
        empty + td(say("行政复议")) + empty * 4 + td(say("行政诉讼")) + empty * 9,
        empty + "".join(td(say(name)) for name in RESULTS) + groups,
        empty * 6 + "".join(td(say(name)) for name in RESULTS * 2),
        td(say("件数")) + "".join(td(put(value)) for group in figures.disputes for value in group),
    ])  # fmt: skip


def disputes_in_sentences(figures: Figures, put: Put, say: Put) -> str:
    """Group and result in one heading each."""
    heads = [f"{group}——{result}" for group in DISPUTES for result in RESULTS]
    values = [value for group in figures.disputes for value in group]
    return table([td(say(head)) + td(put(value)) for head, value in zip(heads, values, strict=True)])
