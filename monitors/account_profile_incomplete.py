"""Flag an account without a picture, an introduction or a certification of its own.

Why: readers cannot tell an official account from a copy of it; annex 2 keeps 10 points for 基本信息.
Source: 大足府办发〔2021〕46号附件2（基本信息）; which fields it means is not printed (assumed).
Known limits: few feeds tell (the lists of Weibo do); what a feed does not offer is never a fault.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from facts.account_profile import AccountProfile
from facts.sources import AccountSource
from inspection.finding import Case, Confidence, Finding
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding

Field = Literal["avatar", "introduction", "certified"]
_LABELS: dict[Field, str] = {"avatar": "头像", "introduction": "简介", "certified": "认证"}


@dataclass(frozen=True, slots=True)
class Params:
    """``fields``: what an account must have."""

    fields: tuple[Field, ...]


def check(fact: AccountProfile, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield at most one finding, naming every field that the feed shows to be missing."""
    has = {
        "avatar": fact.profile.avatar,
        "introduction": fact.profile.introduction,
        "certified": fact.profile.certified,
    }
    lacking = [field for field in rule.params.fields if has[field] is False]
    if lacking:
        names = "、".join(_LABELS[field] for field in lacking)
        yield finding(
            case,
            rule,
            f"“{case.subject.title}”账号资料不完整，缺少：{names}。",
            key="+".join(lacking),
            confidence=Confidence.MEDIUM,
            measured={"lacking": lacking},
        )


MONITOR = Monitor(
    id="account_profile_incomplete", source=AccountSource, needs=AccountProfile, params=Params, check=check
)
