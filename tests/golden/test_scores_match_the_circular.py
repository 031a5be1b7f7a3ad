"""The printed deductions of the circular give its printed scores, results and ranks."""

import pytest
from printed_quarter import ANNEX_3, DISTRICT, printed, printed_quarter

from inspection.score import QuarterScores, ScoreLine
from scoring.explain import explain_line, subjects_of_unit


@pytest.fixture(scope="module")
def scores() -> QuarterScores:
    return printed_quarter()


def cells(line: ScoreLine) -> list[str]:
    return ["不考核" if cell.printed is None else f"{cell.printed:f}" for cell in line.item_scores]


def test_annex_1_reproduces_all_65_lines(scores: QuarterScores) -> None:
    rows = printed(1)
    assert len(rows) == len(scores.sites) == 65
    for row, line in zip(rows, scores.sites, strict=True):
        assert [row["主管单位"], row["名称"]] == [line.unit_name, line.name]
        assert row["单项否决"] == ("是" if line.veto else "否")
        assert [text or "0" for text in list(row.values())[4:12]] == cells(line), row
        assert row["得分"] == str(line.printed_score), row
        assert row["检查结果"] == line.result.value
        assert int(row["排名"]) == line.printed_rank, row


def test_annex_1_true_ranks_differ_from_the_printed_ones(scores: QuarterScores) -> None:
    assert {line.rank for line in scores.sites} == {1, 48, 59, 60, 61, 64, 65}


def test_annex_2_reproduces_all_34_lines_with_true_ranks(scores: QuarterScores) -> None:
    rows = printed(2)
    assert len(rows) == len(scores.accounts) == 34
    for row, line in zip(rows, scores.accounts, strict=True):
        assert [row["主管单位"], row["政务新媒体名称"], row["类别"]] == [line.unit_name, line.name, line.platform]
        assert [text or "0" for text in list(row.values())[5:11]] == cells(line), row
        assert row["得分"] == str(line.printed_score), row
        assert row["检查结果"] == line.result.value
        assert int(row["排名"]) == line.rank == line.printed_rank, row


def test_annex_3_lists_the_three_problems_with_their_points(scores: QuarterScores) -> None:
    told = [
        (group.name, str(group.points), problem.at, problem.kind, problem.title, problem.url, problem.description)
        for group in scores.problems
        for section in group.sections
        for problem in section.problems
    ]
    totals = {"sqjkq": ("双桥经开区专栏", "10"), "yingjiju": ("区应急局专栏", "20")}
    assert told == [
        (*totals[subject_id], at, kind, title, url, f"{message}（扣10分）")
        for subject_id, _rule, at, kind, title, url, message in ANNEX_3
    ]


def test_the_contradictions_of_the_circular_are_told(scores: QuarterScores) -> None:
    assert [(each.id, each.where) for each in scores.contradictions] == [
        ("factor-sign:error-report", "附件1注"),
        ("veto-yet-qualified:annex1", "附件1第15、21行"),
        ("printed-rank:annex1", "附件1排名栏"),
        ("veto-as-deduction:website.date-forged", "附件3"),
        ("item-left-out:profile", "附件2表头与注"),
        ("printed-twice:shengtaiju-weibo", "附件2第17、19行"),
    ]
    texts = {each.id: each.text for each in scores.contradictions}
    assert "“区水利局专栏”、“区应急局专栏”" in texts["veto-yet-qualified:annex1"]
    assert "“双桥经开区专栏”（结果合格）" in texts["veto-as-deduction:website.date-forged"]
    assert all(each.source for each in scores.contradictions)


def test_a_score_tells_its_reasons(scores: QuarterScores) -> None:
    told = "\n".join(explain_line(scores, "sqjkq"))
    assert "计算：[90 − 季度检查10] × 100 ÷ 90 ≈ 88.9" in told
    assert "每项指标每次检查扣10分（本项发现问题1个，共扣一次）　[sqjkq:website.id-number-exposed:q1]" in told
    assert "依据：公民身份号码未去标识化（website.id-number-exposed，每项指标每次检查扣10分；" in told
    assert "办事指南：不考核，不计分" in told
    assert "疑似伪造发稿日期" not in told  # shares the indicator, but was not found here


def test_a_unit_has_its_site_and_each_account_once(scores: QuarterScores) -> None:
    unit = next(unit.id for unit in DISTRICT.units if unit.name == "区生态环境局")
    assert subjects_of_unit(scores, unit) == ("shengtaiju", "shengtaiju-wechat", "shengtaiju-weibo")
