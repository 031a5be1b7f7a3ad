"""Makes the corpus of invented annual reports; the same seed, the same bytes.

    python tests/corpora/annual_reports/make.py

Layouts and number styles are hand-written (``layouts.py``); a faulty report has exactly one planted fault, a clean one
none, however odd it looks. ``heldout`` has layouts that ``dev`` has not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import layouts as lay
import odd_layouts as odd
import yaml
from figures import FAULTS, Figures, consistent

HERE = Path(__file__).parent
UNIT = "青溪镇人民政府"
_CJK = "０１２３４５６７８９"
Put = Callable[[str], str]
Tables = Callable[[Figures, Put, Put], str]


def plain(value: str) -> str:
    return value


def with_unit(value: str) -> str:
    return f"{value}件" if value else ""


def slash_for_nought(value: str) -> str:
    return "/" if value in ("0", "") else value


def dash_for_nought(value: str) -> str:
    return "—" if value in ("0", "") else f" {value} "


def blank_for_nought(value: str) -> str:
    return "&nbsp;" if value in ("0", "") else value


def wide(value: str) -> str:
    return "".join(_CJK[int(digit)] for digit in value)


def with_commas(value: str) -> str:
    return f"{int(value):,}" if value else ""


def word(value: str) -> str:
    """A cell as Word pastes it: the number cut over two runs, Office tags."""
    style = "font-family:仿宋;mso-bidi-font-family:Calibri"
    runs = "".join(f'<span lang="EN-US" style="{style}">{digit}</span>' for digit in value) or "&nbsp;"
    return f'<p class="MsoNormal" align="center" style="text-align:center">{runs}<span><o:p></o:p></span></p>'


def word_label(text: str) -> str:
    """A label as Word pastes it: cut in the middle of words, a line break of the source in between."""
    cut = len(text) // 2
    return (
        f'<p class="MsoNormal"><b><span style="font-family:仿宋;mso-hansi-font-family:Calibri">{text[:cut]}</span></b>'
        f'<span\nlang="EN-US"></span><span style="font-family:仿宋">{text[cut:]}<o:p></o:p></span></p>'
    )


def spaced_label(text: str) -> str:
    return f"&nbsp;{text[:2]} {text[2:]}　"


@dataclass(frozen=True)
class Look:
    """How a report is printed."""

    name: str
    requests: Tables
    disputes: Tables
    put: Put = plain
    say: Put = plain
    form: int = 2021
    busy: bool = False


#: For ``dev``.
SEEN = (
    Look("trs-2021", lay.printed, lay.disputes_printed),
    Look("trs-2019", lay.printed, lay.disputes_printed, form=2019),
    Look("word-2021", lay.printed, lay.disputes_printed, word, word_label),
    Look("split-bare", lay.split_bare, lay.disputes_matrix, with_unit, form=2019),
    Look("numbered", lay.numbered, lay.disputes_down, slash_for_nought),
    Look("flat-commas", lay.flat, lay.disputes_printed, with_commas, busy=True),
    Look("subtotals", odd.subtotals, odd.disputes_unmerged, form=2019),
    Look("details", odd.with_details, lay.disputes_down),
)
#: For ``heldout`` only, beside the layouts above in other number styles.
UNSEEN = (
    Look("turned", lay.turned, lay.disputes_two_tables),
    Look("turned-2019", lay.turned, lay.disputes_stacked, wide, form=2019),
    Look("blocks", lay.blocks, lay.disputes_printed, dash_for_nought),
    Look("old-html", lay.old_html, lay.disputes_stacked, blank_for_nought, spaced_label, 2019),
    Look("split-headed", lay.split_headed, lay.disputes_two_tables, wide),
    Look("word-2019-busy", lay.printed, lay.disputes_matrix, word, word_label, 2019, busy=True),
    Look("numbered-2019", lay.numbered, lay.disputes_printed, with_unit, spaced_label, 2019),
    Look("split-bare-word", lay.split_bare, lay.disputes_down, word, word_label),
    Look("header-again", odd.header_again, odd.disputes_in_sentences, plain, spaced_label, 2019),
    Look("hidden-column", odd.hidden_column, lay.disputes_stacked, with_unit),
    Look("foot-first", odd.foot_first, odd.disputes_unmerged, slash_for_nought, spaced_label),
    Look("subtotals-commas", odd.subtotals, lay.disputes_two_tables, with_commas, busy=True),
)


#: The wording of ``told`` that says 新收 where the others say 收到.
SAYS_NEW = 1


def told(figures: Figures, variety: int) -> str:
    """Chapter 一: the counts in one of several wordings, among counts that mean something else."""
    new, before, after = figures.told["new"], figures.told["in"], figures.told["out"]
    year = figures.year
    wordings = (
        f"{year}年，我镇共收到政府信息公开申请{new}件，上年结转{before}件，结转下年度{after}件。",
        f"{year}年度新收政府信息公开申请 {new} 件，上年度结转 {before} 件，其中，网上收到政府信息公开申请1件；"
        f"结转下一年度继续办理{after}件。",
        f"全年受理依申请公开{new}件（含自然人{new}件），较上年收到的申请增加2件；上年结转{before}件，结转下年{after}件。",
        f"全年共收到依申请公开申请{figures.told['all']}件，{year - 1}年收到公开申请99件。{year - 1}年度结转{before}件，"
        f"结转{year + 1}年度{after}件。因信息公开申请被申请行政复议7件。",
    )
    return (
        f"<p>（一）主动公开。全年通过政府网站公开信息325条，政务微博120条。</p>"
        f"<p>（二）依申请公开。{wordings[variety % len(wordings)]}收到群众咨询18件，均已答复。</p>"
    )


def page(figures: Figures, look: Look, variety: int) -> str:
    """The whole article."""
    title = f"{UNIT}{figures.year}年政府信息公开工作年度报告"
    requests = look.requests(figures, look.put, look.say)
    disputes = look.disputes(figures, look.put, look.say)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_{UNIT}</title>'
        f'<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{figures.year + 1}-01-20 09:30">'
        f'</head><body><div class="nav"><a href="/">首页</a> <a href="../">政府信息公开年报</a></div><h1>{title}</h1>'
        f'<div class="article-content"><p>本报告按照政府信息公开条例和规定格式编制，由总体情况等六部分组成。</p>'
        f"<p>一、总体情况</p>{told(figures, variety)}"
        f"<p>二、主动公开政府信息情况</p>{_documents(look)}"
        f"<p>三、收到和处理政府信息公开申请情况</p>{requests}"
        f"<p>四、因政府信息公开工作被申请行政复议、提起行政诉讼情况</p>{disputes}"
        f"<p>五、存在的主要问题及改进情况</p><p>公开内容仍需细化，将加强业务培训。</p>"
        f"<p>六、其他需要报告的事项</p><p>无。收取信息处理费0元。</p></div></body></html>\n"
    )


def _documents(look: Look) -> str:
    if look.form == 2019:
        head, rows = "信息内容 本年新制作数量 本年新公开数量 对外公开总数量", ("规章 0 0 0", "规范性文件 2 2 9")
    else:
        head, rows = "信息内容 本年制发件数 本年废止件数 现行有效件数", ("规章 0 0 0", "行政规范性文件 2 1 9")
    return lay.table(["".join(map(lay.td, line.split())) for line in (f"{head}", *rows)])


def reports(looks: tuple[Look, ...], seed: int, faulty: int, clean: int) -> Iterator[tuple[dict[str, object], str]]:
    """(label, page) for ``faulty`` reports with one fault each, all kinds in turn, and ``clean`` ones."""
    random = Random(seed)
    for number in range(faulty + clean):
        look = looks[number % len(looks)]
        figures = consistent(random, look.form, look.busy)
        reason, faults = "各项勾稽关系成立", ()
        if number < faulty:
            reason, plant, faults = FAULTS[number % len(FAULTS)]
            plant(figures)
        variety = random.randrange(4)
        if variety == SAYS_NEW:
            faults = tuple(fault.replace("TX 收到申请", "TX 新收申请") for fault in faults)
        form = f"{look.form}年表式"
        label: dict[str, object] = {
            "id": f"{number:02}-{look.name}",
            "faults": list(faults),
            "reason": f"{form}，{reason}",
        }
        yield label, page(figures, look, variety)


def main() -> None:
    splits = {"dev": (SEEN, 11, 18, 18), "heldout": ((*UNSEEN, *SEEN), 29, 40, 40)}
    for split, plan in splits.items():
        folder = HERE / split
        folder.mkdir(exist_ok=True)
        labels = []
        for label, html in reports(*plan):
            (folder / f"{label['id']}.html").write_text(html, "utf-8")
            labels.append(label)
        text = yaml.safe_dump(labels, allow_unicode=True, sort_keys=False, width=120)
        (folder / "labels.yaml").write_text(f"# Written by make.py.\n{text}", "utf-8")


if __name__ == "__main__":
    main()
