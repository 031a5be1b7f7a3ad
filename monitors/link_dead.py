"""Point at links whose targets are gone.

Why: a link that leads nowhere is what visitors report first.
Source: 国办秘函〔2019〕19号 (链接可用性); field practice for what counts as dead.
Known limits: only 404 and 410, seen twice, count; what could not be verified from here stays open. Which links were
asked is bounded by the job that asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.link_targets import LinkTarget, LinkTargets, State
from facts.sources import LinksSource
from inspection.finding import Case, Confidence, Evidence, Finding
from inspection.outcome import CannotTell
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Params:
    """Nothing to set."""


def check(links: LinkTargets, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield one finding for each dead link; ``CannotTell`` when none is dead but some could not be verified."""
    dead = list(links.of(State.GONE))
    unverified = list(links.of(State.UNVERIFIED))
    if not dead and unverified:
        raise CannotTell(unverified_words(unverified))
    for target in dead:
        yield finding(
            case,
            rule,
            f"链接“{target.text}”打不开：{target.reason}，要求页面上的链接可以打开。链接地址：{target.url}",
            key=target.url,
            confidence=Confidence.MEDIUM,
            quote=target.text,
            where=f'a[href="{target.url}"]',
            evidence=(Evidence("两次访问的结果", target.reason, target.url),),
            measured={"links": len(links.targets), "dead": len(dead), "unverified": len(unverified)},
        )


def unverified_words(targets: list[LinkTarget]) -> str:
    """Chinese words for targets that could not be verified: how many, and the first three with their reasons."""
    named = "；".join(f"{target.text or target.url}：{target.reason}" for target in targets[:_NAMED])
    return f"有{len(targets)}条链接未能核实（{named}）"


MONITOR = Monitor("link_dead", LinksSource, LinkTargets, Params, check)
