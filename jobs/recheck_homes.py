"""Opens again, now, the homes of sites that could not be reached, and looks at the last day's probes beside it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import timedelta

from db import probes
from db.scans import ScanRecord
from facts.probed_week import ProbedWeek
from facts.sources import ProbeSource
from inspection.maintenance import windows_for
from inspection.probe import Probe
from inspection.recheck import Answer, Now
from inspection.registry import Site
from jobs.probe_sites import try_homes
from jobs.recheck_plan import OpenQuestion
from jobs.workspace import Workspace

#: How often a home is opened by one re-check, and after how many of the usual pauses again: one try may be luck.
TRIES, _PAUSES_BETWEEN = 3, 5
_WEEK = timedelta(days=7)


def ask_homes(work: Workspace, scan: ScanRecord, asked: Iterable[OpenQuestion]) -> dict[str, Answer]:
    """By finding id the answers about sites that did not open. Blocks for the tries."""
    open_ = [one for one in asked if one.source is ProbeSource and not one.by_person]
    wanted = {one.asked_of for one in open_}
    sites = [site for site in work.district.sites if site.id in wanted]
    if not sites:
        return {}
    rounds = []
    for number in range(TRIES):
        if number:
            time.sleep(_PAUSES_BETWEEN * work.settings.delay_seconds)
        rounds.append(try_homes(work.settings, sites))
    tried = {site.id: tuple(one for round_ in rounds for one in round_ if one.site_id == site.id) for site in sites}
    with work.database.reading() as connection:
        before = probes.between(connection, scan.district, scan.as_of - _WEEK, scan.as_of)
    told = {}
    for one in open_:
        site = next((site for site in sites if site.id == one.asked_of), None)
        if site is not None:
            told[one.finding.id] = _answer(work, scan, one, site, tried[site.id], before.get(site.id, ()))
    return told


def _answer(
    work: Workspace, scan: ScanRecord, asked: OpenQuestion, site: Site, tried: Sequence[Probe], before: Sequence[Probe]
) -> Answer:
    own = [one for one in tried if one.own_side]
    failed = [one for one in tried if one.failed]
    if own:
        return Answer(Now.UNKNOWN, f"因我方原因不能判断：{own[0].own_side}")
    if len(failed) == len(tried):
        return Answer(Now.STILL, f"首页连开{len(tried)}次都打不开：{failed[0].reason}")
    if failed:
        return Answer(Now.UNKNOWN, f"首页连开{len(tried)}次，其中{len(failed)}次打不开：{failed[0].reason}")
    windows = tuple(windows_for(work.district.maintenance, site.unit_id, site.id, None))
    week = ProbedWeek.extract(ProbeSource(site, tuple(before), windows, scan.as_of))
    doubt = _doubt(week, asked) if isinstance(week, ProbedWeek) else "最近24小时没有计入的可用性探测"
    opened = f"首页连开{len(tried)}次都能打开"
    return Answer(Now.UNKNOWN, f"{opened}，但{doubt}，请人工复核") if doubt else Answer(Now.GONE, opened)


def _doubt(week: ProbedWeek, asked: OpenQuestion) -> str:
    """Why the last day's probes, counted as the rule counts each day, do not show that the site is steady again."""
    params = asked.rule.params if asked.rule else None
    day = week.days[-1]
    kept = week.spaced(timedelta(minutes=params.apart_minutes))[-1] if params else ()
    wanted = day.wanted(params.probes_per_day) if params else 0
    failed = sum(one.failed for one in kept)
    if params is None or len(kept) < wanted:
        return f"最近24小时有效探测只有{len(kept)}次，应不少于{wanted}次"
    if failed * 100 >= params.fail_percent * len(kept):
        return f"最近24小时探测{len(kept)}次，其中{failed}次打不开，达到{params.fail_percent}%"
    return ""
