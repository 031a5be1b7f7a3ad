"""Writes generated.yaml of both splits: service guides in layouts that the demo portal does not use.

Run ``python tests/corpora/guides/make.py``. The layouts of the two splits differ; tricky.yaml is written by hand.
"""

from __future__ import annotations

import random
from pathlib import Path

import yaml

HERE = Path(__file__).parent
ELEMENTS = ("事项名称", "设定依据", "申请条件", "办理材料", "办理地点", "办理时间", "联系电话", "办理流程")
LABELS = {
    "事项名称": ("事项名称", "服务事项", "办理事项", "项目名称"),
    "设定依据": ("设定依据", "办理依据", "政策依据", "法律依据", "实施依据"),
    "申请条件": ("申请条件", "申办条件", "受理条件", "办理对象", "服务对象及条件"),
    "办理材料": ("办理材料", "申请资料", "所需材料", "申报材料", "需要提供的材料"),
    "办理地点": ("办理地点", "受理地点", "办事地点", "办理机构及地址", "窗口地址"),
    "办理时间": ("办理时间", "办公时间", "受理时间", "服务时间", "对外服务时间"),
    "联系电话": ("联系电话", "咨询电话", "咨询服务电话", "咨询方式", "业务咨询电话"),
    "办理流程": ("办理流程", "办事流程", "申请流程", "办理步骤", "办理程序"),
}
MATTERS = (
    ("生育登记", "《人口与计划生育条例》第十五条", "夫妻一方户籍在本区", "身份证、结婚证原件"),
    ("残疾人证核发", "《残疾人保障法》", "经评定符合残疾标准的本区居民", "申请表、近期照片三张、户口簿"),
    ("取水许可", "《取水许可和水资源费征收管理条例》", "有稳定的取水水源和计量设施", "申请书、水资源论证报告书"),
    ("农机购置补贴", "《农业机械化促进法》", "购买目录内机具的个人和组织", "购机发票、银行卡复印件"),
    ("户外广告设置审批", "《市容环境卫生管理条例》", "符合户外广告设置规划", "效果图、场地使用协议"),
    ("老年优待证办理", "《老年人权益保障法》", "年满六十周岁的常住居民", "身份证、一寸照片"),
)
REST = {
    "办理地点": ("政务服务中心二楼C12窗口", "滨河路18号便民服务大厅"),
    "办理时间": ("周一至周五9:00—12:00，14:00—18:00（法定节假日除外）", "工作日上午9点至下午5点"),
    "联系电话": ("023-40001234", "40005678"),
    "办理流程": ("申请—受理—审核—决定—领证", "1.提交材料；2.窗口初审；3.领导审批；4.制证发放"),
}


def dl(rows):
    return "<dl>" + "".join(f"<dt>{k}</dt><dd>{v}</dd>" for k, v in rows) + "</dl>"


def headings(rows):
    return "".join(f"<h3>{k}</h3><p>{v}</p>" for k, v in rows)


def sectioned_table(rows):
    lines = "".join(f"<tr><th width=120>{k}</th><td colspan=3>{v}</td></tr>" for k, v in rows)
    return f"<table><tr><td colspan=4 align=center><b>基本信息</b></td></tr>{lines}</table>"


def grid(rows):
    return "".join(f'<div class="row"><div class="c-l">{k}</div><div class="c-r">{v}</div></div>' for k, v in rows)


def tabs(rows):
    heads = "".join(f"<li>{k}</li>" for k, _ in rows)
    panes = "".join(f'<div class="pane"><p>{v}</p></div>' for _, v in rows)
    return f'<ul class="tab-h">{heads}</ul><div class="tab-b">{panes}</div>'


def bold(rows):
    return "".join(f"<p><strong>{k}</strong></p><p>　　{v}</p>" for k, v in rows)


def brackets(rows):
    return "".join(f"<p>【{k}】{v}</p>" for k, v in rows)


def spaced(rows):
    return "".join(f"<p>{' '.join(k)}：{v}</p>" for k, v in rows)


def spans(rows):
    return "<ul>" + "".join(f"<li><span class=t>{k}</span><span class=v>{v}</span></li>" for k, v in rows) + "</ul>"


