"""Say why a page could not be judged; point at a listed page that its own server does not know.

Why: what could not be opened must be visible as "unknown", never as "not updated" and never as "in order".
Source: circular 2021Q1, section 三(三) (pages that do not open); field practice for the rest.
Known limits: only 404 and 410 are the server's own word. Time-outs, 403, 5xx, blocks and removed-page stubs may be a
matter of our line or our manners, so they leave the question open. Repeated visits are judged by site_unreachable.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.reachability import Reachability
from facts.sources import PageSource
from inspection.finding import Case, Confidence, Finding
from inspection.outcome import CannotTell
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding


@dataclass(frozen=True, slots=True)
class Params:
    """Nothing to set."""


def check(reached: Reachability, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield one finding for 404 and 410; raise ``CannotTell`` with the reason for every other failure."""
    if not reached.reason:
        return
    if not reached.gone:
        raise CannotTell(reached.reason)
    title = f"“{case.subject.title}”" if case.subject.title else "该页面"
    message = f"{title}打不开：{reached.reason}，网站自己的链接应能打开。地址：{case.subject.url}"
    yield finding(case, rule, message, key="gone", confidence=Confidence.MEDIUM)


MONITOR = Monitor(id="page_unreachable", source=PageSource, needs=Reachability, params=Params, check=check)
