"""The draft of a circular's sections 一–三, written from the facts of its quarter in our own words.

Form of the sections: 大足府办发〔2021〕46号. One line is one paragraph: ``一、`` begins a section, ``（一）`` a part
of it, ``#`` a remark to the editor that is not printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.annex_layout import period, whole_district
from reports.circular_demands import demands
from reports.circular_facts import CircularFacts, ProblemClass, Tallied, problem_classes, tallied

SITES, ACCOUNTS = "政府网站专栏", "政务新媒体"
#: What a remark to the editor begins with.
REMARK = "# 提示："
_NUMERALS = "一二三四五六七八九十"
_NAMES_SHOWN = 6


def draft(facts: CircularFacts) -> str:
    """The draft, lines ended by line feeds."""
    return "".join(f"{line}\n" for line in _lines(facts))


def _lines(facts: CircularFacts) -> Iterator[str]:
    yield from _remarks(facts)
    yield _opening(facts)
    yield "一、检查情况"
    yield from _state(facts)
    yield "二、存在问题"
    yield from _problems(facts)
    yield "三、工作要求"
    yield from demands(facts)


def _remarks(facts: CircularFacts) -> Iterator[str]:
    """What the editor has to settle before the circular is issued."""
    if facts.reach.missing:
        yield f"{REMARK}计划内还有 {facts.reach.missing} 次扫描没有完成，以下数据尚不完整。"
    if facts.follow_up.undecided:
        yield f"{REMARK}还有 {facts.follow_up.undecided} 个疑似问题没有审核，未计入以下数据。"
    for each in facts.scores.contradictions:
        yield f"{REMARK}来源有矛盾，请核定后再印发（{each.where}）：{each.text}"


def _opening(facts: CircularFacts) -> str:
    form, quarter = facts.form, facts.scores.quarter
    number = f"（{form.basis_number}）" if form.basis_number else ""
    basis = f"按照《{form.basis_title}》{number}，" if form.basis_title else ""
    return (
        f"{basis}{form.inspector}对{whole_district(facts.scores)}政府网站专栏和政府系统政务新媒体进行了"
        f"{quarter.title}检查。现将情况通报如下："
    )


def _state(facts: CircularFacts) -> Iterator[str]:
    reach, scores = facts.reach, facts.scores
    sites, accounts = tallied(scores.sites), tallied(scores.accounts)
    counts = [
        f"{count}{words}"
        for count, words in ((reach.weekly_scans, "次周扫描"), (reach.sittings, "场季度检查"))
        if count
    ]
    held = f"开展{'、'.join(counts)}，" if counts else ""
    reached = ""
    if reach.planned:
        rest = f"{reach.unknown}项因无法访问等原因未能判定，未作扣分" if reach.unknown else "没有未能判定的项目"
        reached = f"周扫描计划检测{reach.planned}项，判定{reach.judged}项，{rest}。"
    yield (
        f"（一）检查范围。检查时段为{period(scores)}，{held}共检查{sites.total}个{SITES}、"
        f"{accounts.total}个{ACCOUNTS}。{reached}"
    )
    told = _result(sites, SITES, "专栏") + _result(accounts, ACCOUNTS, ACCOUNTS)
    yield f"（二）检查结果。{told}具体得分和排名见附件1、附件2。"


def _result(counted: Tallied, what: str, short: str) -> str:
    if not counted.total:
        return ""
    text = (
        f"{what}合格{counted.qualified}个，合格率{_percent(counted)}%，平均得分{counted.average}分；"
        f"{counted.full}个{short}得满分，{counted.fined}个{short}有扣分。"
    )
    if counted.failed:
        text += f"不合格的{short}{len(counted.failed)}个：{_names([line.name for line in counted.failed])}。"
    if counted.vetoed:
        text += f"标注单项否决的{short}{len(counted.vetoed)}个：{_names([line.name for line in counted.vetoed])}。"
    return text


def _percent(counted: Tallied) -> str:
    return str(counted.rate).removesuffix(".0")


def _problems(facts: CircularFacts) -> Iterator[str]:
    scores = facts.scores
    kinds = (
        (SITES, "专栏", scores.sites, scores.site_table),
        (ACCOUNTS, ACCOUNTS, scores.accounts, scores.account_table),
    )
    for number, (what, short, lines, table) in enumerate(kinds):
        classes = problem_classes(scores, lines, table)
        head = f"（{_NUMERALS[number]}）{what}。"
        if not classes:
            yield f"{head}本季度没有扣分的问题。"
            continue
        yield f"{head}扣分的问题有{len(classes)}类。"
        for at, each in enumerate(classes):
            mark = f"{_NUMERALS[at]}是" if at < len(_NUMERALS) else ""
            yield mark + _class(each, short)


def _class(each: ProblemClass, short: str) -> str:
    names = _names(list(each.names))
    example = f"如{each.example}。" if each.example else ""
    return f"{each.title}。涉及{len(each.names)}个{short}，在{each.item}中扣分{each.times}次：{names}。{example}"


def _names(names: Sequence[str]) -> str:
    shown = list(dict.fromkeys(names))
    return "、".join(shown[:_NAMES_SHOWN]) + ("等" if len(shown) > _NAMES_SHOWN else "")
