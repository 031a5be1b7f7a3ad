"""``xunjian probe``: one round of availability probes."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import typer

from cli.exit_codes import ExitCode
from cli.options import Json, Units, unit_ids, unit_name
from cli.output import print_json, print_table, remark, say
from cli.progress import showing
from config.settings import load_settings
from inspection.maintenance import windows_for
from inspection.moment import BEIJING, iso_minutes
from inspection.probe import Probe
from inspection.registry import District
from jobs.probe_sites import probe_sites
from jobs.workspace import workspace


def probe(units: Units = None, json: Json = False) -> None:
    """可用性探测：每个专栏首页各打开一次，15秒内打不开记为一次失败。每天应隔开运行20次以上。"""
    with workspace(load_settings()) as work:
        wanted = unit_ids(work.district, units)
        began = datetime.now(UTC)
        with showing("可用性探测", quiet=json) as progress:
            tried = probe_sites(work, wanted, progress=progress)
        if json:
            print_json(_as_json(work.district, began, tried))
        else:
            _show(work.district, tried)
        left_out = sum(bool(one.own_side) for one in tried)
        if not tried or left_out == len(tried) or left_out > work.settings.max_unknown_share * len(tried):
            remark(f"有 {left_out} 次探测因我方原因不计入，原因已列出，请排除后重新探测")
            raise typer.Exit(ExitCode.NOT_CHECKED)


def _as_json(district: District, began: datetime, tried: tuple[Probe, ...]) -> dict[str, Any]:
    owner = {site.id: site.unit_id for site in district.sites}
    return {
        "at": iso_minutes(began),
        "opened": sum(one.failure is None for one in tried),
        "failed": sum(one.failed for one in tried),
        "own_side": sum(bool(one.own_side) for one in tried),
        "probes": [
            {
                "site": one.site_id,
                "unit": owner[one.site_id],
                "url": one.url,
                "at": one.at.astimezone(BEIJING).isoformat(timespec="seconds"),
                "milliseconds": one.milliseconds,
                "status": one.status,
                "failure": str(one.failure) if one.failure else None,
                "reason": one.reason,
                "own_side": one.own_side,
                "maintenance": _announced(district, one),
            }
            for one in tried
        ],
    }


def _announced(district: District, one: Probe) -> str:
    """The announced window that the probe fell into, or empty."""
    site = next(site for site in district.sites if site.id == one.site_id)
    windows = windows_for(district.maintenance, site.unit_id, site.id, None)
    return next((window.told for window in windows if window.covers(one.at)), "")


def _show(district: District, tried: tuple[Probe, ...]) -> None:
    own = Counter(one.own_side for one in tried if one.own_side)
    failed = [one for one in tried if one.failed]
    opened = sum(one.failure is None for one in tried)
    say(f"探测 {len(tried)} 个专栏：打开 {opened} 个，打不开 {len(failed)} 个，因我方原因不计入 {own.total()} 个")
    for reason, count in own.most_common():
        say(f"  不计入（{count}）：{reason}")
    if failed:
        sites = {site.id: site for site in district.sites}
        rows = [
            (unit_name(district, sites[one.site_id].unit_id), one.url, one.reason, _announced(district, one))
            for one in failed
        ]
        print_table("打不开的首页", ("单位", "地址", "原因", "报备"), rows)
