"""A whole quarter of a small district."""

from dataclasses import replace

import pytest
from observed import seen, veto

from inspection.registry import District, Grade, ManualEntry, ManualKind, Quarter
from inspection.rule import Per
from inspection.score import Counted, QuarterScores, Result
from scoring.error import ScoringError
from scoring.explain import explain_line
from scoring.quarter import score_quarter

FORGED = {"rule": "website.date-forged", "item": "quarterly", "per": Per.ITEM, "indicator": "弄虚作假"}


@pytest.fixture
def score(district: District, quarter: Quarter, tables: tuple):
    def run(*observations: Counted, entries: tuple[ManualEntry, ...] = (), **options: object) -> QuarterScores:
        return score_quarter(district, quarter, tables, observations, entries, **options)

    return run


def test_lines_stand_in_annex_order_and_an_account_once_a_row(score) -> None:
    scores = score(seen(subject_id="wb", rule="new-media.quiet-week"))
    assert [(line.row, line.name, line.unit_name) for line in scores.sites] == [
        (1, "示例园区专栏", "示例园区"),
        (2, "示例局专栏", "示例局"),
    ]
    assert [(line.row, line.name, line.platform, str(line.printed_score), line.rank) for line in scores.accounts] == [
        (1, "示例微博", "新浪微博", "95.0", 2),
        (2, "示例发布", "微信公众号服务号", "100.0", 1),
        (3, "示例微博", "新浪微博", "95.0", 2),
    ]


def test_the_site_without_public_service_is_scored_by_the_second_formula(score) -> None:
    park, bureau = score(seen(subject_id="bureau"), seen(subject_id="park")).sites
    assert (park.formula, park.not_assessed, str(park.printed_score)) == ("website", (), "95.0")
    assert (bureau.formula, bureau.not_assessed, str(bureau.printed_score)) == ("no-public-service", ("guide",), "94.4")


def test_a_confirmed_veto_is_no_contradiction_but_a_printed_one_is(score) -> None:
    printed = ManualEntry("2021Q1", "bureau", ManualKind.PRINTED_VETO, None, None, "印为“是”", "附件1", Grade.CIRCULAR)
    scores = score(veto(), entries=(printed,))
    assert [line.result for line in scores.sites] == [Result.NOT_QUALIFIED, Result.QUALIFIED]
    [note] = [each for each in scores.contradictions if each.id.startswith("veto-yet")]
    assert (note.where, note.source) == ("附件1第2行", "印为“是”（来源：附件1）")


def test_entries_of_another_quarter_do_not_count(score) -> None:
    other = ManualEntry("2021Q2", "park", ManualKind.ADJUSTMENT, "bonus", "5", "示例", "示例", Grade.ASSUMED)
    assert score(entries=(other,)).sites[0].score == 100
    assert score(entries=(replace(other, quarter_id="2021Q1"),)).sites[0].score == 105


def test_a_suspicion_is_told_but_costs_nothing(score) -> None:
    scores = score(suspected=[seen(scan="q50", **FORGED)])
    [note] = [each for each in scores.contradictions if each.id == "veto-as-deduction:website.date-forged"]
    assert "尚待人工确认（未扣分）：“示例园区专栏”" in note.text
    assert (scores.sites[0].score, scores.problems) == (100, ())


def test_what_could_not_be_checked_is_said_on_its_line(score) -> None:
    scores = score(unjudged={"wx": "全季度无法读取账号数据，未能检测"})
    assert [line.notes for line in scores.accounts] == [(), ("全季度无法读取账号数据，未能检测",), ()]
    assert "说明：全季度无法读取账号数据，未能检测" in explain_line(scores, "wx")


def test_findings_of_one_page_are_one_problem_with_a_shared_deduction(score) -> None:
    leaders = {"item": "quarterly", "per": Per.ITEM, "indicator": "领导信息", "rule": "website.leaders-outdated"}
    scores = score(
        seen("f1", "q50", **leaders, message="甲已免职。"),
        seen("f2", "q50", **leaders, message="乙已免职。"),
        seen("f3", "d40", **leaders, message="只有日扫描见过。"),
        seen("f4", "w1"),
    )
    [group] = scores.problems
    [section] = group.sections
    assert (group.name, group.points, section.indicator) == ("示例园区专栏", 10, "领导信息")
    assert [problem.description for problem in section.problems] == ["甲已免职；乙已免职。（共扣10分）"]
    assert section.problems[0].reasons == ("f1", "f2")


@pytest.mark.parametrize("subject", ["nobody", "demo"])
def test_an_observation_of_an_unregistered_subject_is_refused(score, subject: str) -> None:
    with pytest.raises(ScoringError, match=f"登记册中没有这些网站或账号：{subject}"):
        score(seen(subject_id=subject))


def test_a_quarter_without_a_table_is_refused(district: District, quarter: Quarter, tables: tuple) -> None:
    with pytest.raises(ScoringError, match="生效的政务新媒体指标表应有1张，实有0张"):
        score_quarter(district, quarter, [t for t in tables if t.subject == "sites"], (), ())


def test_an_unknown_subject_cannot_be_explained(score) -> None:
    with pytest.raises(ScoringError, match="2021年第一季度没有网站或账号“nobody”"):
        explain_line(score(), "nobody")
