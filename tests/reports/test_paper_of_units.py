"""The notice to a unit and the weekly record as documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.document import Document
from office import Page, needs_office, pages, to_pdf
from PIL import Image

from inspection.finding import Severity
from reports.circular_facts import ShownPicture
from reports.notice import NoticeFacts, NoticeProblem, render_notice
from reports.weekly_docx import SignedBy, render_weekly
from scoring.weekly_record import SeenFinding, Tally, UnknownRow, WeeklyRecord, weekly_record

AT = datetime(2021, 1, 10, 15, 50, tzinfo=UTC)  # 23:50 in Beijing
HOSTILE = '</w:t><w:br/>"&\x00\x1b[31m'


def png(width: int, height: int) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height), "#eeddcc").save(file, "PNG")
    return file.getvalue()


STALE = NoticeProblem(
    "0a1b2c3d", "动态、要闻类栏目14天内未更新", "考核方案第三条", "动态", "http://s.example/dt/", "已16天未更新", "",
    AT, date(2021, 5, 7), "自通知次日起5个工作日", 0, "ab" * 32, ShownPicture(png(1200, 900), "", "cd" * 32),
)  # fmt: skip
EXPOSED = replace(
    STALE, id="11112222", rule="公民身份号码未去标识化", url=f"http://s.example/{'very-long-' * 20}",
    quote="500*************12", due=date(2021, 4, 20), basis="", late=4,
    picture=ShownPicture(None, "截图含个人信息，不附", "ef" * 32),
)  # fmt: skip
FACTS = NoticeFacts("区应急局", "20210427-yingjiju", "某区政府办", "区信息中心", date(2021, 4, 27), (STALE, EXPOSED))


def opened(body: bytes) -> Document:
    return docx.Document(BytesIO(body))


def cells(document: Document, table: int) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in document.tables[table].rows]


def paragraphs(document: Document) -> str:
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_a_notice_lists_problems_with_their_deadlines() -> None:
    document = opened(render_notice(FACTS))
    assert cells(document, 0)[1:] == [
        ["1", "动态", "动态、要闻类栏目14天内未更新", "2021年5月7日"],
        ["2", "动态", "公民身份号码未去标识化", "2021年4月20日\n（已超期4个工作日）"],
    ]
    text = paragraphs(document)
    assert "编号：20210427-yingjiju" in text
    assert "现有2个问题需要整改" in text
    assert "将回执连同佐证送区信息中心复核" in text
    assert text.index("某区政府办") < text.index("附件1") < text.index("附件2")


def test_a_notice_tells_each_problem_with_its_proof() -> None:
    document = opened(render_notice(FACTS))
    stale, exposed = ({row[0]: row[-1] for row in cells(document, table)} for table in (1, 2))
    assert stale["地址"] == "http://s.example/dt/"
    assert stale["整改期限"] == "2021年5月7日（自通知次日起5个工作日）"
    assert stale["依据"] == "考核方案第三条"
    assert stale["快照地址"] == f"snapshot:sha256:{'ab' * 32}"
    assert "原文摘录" not in stale
    assert exposed["原文摘录"] == "500*************12"
    assert exposed["问题页面截图"] == "截图含个人信息，不附"
    assert len(document.inline_shapes) == 1


def test_the_slip_asks_what_was_done_about_each_problem() -> None:
    document = opened(render_notice(FACTS))
    assert [row[:2] for row in cells(document, 3)[1:]] == [
        ["1", "动态、要闻类栏目14天内未更新\n动态"],
        ["2", "公民身份号码未去标识化\n动态"],
    ]
    assert "整改措施和结果" in cells(document, 3)[0]
    assert "单位盖章" in cells(document, 4)[2]


def test_a_notice_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a problem"):
        render_notice(replace(FACTS, problems=()))


def found(number: int, severity: Severity = Severity.ERROR, text: str = "15天未更新") -> SeenFinding:
    points = Decimal(10) if severity is Severity.ERROR else Decimal(0)
    return SeenFinding(
        f"f{number}", "website.news-stale", "park", "示例园区", f"c{number}", f"栏目{number}", "http://s.example/",
        text, severity, "已确认", points, AT,
    )  # fmt: skip


def record(*more: SeenFinding) -> WeeklyRecord:
    return weekly_record(
        "w2", first_day=date(2021, 1, 4), last_day=date(2021, 1, 10), as_of=AT,
        tallies=[Tally("park", "示例园区", 5, 4)],
        unknown=[UnknownRow("park", "示例园区", "website.news-stale", "c9", "要闻", "超时未打开")],
        seen=[found(1), found(2, Severity.VETO), found(3, Severity.WARNING), *more],
        last_week=[found(1), found(4)], judged_again=[found(4).question],
    )  # fmt: skip


def test_a_weekly_record_tells_coverage_faults_warnings_and_what_is_unknown() -> None:
    document = opened(render_weekly(record(), "某市某区", "信息中心", None))
    overview, faults, warnings, unknown, units, signature = (cells(document, table) for table in range(6))
    assert ["计划检测", "5项"] in overview
    assert [[row[2], row[4], row[6]] for row in faults[1:]] == [
        ["栏目1", "仍存在", "10"], ["栏目2", "新增", ""], ["栏目4", "已消除", "10"],
    ]  # fmt: skip
    assert faults[2][3] == "【单项否决】15天未更新\nhttp://s.example/"
    assert [row[2] for row in warnings[1:]] == ["栏目3"]
    assert unknown[1][2:] == ["要闻", "website.news-stale", "超时未打开"]
    assert units[1] == ["示例园区", "5", "4", "1", "2", "1"]
    assert signature[0] == ["签认人", ""]
    assert "本记录尚未签认。" in paragraphs(document)


def test_a_signed_record_names_its_signer_and_hash() -> None:
    signed = SignedBy("王某", datetime(2021, 1, 11, 1, 0, tzinfo=UTC), "ab" * 32, "公众号人工核对")
    document = opened(render_weekly(record(), "某市某区", "信息中心", signed))
    assert cells(document, 5) == [
        ["签认人", "王某"], ["签认时间", "2021-01-11 09:00"], ["说明", "公众号人工核对"],
        ["记录校验值", f"SHA-256 {'ab' * 32}"],
    ]  # fmt: skip
    assert "尚未签认" not in paragraphs(document)


def test_an_empty_week_says_so() -> None:
    empty = weekly_record(
        "w1", first_day=date(2021, 1, 4), last_day=date(2021, 1, 10), as_of=AT, tallies=[], unknown=[], seen=[],
        last_week=None,
    )  # fmt: skip
    text = paragraphs(opened(render_weekly(empty, "某市某区", "", None)))
    assert {"本周没有发现问题。", "本周没有预警和提示。", "没有未能检测的项目。"} <= set(text.split("\n"))


def test_hostile_words_stay_words_and_bytes_are_the_same() -> None:
    problem = replace(STALE, subject=HOSTILE, message=HOSTILE, quote=HOSTILE, url=HOSTILE, rule=HOSTILE)
    facts = replace(FACTS, unit=HOSTILE, problems=(problem,))
    assert "</w:t><w:br/>" in paragraphs(opened(render_notice(facts)))
    assert render_notice(facts) == render_notice(facts)
    week = record(replace(found(7), title=HOSTILE, message=HOSTILE, url=HOSTILE))
    assert any("</w:t><w:br/>" in cell for row in cells(opened(render_weekly(week, "区", "", None)), 1) for cell in row)
    assert render_weekly(week, "区", "", None) == render_weekly(week, "区", "", None)


def printed(folder: Path, body: bytes) -> list[Page]:
    (folder / "paper.docx").write_bytes(body)
    return pages(to_pdf(folder / "paper.docx"))


@needs_office
@pytest.mark.parametrize("kind", ["notice", "weekly"])
def test_on_paper_everything_stays_in_the_type_area(tmp_path: Path, kind: str) -> None:
    many = [found(number, text="“动态”栏目最近更新为2020年12月4日，已16天未更新" * 2) for number in range(10, 40)]
    body = render_notice(FACTS) if kind == "notice" else render_weekly(record(*many), "某市某区", "信息中心", None)
    paper = printed(tmp_path, body)
    assert len(paper) == 4 if kind == "notice" else len(paper) > 3
    for page in paper:
        words = [word for word in page.words if word.top < 297 - 34]
        assert len(page.words) - len(words) == 3  # dash, number, dash
        assert all(word.left > 27 and word.right < 210 - 26 + 6 for word in words)
        assert all(word.top > 36 and word.bottom < 297 - 34 for word in words)
