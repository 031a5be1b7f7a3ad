"""What a circular demands: the deadlines of what is open, and the limits that the rules set. Our own words."""

from __future__ import annotations

from collections.abc import Iterator

from inspection.registry import ColumnKind, Platform
from inspection.rule import RuleKind, RuleRow
from reports.circular_facts import CircularFacts, FollowUp
from reports.official_paper import chinese_day

_PLATFORMS_NAMED = 3


def demands(facts: CircularFacts) -> Iterator[str]:
    """The paragraphs of section 三."""
    inspector = facts.form.inspector or "检查单位"
    yield (
        f"（一）按期完成整改。{''.join(_standing(facts.follow_up))}整改完成后应将结果和佐证一并报送，"
        f"由{inspector}逐项复核；需要延期或者对结果有异议的，应在期限届满前书面提出。"
    )
    limits = "".join(f"{limit}；" for limit in _limits(facts))
    yield f"（二）守住更新时限。{limits}各主管单位应在期限届满前安排更新，不得以补发、改期代替。"
    yield (
        "（三）把好发布关口。发布前应核对个人信息是否已作去标识化处理、发布日期是否真实、机构职能和领导信息是否"
        "现行有效；人员和职能变动后应随即更新有关栏目。"
    )
    yield f"（四）保持日常巡查。发现页面无法打开、内容异常或者账号失管的，应立即处置并报告{inspector}。"


def _standing(follow: FollowUp) -> Iterator[str]:
    if not follow.confirmed:
        yield "本季度没有需要整改的问题。"
        return
    closed = ((follow.passed, "复核通过的问题"), (follow.fixed, "待复核的问题"))
    done = "".join(f"，{words}{count}个" for count, words in closed if count)
    yield f"本季度确认的问题有{follow.confirmed}个，截至{chinese_day(follow.day)}{done or '尚无报告整改的'}。"
    if follow.announced:
        late = f"，其中逾期的问题{follow.overdue}个，应立即整改" if follow.overdue else ""
        due = f"，未逾期的最迟于{chinese_day(follow.due)}前完成" if follow.due else ""
        yield f"已下达期限尚未整改的问题{follow.announced}个{late}{due}。"
    if follow.waiting:
        terms = "、".join(f"{title}{days}个工作日" for title, days in follow.terms)
        yield f"尚未下达期限的问题{follow.waiting}个，自本通报印发次日起按下列期限完成：{terms}。"


def _limits(facts: CircularFacts) -> Iterator[str]:
    """How often columns and accounts have to be updated, by the rules that deduct."""
    scores = facts.scores
    for rule in (*scores.site_table.rules, *scores.account_table.rules):
        if rule.kind is not RuleKind.DEDUCT:
            continue
        if "late_after_days" in rule.params and rule.applies.column_kinds:
            kinds = [kind.label for kind in ColumnKind if kind in rule.applies.column_kinds]
            yield f"{'、'.join(kinds)}类栏目{rule.params['late_after_days']}天内至少更新一次"
        elif {"at_least", "window_weeks"} <= rule.params.keys():
            weeks, least = rule.params["window_weeks"], rule.params["at_least"]
            yield f"{_platforms(rule)}{weeks}周内更新不少于{least}次"


def _platforms(rule: RuleRow) -> str:
    wanted = rule.applies.platforms
    if 0 < len(wanted) <= _PLATFORMS_NAMED:
        return "、".join(platform.label for platform in Platform if platform in wanted)
    rest = [platform.label for platform in Platform if platform not in wanted]
    return f"政务新媒体（{'、'.join(rest)}除外）" if wanted and rest else "政务新媒体"
