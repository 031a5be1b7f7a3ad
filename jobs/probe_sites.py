"""One round of availability probes: every registered home is asked once, and the answers are kept.

Whether a site is unreachable is judged later, from a week of rounds (``monitors/site_unreachable.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from config.settings import Settings
from crawler.home_probe import LIMIT_SECONDS, Answer, probe_homes
from db import probes
from inspection.probe import Probe
from inspection.registry import Site
from jobs.workspace import Workspace


def probe_sites(
    work: Workspace,
    unit_ids: frozenset[str] = frozenset(),
    *,
    limit_seconds: float = LIMIT_SECONDS,
    progress: Callable[[int, int, int], None] | None = None,
) -> tuple[Probe, ...]:
    """Ask the homes of ``unit_ids`` (empty = all) and record the answers; they come back in the registry's order.

    Raises ``StorageError``. Interrupted, the round leaves nothing behind.
    """
    sites = [site for site in work.district.sites if not unit_ids or site.unit_id in unit_ids]
    round_ = try_homes(work.settings, sites, limit_seconds=limit_seconds, progress=progress)
    with work.database.writing() as connection:
        probes.record(connection, work.district.id, round_)
    return round_


def try_homes(
    settings: Settings,
    sites: Sequence[Site],
    *,
    limit_seconds: float = LIMIT_SECONDS,
    progress: Callable[[int, int, int], None] | None = None,
) -> tuple[Probe, ...]:
    """Ask the homes of ``sites`` once, in their order; nothing is kept."""
    urls = [site.home_url for site in sites]
    answers = probe_homes(urls, settings, limit_seconds=limit_seconds, progress=progress)
    doubt = _own_line(answers, settings, limit_seconds)
    return tuple(_probe(site.id, answers[site.home_url], doubt) for site in sites)


def _own_line(answers: Mapping[str, Answer], settings: Settings, limit_seconds: float) -> str:
    """Why (Chinese) the failures of a round may be our own line's; empty when something proves that the line works.

    No host answered: either all died at once or we were cut off, and the accusation would be false.
    """
    if not answers or any(answer.alive for answer in answers.values()):
        return ""
    asked = probe_homes(settings.probe_references, settings, limit_seconds=limit_seconds)
    if any(answer.alive for answer in asked.values()):
        return ""
    hosts = len({urlsplit(url).netloc.lower() for url in answers})
    said = f"{hosts}个主机同时没有应答" if hosts > 1 else "唯一的主机没有应答"
    return said + (
        "，对照网址也没有应答" if asked else "，又没有设对照网址（XUNJIAN_PROBE_REFERENCES），分不清是不是本机网络"
    )


def _probe(site_id: str, answer: Answer, doubt: str) -> Probe:
    probe = Probe(
        site_id=site_id,
        url=answer.url,
        at=answer.at,
        milliseconds=answer.milliseconds,
        status=answer.status,
        failure=answer.failure,
        detail=answer.detail,
        own_side=answer.own_side,
    )
    return replace(probe, own_side=doubt) if doubt and probe.failed else probe