def merged(rows):
    first = f"<tr><td rowspan={len(rows)}>办<br>事<br>指<br>南</td><td>{rows[0][0]}</td><td>{rows[0][1]}</td></tr>"
    return f"<table>{first}" + "".join(f"<tr><td>{k}</td><td>{v}</td></tr>" for k, v in rows[1:]) + "</table>"


def fieldsets(rows):
    return "".join(f"<fieldset><legend>{k}</legend>{v}</fieldset>" for k, v in rows)


def items(rows):
    return "<ul>" + "".join(f"<li><b>{k}</b> {v}</li>" for k, v in rows) + "</ul>"


def heads_over_values(rows):
    parts = [rows[at : at + 4] for at in range(0, len(rows), 4)]
    line = "<tr>{}</tr>"
    return (
        "<table>"
        + "".join(
            line.format("".join(f"<th>{k}</th>" for k, _ in part))
            + line.format("".join(f"<td>{v}</td>" for _, v in part))
            for part in parts
        )
        + "</table>"
    )


def details(rows):
    return "".join(f"<details open><summary>{k}</summary><div>{v}</div></details>" for k, v in rows)


def numbered(rows):
    signs = "①②③④⑤⑥⑦⑧"
    return "".join(f"<p>{signs[at]}{k}：<br>{v}</p>" for at, (k, v) in enumerate(rows))


def accordion(rows):
    return "".join(
        f'<div class="a-t"><h4>{k} <i class="ico"></i></h4></div><div class="a-c">{v}</div>' for k, v in rows
    )


def dashes(rows):
    return "".join(f"<p>{k}——{v}</p>" for k, v in rows)


def chapters(rows):
    numbers = "一二三四五六七八"
    return "".join(f"<p><b>{numbers[at]}、{k}</b></p><p>（一）{v}</p>" for at, (k, v) in enumerate(rows))


def linked_tabs(rows):
    heads = "".join(f'<a href="#s{at}">{k}</a>' for at, (k, _) in enumerate(rows))
    return f"<div class=anchor>{heads}</div>" + "".join(
        f'<div id="s{at}"><div class="bt">{k}</div><div class="nr">{v}</div></div>' for at, (k, v) in enumerate(rows)
    )


def nested_table(rows):
    return (
        "<table>"
        + "".join(f"<tr><td><div>{k}</div></td><td><table><tr><td>{v}</td></tr></table></td></tr>" for k, v in rows)
        + "</table>"
    )


LAYOUTS = {
    "dev": (dl, headings, sectioned_table, grid, tabs, bold, brackets, spaced, spans, merged),
    "heldout": (
        fieldsets,
        items,
        heads_over_values,
        details,
        numbered,
        accordion,
        dashes,
        chapters,
        linked_tabs,
        nested_table,
    ),
}


def guide(layout, chance, lacking):
    matter, basis, condition, papers = chance.choice(MATTERS)
    values = {"事项名称": matter, "设定依据": basis, "申请条件": condition, "办理材料": papers}
    values |= {name: chance.choice(texts) for name, texts in REST.items()}
    rows = [(chance.choice(LABELS[name]), values[name]) for name in ELEMENTS if name not in lacking]
    return layout(rows)


def main() -> None:
    for split, layouts in LAYOUTS.items():
        chance = random.Random(f"guides {split}")
        made = []
        for layout in layouts:
            for fault in (False, True):
                lacking = set(chance.sample(ELEMENTS[1:], chance.randint(1, 4))) if fault else set()
                reason = f"缺{'、'.join(name for name in ELEMENTS if name in lacking)}" if fault else "八项齐全"
                name = layout.__name__.replace("_", "-")
                body = guide(layout, chance, lacking)
                made.append(
                    {"id": f"{name}-{'lacks' if fault else 'full'}", "fault": fault, "reason": reason, "body": body}
                )
        text = yaml.safe_dump(made, allow_unicode=True, sort_keys=False, width=1000)
        (HERE / split / "generated.yaml").write_text(f"# Written by make.py.\n{text}", "utf-8")


if __name__ == "__main__":
    main()
