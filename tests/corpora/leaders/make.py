"""Writes generated.yaml of both splits: leader pages in layouts that the demo portal does not use.

Run ``python tests/corpora/leaders/make.py``. Names are invented; the layouts of the two splits differ.
"""

from __future__ import annotations

import random
from pathlib import Path

import yaml

HERE = Path(__file__).parent
NAMES = (
    "覃明山",
    "栾大川",
    "宓小溪",
    "晏一帆",
    "蔺向阳",
    "郦青禾",
    "仇远舟",
    "裘望江",
    "阚子墨",
    "厉春和",
    "甄守田",
    "逄海潮",
)
HEAD, DEPUTY, CHIEF = "党组书记、局长", "党组成员、副局长", "党组成员、总工程师"


def cards(people):
    return "".join(
        f'<div class="card"><img src="p{at}.jpg"><div class="xm">{name}</div><div class="zw">{post}</div></div>'
        for at, (name, post) in enumerate(people)
    )


def head_table(people):
    rows = "".join(
        f"<tr><td>{at}</td><td>{name}</td><td>{post}</td><td>负责相关工作</td></tr>"
        for at, (name, post) in enumerate(people, 1)
    )
    return f"<table><tr><th>序号</th><th>姓名</th><th>职务</th><th>分工</th></tr>{rows}</table>"


def terms(people):
    return "".join(f"<dl><dt>姓名：</dt><dd>{name}</dd><dt>职务：</dt><dd>{post}</dd></dl>" for name, post in people)


def spans(people):
    return "<ul>" + "".join(f"<li><span>{post}</span><span>{name}</span></li>" for name, post in people) + "</ul>"


def headings(people):
    return "".join(f"<h4>{name}</h4><p>职务：{post}</p><p>分工：负责相关工作。</p>" for name, post in people)


def links(people):
    return (
        "<ul>"
        + "".join(f'<li><a href="./{at}.html">{name}（{post}）</a></li>' for at, (name, post) in enumerate(people))
        + "</ul>"
    )


def bold_posts(people):
    return "".join(f"<p><strong>{post}</strong>　{name}</p><p>　　主持或协助相关工作。</p>" for name, post in people)


def labelled_pairs(people):
    return "".join(f'<div class="ld"><p>姓　　名：{name}</p><p>现任职务：{post}</p></div>' for name, post in people)


def two_column_table(people):
    return "<table>" + "".join(f"<tr><th>{post}</th><td>{name}</td></tr>" for name, post in people) + "</table>"


def biographies(people):
    return "".join(f"<p>{name}，男，汉族，1970年3月生，大学学历，现任区水务局{post}。</p>" for name, post in people)


def tabs(people):
    heads = "".join(f"<li>{name}</li>" for name, _ in people)
    panes = "".join(f"<div><h5>{name}</h5><h6>区水务局{post}</h6><p>负责相关工作。</p></div>" for name, post in people)
    return f"<ul class=tab>{heads}</ul><div class=panes>{panes}</div>"


def vertical_table(people):
    return (
        "<table>"
        + "".join(f"<tr><td>姓名</td><td>{name}</td><td>职务</td><td>{post}</td></tr>" for name, post in people)
        + "</table>"
    )


def slashes(people):
    return "".join(f"<p>{name} / {post}</p>" for name, post in people)


def captions(people):
    return "".join(
        f'<figure><img src="{at}.jpg" alt="{name}"><figcaption>{post} {name}</figcaption></figure>'
        for at, (name, post) in enumerate(people)
    )


LAYOUTS = {
    "dev": (cards, head_table, terms, spans, headings, links, bold_posts),
    "heldout": (labelled_pairs, two_column_table, biographies, tabs, vertical_table, slashes, captions),
}
NOTICE = (
    "<p>各镇街，区政府各部门：</p><p>经研究决定：</p><p>任命{new}同志为区水务局局长；</p>"
    "<p>免去{old}同志的区水务局局长职务。</p>"
)


def main() -> None:
    for split, layouts in LAYOUTS.items():
        chance = random.Random(f"leaders {split}")
        made = []
        for layout in layouts:
            old, new, second, third = chance.sample(NAMES, 4)
            for fault in (True, False):
                people = [(old if fault else new, HEAD), (second, DEPUTY), (third, CHIEF)]
                made.append(
                    {
                        "id": f"{layout.__name__.replace('_', '-')}-{'former' if fault else 'right'}",
                        "fault": fault,
                        "reason": "仍显示已免职的局长" if fault else "已更新为新任局长",
                        "page": layout(people),
                        "notices": [NOTICE.format(old=old, new=new)],
                    }
                )
        text = yaml.safe_dump(made, allow_unicode=True, sort_keys=False, width=1000)
        (HERE / split / "generated.yaml").write_text(f"# Written by make.py.\n{text}", "utf-8")


if __name__ == "__main__":
    main()
