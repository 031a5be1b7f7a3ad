"""The text of the circular: drafted from the facts, edited by people, its figures held against the facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from printed_quarter import printed_quarter

from config.circulars import load_circular
from config.districts import PACKAGED
from inspection.circular import CircularForm
from reports.circular_check import doubtful_figures, printed_lines
from reports.circular_facts import CircularFacts, FollowUp, Reach, problem_classes, tallied
from reports.circular_file import draft_mark, file_text, read_text, typed_text
from reports.circular_wording import draft

DAY = date(2021, 4, 27)
FACTS = CircularFacts(
    printed_quarter(),
    load_circular(PACKAGED / "dazu"),
    Reach(weekly_scans=13, sittings=2, planned=35_000, judged=34_990, unknown=10),
    FollowUp(DAY, 30, 20, 2, 3, 1, 5, 2, date(2021, 5, 10), (("个人信息泄露", 1), ("其他问题", 5))),
)
DRAFT = draft(FACTS)


def test_the_lines_are_counted_as_the_annexes_print_them() -> None:
    sites, accounts = tallied(FACTS.scores.sites), tallied(FACTS.scores.accounts)
    assert (sites.total, sites.qualified, sites.full, sites.fined, str(sites.rate)) == (65, 65, 47, 18, "100.0")
    assert [line.name for line in sites.vetoed] == ["区水利局专栏", "区应急局专栏"]
    assert (accounts.total, accounts.qualified, accounts.fined, str(accounts.average)) == (34, 34, 5, "96.8")
    assert tallied(()).total == 0


def test_problems_are_told_by_class_the_most_frequent_first() -> None:
    classes = problem_classes(FACTS.scores, FACTS.scores.sites, FACTS.scores.site_table)
    assert [(one.title, len(one.names), one.times) for one in classes] == [
        ("动态、要闻类栏目14天内未更新", 16, 19),
        ("公民身份号码未去标识化", 1, 1),
        ("办事指南要素不完整", 1, 1),
        ("机构职能类栏目信息中负责人姓名更新不及时", 1, 1),
        ("领导信息类栏目信息更新不及时", 1, 1),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "按照《重庆市大足区人民政府办公室关于印发", "（大足府办发〔2020〕117号），区政府信息网络中心对全区",
        "检查时段为2020年12月1日至2021年2月28日，开展13次周扫描、2场季度检查，共检查65个政府网站专栏、34个政务新媒体",
        "周扫描计划检测35000项，判定34990项，10项因无法访问等原因未能判定，未作扣分",
        "政府网站专栏合格65个，合格率100%", "标注单项否决的专栏2个：区水利局专栏、区应急局专栏",
        "涉及16个专栏，在周扫描中扣分19次", "双桥经开区专栏“关于拟核销双桥经开区“2021.2.5”事故 的公示”（见附件3）",
        "本季度确认的问题有30个，截至2021年4月27日，复核通过的问题20个，待复核的问题2个",
        "已下达期限尚未整改的问题3个，其中逾期的问题1个，应立即整改，未逾期的最迟于2021年5月10日前完成",
        "尚未下达期限的问题5个，自本通报印发次日起按下列期限完成：个人信息泄露1个工作日、其他问题5个工作日",
        "动态要闻类栏目14天内至少更新一次", "政策文件、政策解读、公示公告类栏目180天内至少更新一次",
        "政务新媒体（微信公众号服务号除外）1周内更新不少于3次；微信公众号服务号2周内更新不少于2次",
    ],
)  # fmt: skip
def test_the_draft_tells_the_facts(words: str) -> None:
    assert words in DRAFT


def test_what_has_to_be_settled_first_is_remarked_and_not_printed() -> None:
    remarks = [line for line in DRAFT.splitlines() if line.startswith("#")]
    assert len(remarks) == 1 + len(FACTS.scores.contradictions)
    assert "还有 2 个疑似问题没有审核" in remarks[0]
    assert not [line for line in printed_lines(DRAFT) if line.startswith("#") or "矛盾" in line]


def test_a_quarter_without_problems_and_a_district_without_form_read_well() -> None:
    scores = FACTS.scores
    clean = replace(scores, sites=scores.sites[1:3], accounts=(), problems=(), contradictions=())
    text = draft(CircularFacts(clean, CircularForm(), Reach(), FollowUp(DAY)))
    assert "（一）政府网站专栏。本季度没有扣分的问题。" in text
    assert "本季度没有需要整改的问题。" in text
    assert "政务新媒体合格" not in text
    assert not [bad for bad in ("《》", "（）", "None", "  ", "。。", "，，") if bad in text]


def test_nothing_mended_yet_is_said_without_noughts() -> None:
    open_still = replace(FACTS, follow_up=FollowUp(DAY, confirmed=5, waiting=5, terms=(("其他问题", 5),)))
    assert "本季度确认的问题有5个，截至2021年4月27日尚无报告整改的。尚未下达期限的问题5个" in draft(open_still)


def test_a_draft_agrees_with_itself() -> None:
    assert doubtful_figures(DRAFT, DRAFT) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("65个政府网站", "64个政府网站", "第3段“共检查64个政府网站专栏”：数据中与“专栏”有关、以“个”计的是 65、47、18"),
        ("合格34个", "合格33个", "与“政务新媒体”有关、以“个”计的是 34、29、5，没有 33"),
        ("合格率100%", "合格率98.5%", "与“合格率”有关、以“%”计的是 100，没有 98.5"),
        ("13次周扫描", "12次周扫描", "没有 12"),
        ("平均得分98.0分", "平均得分99.1分", "没有 99.1"),
        ("14天内至少", "20天内至少", "与“更新”有关、以“天”计的是 14、180，没有 20"),
        ("其他问题5个工作日", "其他问题10个工作日", "以“个工作日”计的是 1、5，没有 10"),
        ("逾期的问题1个", "逾期的问题7个", "与“问题”有关"),
    ],
)
def test_a_figure_that_contradicts_the_facts_is_pointed_out(old: str, new: str, said: str) -> None:
    (doubt,) = doubtful_figures(DRAFT.replace(old, new, 1), DRAFT)
    assert said in doubt


@pytest.mark.parametrize(
    "words",
    [
        "要落实7×24小时值守。", "做到三个到位、3个坚持。", "见大足府办发〔2021〕46号。", "请于2021年5月8日前报送。",
        "本次检查了65个专栏。", "政务新媒体34个全部合格。",
    ],
)  # fmt: skip
def test_words_of_the_editor_are_left_alone(words: str) -> None:
    assert doubtful_figures(f"{DRAFT}{words}\n", DRAFT) == []


def test_a_file_knows_whether_people_changed_it() -> None:
    untouched = read_text(file_text(DRAFT).encode(), DRAFT)
    assert (untouched.edited, untouched.outdated) == (False, False)
    reworded = read_text(file_text(DRAFT).replace("把好发布关口", "把好审核关口").encode(), DRAFT)
    assert (reworded.edited, reworded.outdated) == (True, False)
    assert read_text(file_text(DRAFT).encode(), DRAFT.replace("30个", "31个")).outdated
    assert read_text("一、检查情况\n没有标记的文字。\n".encode(), DRAFT).edited


def test_a_text_typed_beside_a_draft_remembers_that_draft() -> None:
    mark = draft_mark(DRAFT)
    same = read_text(typed_text("\n".join(printed_lines(DRAFT)), mark).encode(), DRAFT)
    assert (same.edited, same.outdated) == (False, False)
    changed = typed_text(DRAFT + "特此通报。", mark)
    assert read_text(changed.encode(), DRAFT).edited
    assert not read_text(changed.encode(), DRAFT).outdated
    assert read_text(changed.encode(), DRAFT.replace("30个", "31个")).outdated
    forged = typed_text(f"一、情况\n# 生成标记 {mark}（请保留）\n", "不是标记\n一、加一行")
    assert printed_lines(forged) == ["一、情况"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_what_editors_save_is_read(encoding: str, ending: str) -> None:
    saved = file_text(DRAFT).replace("\n", ending).encode(encoding)
    assert not read_text(saved, DRAFT).edited


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "空的"),
        ("# 只有说明\n".encode(), "空的"),
        (b"\xff\xfe\x00\xff\x81", "不是文本文件"),
        (b"x" * 200_001, "超过"),
    ],
)
def test_what_is_no_text_is_refused(body: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_text(body, DRAFT)


def test_control_characters_in_the_file_are_harmless() -> None:
    assert "\x1b" not in read_text("一、检查\x1b[31m情况\n".encode(), DRAFT).text
