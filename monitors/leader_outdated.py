"""Flag a leader or functions page that still shows a head who has been replaced.

Why: visitors and petitioners address the person the page names.
Source: 大足府办发〔2021〕46号 附件3 (机构职能类栏目信息中负责人姓名更新不及时; 领导信息类栏目信息更新不及时).
Known limits: only the head of the unit is judged, and only against 任免 documents on the portal; a page that names no
head is not judged. Without any such document nothing speaks against the page: it passes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from facts.appointments import Appointment
from facts.leader_names import ANY_HEAD
from facts.site_leaders import LeaderPage, Shown, SiteLeaders
from facts.sources import SiteSource
from inspection.finding import Case, Confidence, Evidence, Finding, Subject, SubjectKind
from inspection.moment import beijing_day
from inspection.outcome import CannotTell, Missing
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding


@dataclass(frozen=True, slots=True)
class Params:
    """``grace_days``: days after the appointment's publication in which the page need not be right yet."""

    page: Literal["leaders", "functions"]
    grace_days: int


def check(fact: SiteLeaders, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield one finding per person whom the page still shows as head; ``CannotTell`` when it shows nobody."""
    page = fact.leaders if rule.params.page == "leaders" else fact.functions
    if isinstance(page, Missing):
        raise CannotTell(page.reason)
    if not page.heads:
        raise CannotTell(f"“{page.page_title}”页面上没有认出单位负责人")
    for name in dict.fromkeys(head.name for head in page.heads):
        outdated = [
            (head, proof) for head in page.heads if head.name == name and (proof := _replaced(head, page, fact))
        ]
        if outdated:
            head, proof = outdated[0]
            if (beijing_day(case.as_of) - proof.day).days > rule.params.grace_days:
                yield _word(head, proof, page, rule, case)


def _replaced(shown: Shown, page: LeaderPage, fact: SiteLeaders) -> Appointment | None:
    """The document by which the shown head left the post or another person took it, unless they still hold one."""
    events = [one for one in fact.appointments if _same_post(shown.title, one.title)]
    own = [one for one in events if one.name == shown.name]
    if own:
        last_day = own[-1].day
        latest = [one for one in own if one.day == last_day]
        # moved from one head post to another on the same day: for a bare 负责人 still a head
        if any(one.made for one in latest):
            return _successor(shown, page, [one for one in events if one.day > last_day])
        return latest[-1]
    return _successor(shown, page, events)


def _successor(shown: Shown, page: LeaderPage, events: list[Appointment]) -> Appointment | None:
    made = [one for one in events if one.made and one.name != shown.name]
    if not made or any(head.name == made[-1].name for head in page.heads):
        return None
    return made[-1]


def _same_post(shown: str, appointed: str) -> bool:
    """A bare 负责人 is the administrative head: a change of the party secretary does not speak about it."""
    return shown == appointed or (shown == ANY_HEAD and appointed != "书记")


def _word(head: Shown, proof: Appointment, page: LeaderPage, rule: Rule[Params], case: Case) -> Finding:
    days = (beijing_day(case.as_of) - proof.day).days
    did = f"任命{proof.name}为" if proof.made else f"免去{proof.name}的"
    message = (
        f"“{page.page_title}”仍显示{head.title}为{head.name}，而{proof.day}发布的《{proof.document_title}》已{did}"
        f"{proof.title}（已过{days}天，宽限{rule.params.grace_days}天）"
    )
    sure = not proof.made and (page.updated is None or page.updated <= proof.day)
    return finding(
        case,
        rule,
        message,
        key=f"{head.name} {proof.day}",
        subject=_subject(page, rule, case),
        confidence=Confidence.HIGH if sure else Confidence.MEDIUM,
        quote=head.quote,
        where=page.url,
        evidence=(
            Evidence("页面所示", head.quote, page.url, page.sha256),
            Evidence(f"任免文件（{proof.day}）", proof.quote, proof.url),
        ),
        measured={"shown": head.name, "post": head.title, "days": days, "changed": str(proof.day)},
    )


def _subject(page: LeaderPage, rule: Rule[Params], case: Case) -> Subject:
    column = page.column
    site = replace(case.subject, column_id=column.id, column_kind=column.kind)
    if rule.params.page == "leaders":
        return replace(site, kind=SubjectKind.COLUMN, id=column.id, url=column.url, title=column.name)
    return replace(site, kind=SubjectKind.PAGE, id=page.url, url=page.url, title=page.page_title)


MONITOR = Monitor("leader_outdated", SiteSource, SiteLeaders, Params, check)
