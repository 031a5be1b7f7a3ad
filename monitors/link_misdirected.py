"""Flag links to outside sites that have fallen into other hands: gambling, pornography, a domain offered for sale.

Why: a domain that lapsed is bought for the visitors that an office's old link still sends there.
Source: 国办秘函〔2019〕19号, 安全、泄密事故等严重问题 (links to such content); field practice for parked domains, which
are a hint only.
Known limits: a target is read as our crawler gets it; one that shows others something else is not seen. Targets at
offices and well-known third parties are not asked what they show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.link_targets import Hands, LinkTarget, LinkTargets, State
from facts.sources import LinksSource
from inspection.finding import Case, Confidence, Evidence, Finding, Severity
from inspection.outcome import CannotTell
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding
from monitors.link_dead import unverified_words


@dataclass(frozen=True, slots=True)
class Params:
    """Nothing to set; the words are those of ``facts.spam_words``."""


def check(links: LinkTargets, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield one finding for each misdirected link; ``CannotTell`` when there is none but some could not be read."""
    taken = [target for target in links.targets if target.hands]
    unverified = [target for target in links.of(State.UNVERIFIED) if target.outside]
    if not taken and unverified:
        raise CannotTell(unverified_words(unverified))
    for target in taken:
        yield _misdirected(target, rule, case)


def _misdirected(target: LinkTarget, rule: Rule[Params], case: Case) -> Finding:
    sold = target.hands is Hands.FOR_SALE
    shows = "已失效的域名停放或出售页面" if sold else "广告内容"
    words = "、".join(target.words[:5])
    moved = f"（跳转到 {target.final_url}）" if target.final_url != target.url else ""
    return finding(
        case,
        rule,
        f"外部链接“{target.text}”指向{shows}（{words}），要求立即删除或更换。链接地址：{target.url}{moved}",
        key=target.url,
        severity=Severity.HINT if sold else None,
        confidence=Confidence.MEDIUM if sold else Confidence.HIGH,
        quote=words,
        where=f'a[href="{target.url}"]',
        evidence=(Evidence("链接目标", words, target.final_url, target.sha256),),
        measured={"hands": str(target.hands)},
    )


MONITOR = Monitor("link_misdirected", LinksSource, LinkTargets, Params, check)
