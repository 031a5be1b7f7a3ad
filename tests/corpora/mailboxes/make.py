"""Writes generated.yaml of both splits: mailbox lists of several systems.

Run ``python tests/corpora/mailboxes/make.py``. The layouts of the two splits differ; tricky.yaml is written by hand.
"""

from __future__ import annotations

import random
from pathlib import Path

import yaml

HERE = Path(__file__).parent
#: (day of arrival, day of reply or "") — the inspection day is 2021-06-08, so 2021-03-07 is the last day too long ago.
OLD_ANSWERED, OLD_OPEN, NEW_OPEN = ("2021-02-01", "2021-02-04"), ("2021-01-12", ""), ("2021-06-03", "")
TITLES = (
    "小区路灯不亮",
    "咨询养老保险转移",
    "反映道路积水",
    "农机补贴何时到位",
    "公交线路调整建议",
    "夜间施工噪声扰民",
)
ANSWERED, OPEN = ("已回复", "已办结", "已答复", "办结"), ("办理中", "待办", "未回复", "处理中", "已受理", "已转办")


def head_table(rows):
    body = "".join(f"<tr><td>{t}</td><td>{c}</td><td>{r}</td><td><font>{s}</font></td></tr>" for t, c, r, s in rows)
    head = "<tr><td>信件标题</td><td>来信时间</td><td>答复时间</td><td>办理状态</td></tr>"
    return f"<table><thead>{head}</thead>{body}</table>"


def cards(rows):
    return "".join(
        f'<div class="card"><h4><a href="v.do?id={at}">{t}</a></h4>'
        f'<p>来信人：张** | 提交时间：{c}</p><p class="st">{s}</p></div>'
        for at, (t, c, _, s) in enumerate(rows)
    )


def spans(rows):
    lines = "".join(
        f'<li><span class="s">[{s}]</span><a href="{at}.html">{t}</a><em>{c}</em></li>'
        for at, (t, c, _, s) in enumerate(rows)
    )
    return f"<ul>{lines}</ul>"


def terms(rows):
    return "".join(f"<dl><dt>{t}</dt><dd>写信日期：{c}</dd><dd>信件状态：{s}</dd></dl>" for t, c, _, s in rows)


def labelled_divs(rows):
    return "".join(
        f'<div class=item><div><a href="i{at}.htm">{t}</a></div><div><span>来信日期</span><b>{c}</b></div>'
        f"<div><span>当前状态</span><b>{s}</b></div></div>"
        for at, (t, c, _, s) in enumerate(rows)
    )


def grid(rows):
    lines = "".join(
        f'<div class="tr"><div>{at}</div><div><a href="g{at}.html">{t}</a></div><div>{s}</div><div>{c}</div></div>'
        for at, (t, c, _, s) in enumerate(rows)
    )
    head = '<div class="th"><div>编号</div><div>主题</div><div>办理情况</div><div>提交日期</div></div>'
    return f'<div class="tb">{head}{lines}</div>'


def chinese_dates(rows):
    def day(text):
        year, month, day = text.split("-")
        return f"{year}年{int(month)}月{int(day)}日"

    lines = "".join(f"<li><p>{t}</p><p>留言时间：{day(c)}　处理状态：{s}</p></li>" for t, c, _, s in rows)
    return f"<ul class=ly>{lines}</ul>"


def questions(rows):
    return "".join(
        f'<div class="qa"><p class="q">{t}</p><p class="d">{c} 10:22</p>'
        + (f'<p class="a">答复：您好，已转有关单位办理。</p><p class="r">回复时间：{r}</p>' if r else "")
        + f'<p class="z">{s}</p></div>'
        for t, c, r, s in rows
    )


LAYOUTS = {"dev": (head_table, cards, spans, terms), "heldout": (labelled_divs, grid, chinese_dates, questions)}


def main() -> None:
    for split, layouts in LAYOUTS.items():
        chance = random.Random(f"mailboxes {split}")
        made = []
        for layout in layouts:
            for fault in (True, False):
                days = [NEW_OPEN, OLD_ANSWERED, OLD_OPEN if fault else OLD_ANSWERED]
                titles = chance.sample(TITLES, 3)
                rows = [
                    (title, came, replied, chance.choice(ANSWERED if replied else OPEN))
                    for title, (came, replied) in zip(titles, days, strict=True)
                ]
                name = layout.__name__.replace("_", "-")
                reason = "1月12日的来信未办结" if fault else "旧信均已答复，新信未满3个月"
                made.append(
                    {
                        "id": f"{name}-{'open' if fault else 'in-time'}",
                        "fault": fault,
                        "reason": reason,
                        "page": layout(rows),
                    }
                )
        text = yaml.safe_dump(made, allow_unicode=True, sort_keys=False, width=1000)
        (HERE / split / "generated.yaml").write_text(f"# Written by make.py.\n{text}", "utf-8")


if __name__ == "__main__":
    main()
