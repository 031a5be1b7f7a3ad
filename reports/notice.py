"""The rectification notice (整改通知单) to one unit: what is wrong, by which rule, until when; a slip to send back.

Layout: GB/T 9704-2012. Source of the process: 大足府办发〔2021〕46号 三（二）.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from inspection.moment import BEIJING
from reports.circular_facts import ShownPicture
from reports.docx_frame import CELL, CELL_CENTERED, CELL_HEADER, FLUSH, LEVEL_2
from reports.docx_table import Cell, Row
from reports.official_paper import OfficialPaper, chinese_day
from reports.problems import snapshot_reference

_DETAILS, _SLIP = "问题详情", "整改情况回执"


@dataclass(frozen=True, slots=True)
class NoticeProblem:
    """One problem. ``quote`` is masked, ``clause`` what the rule rests on, ``due`` inclusive with its ``basis``.

    ``late`` working days past the deadline; ``found`` is aware; ``snapshot`` a hex sha256 or empty.
    """

    id: str
    rule: str
    clause: str
    subject: str
    url: str
    message: str
    quote: str
    found: datetime
    due: date
    basis: str
    late: int = 0
    snapshot: str = ""
    picture: ShownPicture | None = None


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """``issuer`` signs, ``inspector`` takes the slip back (both may be empty); ``day`` is the day of issue.

    ``doubts`` (Chinese) are for whoever issues it, and not printed.
    """

    unit: str
    number: str
    issuer: str
    inspector: str
    day: date
    problems: tuple[NoticeProblem, ...]
    doubts: tuple[str, ...] = ()


def render_notice(facts: NoticeFacts) -> bytes:
    """The .docx of a notice. Raises ``ValueError`` without any problem: there is nothing to notify of."""
    if not facts.problems:
        raise ValueError("a notice needs a problem")
    paper = OfficialPaper(f"整改通知单（{facts.unit}）", facts.issuer, facts.day)
    paper.title("政府网站和政务新媒体", "整改通知单")
    paper.text(f"编号：{facts.number}", FLUSH)
    paper.text(f"{facts.unit}：", FLUSH)
    inspector = facts.inspector or "检查单位"
    paper.text(
        f"经检查，你单位主管的政府网站专栏和政务新媒体现有{len(facts.problems)}个问题需要整改。请按下表期限完成，"
        f"并将回执连同佐证送{inspector}复核；对问题有异议或者需要延期的，请在期限届满前书面提出。"
    )
    paper.table((4.5, 11, 26, 15), list(_list(facts)))
    paper.annex_names((_DETAILS, _SLIP))
    paper.signature(facts.issuer or inspector, facts.day)
    _add_details(paper, facts)
    _add_slip(paper, facts, inspector)
    return paper.bytes()


def _list(facts: NoticeFacts) -> Iterator[Row]:
    yield [Cell(title, CELL_HEADER) for title in ("序号", "名称", "问题", "整改期限（含当日）")]
    for number, one in enumerate(facts.problems, start=1):
        late = f"\n（已超期{one.late}个工作日）" if one.late else ""
        yield [
            Cell(str(number), CELL_CENTERED),
            Cell(one.subject),
            Cell(one.rule),
            Cell(f"{chinese_day(one.due)}{late}", CELL_CENTERED),
        ]


def _add_details(paper: OfficialPaper, facts: NoticeFacts) -> None:
    paper.annex(1, _DETAILS)
    for number, one in enumerate(facts.problems, start=1):
        paper.text(f"{number}. {one.rule}", LEVEL_2, keep=True)
        paper.table((1.2, 5.6), list(_problem(one)), header=0, together=True)
        paper.gap()


def _problem(one: NoticeProblem) -> Iterator[Row]:
    told = [
        ("问题编号", one.id),
        ("发现时间", f"{one.found.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"),
        ("名称", one.subject),
        ("地址", one.url or "无"),
        ("问题", one.message),
        ("原文摘录", one.quote),
        ("依据", one.clause),
        ("整改期限", f"{chinese_day(one.due)}（{one.basis}）" if one.basis else chinese_day(one.due)),
        ("快照地址", snapshot_reference(one.snapshot)),
    ]
    for title, text in told:
        if text:
            yield [Cell(title, CELL_HEADER), Cell(text)]
    picture = one.picture
    if picture is not None and picture.manifest:
        yield [Cell("证据校验值", CELL_HEADER), Cell(f"SHA-256 {picture.manifest}")]
    if picture is not None and picture.png is not None:
        yield [Cell("问题页面截图", CELL_CENTERED, across=2, picture=picture.png)]
    elif picture is not None:
        yield [Cell("问题页面截图", CELL_HEADER), Cell(picture.note)]


def _add_slip(paper: OfficialPaper, facts: NoticeFacts, inspector: str) -> None:
    paper.annex(2, _SLIP)
    paper.text(f"{inspector}：", FLUSH)
    paper.text(f"编号{facts.number}的整改通知单已收悉，整改情况如下：")
    rows: list[Row] = [[Cell(title, CELL_HEADER) for title in ("序号", "问题", "整改措施和结果", "完成日期", "佐证")]]
    for number, one in enumerate(facts.problems, start=1):
        rows.append([Cell(str(number), CELL_CENTERED), Cell(f"{one.rule}\n{one.subject}"), *[Cell("")] * 3])
    paper.table((4.5, 20, 24, 10, 10), rows)
    paper.gap()
    last = [("收到日期", "签收人"), ("联系人", "联系电话"), ("填报日期", "单位盖章")]
    cells: list[Row] = [
        [Cell(a, CELL_HEADER), Cell("\n", CELL), Cell(b, CELL_HEADER), Cell("\n", CELL)] for a, b in last
    ]
    paper.table((10, 24, 10, 24), cells, header=0, together=True)
