"""Whether messages reach people: what waits too long, what was given up, which channels lack their secrets."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from config.channels import load_channels
from config.districts import find_district, load_district
from config.settings import Settings
from db import outbox
from db.engine import open_database
from inspection.channel import Channels
from inspection.moment import iso_minutes

#: Quiet hours and all retries of one channel together take less.
_TOO_LONG = timedelta(hours=24)
#: What was given up earlier was told to the operator, and is in the list.
_GIVEN_UP_LATELY = timedelta(days=7)


def message_health(
    settings: Settings, now: datetime, environment: Mapping[str, str] = os.environ
) -> tuple[list[str], str]:
    """What is wrong (Chinese; empty: nothing), and how things stand. Raises ``ConfigError`` and ``StorageError``."""
    district = load_district(settings.district, settings.districts_dir)
    channels = load_channels(district, find_district(settings.district, settings.districts_dir))
    database = open_database(settings.database_url)
    try:
        with database.reading() as connection:
            late = outbox.unsent_since(connection, district.id, now - _TOO_LONG)
            lost = outbox.given_up_since(connection, district.id, now - _GIVEN_UP_LATELY)
            counts = outbox.tally(connection, district.id)
    finally:
        database.dispose()
    problems = list(_without_secrets(channels, environment))
    if late:
        count, oldest = late
        problems.append(
            f"{count} 条消息超过 24 小时没有发出，最早的拟于 {iso_minutes(oldest)}（xunjian messages list）"
        )
    if lost:
        problems.append(f"近 7 天有 {lost} 条消息没有送达（xunjian messages list --state given-up）")
    return problems, _stand(channels, counts)


def _without_secrets(channels: Channels, environment: Mapping[str, str]) -> Iterator[str]:
    for channel in channels.by_id.values():
        missing = [name for name in channel.secrets.values() if not environment.get(name)]
        if missing:
            yield f"渠道 {channel.id} 没有设置环境变量 {'、'.join(missing)}"


def _stand(channels: Channels, counts: Mapping[str, int]) -> str:
    if not channels.by_id:
        return "没有登记渠道（channels.yaml），不发消息"
    waiting = sum(counts.get(state, 0) for state in ("waiting", "failed", "sending"))
    operator = "" if channels.operator else "，没有登记运维渠道（operator）"
    return f"渠道 {len(channels.by_id)} 个，待发 {waiting} 条{operator}"
