"""Looks at everything a scan needs and says of each part whether it is in order."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from config.districts import load_district
from config.problem import ConfigError
from config.settings import Settings
from db import ledger_states, scans
from db.engine import StorageError, open_database
from db.schema import ADVICE, state
from db.snapshots import SnapshotStore
from inspection.moment import iso_minutes
from jobs.browser import BrowserError, try_browser
from jobs.config_check import all_problems
from jobs.message_health import message_health
from jobs.official_scans import SCAN_WORDS
from jobs.schedule_status import status_now

#: Below this much free disk, in bytes, a full scan may not fit.
LOW_DISK = 2 * 1024**3


class Part(StrEnum):
    """What a failed check is about; decides the exit code."""

    CONFIGURATION = "configuration"
    STORAGE = "storage"
    BROWSER = "browser"
    SCHEDULE = "schedule"
    MESSAGES = "messages"


@dataclass(frozen=True, slots=True)
class Health:
    """One line of the doctor. ``ok`` false means: a scan would fail or be wrong; ``note`` is Chinese."""

    name: str
    part: Part
    ok: bool
    note: str


def examine(settings: Settings) -> tuple[Health, ...]:
    """All checks, in the order a person would mend them; none of them raises."""
    checks: tuple[tuple[str, Part, Callable[[Settings], str]], ...] = (
        ("Python", Part.CONFIGURATION, _python),
        ("配置", Part.CONFIGURATION, _configuration),
        ("登记册", Part.CONFIGURATION, _registry),
        ("数据库", Part.STORAGE, _database),
        ("快照库", Part.STORAGE, _snapshots),
        ("定时任务", Part.SCHEDULE, _schedule),
        ("消息", Part.MESSAGES, _messages),
        ("浏览器", Part.BROWSER, lambda _: f"Chromium {try_browser()}"),
    )
    return tuple(_look(name, part, check, settings) for name, part, check in checks)


class _Ill(Exception):
    pass


def _look(name: str, part: Part, check: Callable[[Settings], str], settings: Settings) -> Health:
    try:
        return Health(name, part, True, check(settings))
    except (_Ill, StorageError, BrowserError, OSError) as problem:
        return Health(name, part, False, str(problem))


def _python(_: Settings) -> str:
    return sys.version.split()[0]


def _configuration(settings: Settings) -> str:
    problems = all_problems(settings)
    if problems:
        raise _Ill(f"{problems[0]}（共 {len(problems)} 处，运行 xunjian config check 查看）")
    return f"联系方式：{settings.contact}；robots：{settings.robots}"


def _registry(settings: Settings) -> str:
    try:
        district = load_district(settings.district, settings.districts_dir)
    except ConfigError as problem:
        raise _Ill(str(problem)) from problem
    unverified = sum(not site.verified for site in district.sites)
    without_feed = sum(not account.feed_url for account in district.accounts)
    return (
        f"{district.name}：专栏 {len(district.sites)} 个（地址未核实 {unverified} 个），"
        f"栏目 {len(district.columns)} 个，账号 {len(district.accounts)} 个（无数据地址 {without_feed} 个）"
    )


def _database(settings: Settings) -> str:
    database = open_database(settings.database_url, must_be_current=False)
    try:
        stands = state(database)
        if stands != "current":
            raise _Ill(f"数据库{ADVICE[stands]}")
        with database.reading() as connection:
            latest = scans.latest(connection, settings.district)
            faults = ledger_states.faults(connection)
    finally:
        database.dispose()
    if faults:
        raise _Ill(f"台账状态表与办理记录不一致：{'；'.join(faults)}。请运行 xunjian db upgrade 重建")
    if latest is None:
        return "可用，还没有扫描过"
    done = "已完成" if latest.state == "judged" else "未完成，重新运行同一命令即可续扫"
    return f"可用，最近一次扫描：{SCAN_WORDS[latest.kind]} {iso_minutes(latest.as_of)}（{done}）"


def _schedule(settings: Settings) -> str:
    try:
        now = status_now(settings)
    except ConfigError as problem:
        raise _Ill(str(problem)) from problem
    if now.ill:
        raise _Ill(now.ill)
    if now.lease is None:
        return "没有启用（xunjian schedule）"
    expected = sum(job.expected for job in now.jobs)
    return f"调度程序心跳正常，近 7 天应运行 {expected} 次，完成 {sum(job.counts['done'] for job in now.jobs)} 次"


def _messages(settings: Settings) -> str:
    try:
        problems, note = message_health(settings, datetime.now(UTC))
    except ConfigError as problem:
        raise _Ill(str(problem)) from problem
    if problems:
        raise _Ill("；".join(problems))
    return note


def _snapshots(settings: Settings) -> str:
    SnapshotStore(settings.data_dir / "snapshots").put(b"xunjian doctor")
    free = shutil.disk_usage(settings.data_dir).free
    if free < LOW_DISK:
        raise _Ill(f"磁盘只剩 {free / 1024**3:.1f} GB，请清理或更换 XUNJIAN_DATA_DIR")
    return f"可写，剩余 {free / 1024**3:.0f} GB"
