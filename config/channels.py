"""Reads ``channels.yaml``, by which channel each unit is told; a district may do without the file.

The file holds no secret, only names of environment variables. They all begin with ``XUNJIAN_SECRET_``: whoever may
edit the file cannot have any other variable sent somewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import time
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator, model_validator

from config.csv_rows import is_web_address
from config.problem import ConfigError
from config.yaml_file import Strict, read_yaml
from inspection.channel import Channel, ChannelKind, Channels, MailRoute, QuietHours
from inspection.registry import District

FILE = "channels.yaml"
#: The recipient of alerts about the inspection itself. No unit may be called so.
OPERATOR = "operator"
SECRET_PREFIX = "XUNJIAN_SECRET_"  # noqa: S105 - the beginning of names, no secret
_NAME = re.compile(SECRET_PREFIX + r"[A-Z0-9_]+")
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")

#: By kind: secrets it must have, secrets it may have, and where it speaks unless the file says otherwise.
_KINDS: dict[ChannelKind, tuple[frozenset[str], frozenset[str], str]] = {
    ChannelKind.DINGTALK: (frozenset({"token"}), frozenset({"sign"}), "https://oapi.dingtalk.com"),
    ChannelKind.WECOM: (frozenset({"token"}), frozenset(), "https://qyapi.weixin.qq.com"),
    ChannelKind.FEISHU: (frozenset({"token"}), frozenset({"sign"}), "https://open.feishu.cn"),
    ChannelKind.MAIL: (frozenset(), frozenset({"user", "password"}), ""),
    ChannelKind.WEBHOOK: (frozenset(), frozenset({"url", "token"}), ""),
    ChannelKind.APPRISE: (frozenset({"url"}), frozenset(), ""),
}


class _Mail(Strict):
    server: str = Field(min_length=1)
    port: int = Field(465, ge=1, le=65535)
    security: Literal["tls", "starttls", "none"] = "tls"
    sender: str
    to: tuple[str, ...] = Field(min_length=1)

    @field_validator("sender", "to")
    @classmethod
    def _addresses(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for one in (value,) if isinstance(value, str) else value:
            if not re.fullmatch(r"[^\s@,;<>]+@[^\s@,;<>]+", one):
                raise ValueError(f"“{one}”不是邮箱地址")
        return value


class _Channel(Strict):
    kind: ChannelKind
    address: str = ""
    secrets: dict[str, str] = Field(default_factory=dict)
    mail: _Mail | None = None
    per_minute: int = Field(20, ge=1, le=600)
    fallback: str | None = None

    @field_validator("address")
    @classmethod
    def _web(cls, value: str) -> str:
        if value and not is_web_address(value):
            raise ValueError("应为 http:// 或 https:// 开头的完整地址")
        return value.rstrip("/")

    @field_validator("secrets")
    @classmethod
    def _names(cls, value: dict[str, str]) -> dict[str, str]:
        for role, name in value.items():
            if not _NAME.fullmatch(name):
                raise ValueError(f"“{role}”应写环境变量的名称，以 {SECRET_PREFIX} 开头，如 {SECRET_PREFIX}DING_TOKEN")
        return value

    @model_validator(mode="after")
    def _fits(self) -> _Channel:
        needed, possible, _ = _KINDS[self.kind]
        if missing := needed - set(self.secrets):
            raise ValueError(f"secrets 中缺少“{'、'.join(sorted(missing))}”")
        if strange := set(self.secrets) - needed - possible:
            raise ValueError(f"secrets 中没有“{'、'.join(sorted(strange))}”这一项")
        if (self.kind is ChannelKind.MAIL) != (self.mail is not None):
            raise ValueError("kind: mail 的渠道要写 mail 一节，其他渠道不写")
        if self.kind is ChannelKind.WEBHOOK and bool(self.address) == ("url" in self.secrets):
            raise ValueError("webhook 的地址写在 address 或 secrets 的 url 中，写且只写一处")
        if self.kind is ChannelKind.MAIL and len(self.secrets) == 1:
            raise ValueError("secrets 中的 user 和 password 要一起写")
        return self


class _Quiet(Strict):
    first: str
    end: str

    @field_validator("first", "end")
    @classmethod
    def _clock(cls, value: str) -> str:
        if not _CLOCK.fullmatch(value):
            raise ValueError("应为加引号的时刻，如 '21:00'")
        return value


class _File(Strict):
    channels: dict[str, _Channel]
    default: str | None = None
    operator: str | None = None
    units: dict[str, str] = Field(default_factory=dict)
    quiet: _Quiet | None = None
    tell_clean_units: bool = False


def load_channels(district: District, folder: Path) -> Channels:
    """The channels of the district in ``folder``, none without the file. ``ConfigError`` lists every fault."""
    if not (folder / FILE).exists():
        return Channels()
    read = read_yaml(folder / FILE, _File)
    problems = list(_faults(read, {unit.id for unit in district.units}))
    if problems:
        raise ConfigError(*problems)
    quiet = None if read.quiet is None else QuietHours(_time(read.quiet.first), _time(read.quiet.end))
    by_id = {name: _channel(name, row) for name, row in read.channels.items()}
    return Channels(by_id, read.units, read.default, read.operator, quiet, read.tell_clean_units)


def _channel(name: str, row: _Channel) -> Channel:
    mail = None if row.mail is None else MailRoute(**row.mail.model_dump())
    address = row.address or _KINDS[row.kind][2]
    return Channel(name, row.kind, address, row.secrets, mail, row.per_minute, row.fallback)


def _time(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour), int(minute))


def _faults(read: _File, unit_ids: set[str]) -> Iterator[str]:
    known = "、".join(read.channels) or "无"
    named: dict[str, str | None] = {"default": read.default, "operator": read.operator}
    named |= {f"units.{unit}": name for unit, name in read.units.items()}
    named |= {f"channels.{name}.fallback": row.fallback for name, row in read.channels.items()}
    for place, name in named.items():
        if name is not None and name not in read.channels:
            yield f"{FILE}: {place}：没有“{name}”这个渠道（现有：{known}）"
    if OPERATOR in unit_ids:
        yield f"units.csv：单位编号不能是“{OPERATOR}”，这是运维告警的收件人"
    for unit in read.units:
        if unit not in unit_ids:
            yield f"{FILE}: units.{unit}：“{unit}”在 units.csv 中没有"
    for name in read.channels:
        if not _ID.fullmatch(name):
            yield f"{FILE}: channels.{name}：渠道编号只能用小写字母、数字和连字符"
        if _runs_in_a_circle(name, read.channels):
            yield f"{FILE}: channels.{name}.fallback：备用渠道绕成了圈"
    if read.quiet and read.quiet.first == read.quiet.end:
        yield f"{FILE}: quiet：开始和结束不能相同"


def _runs_in_a_circle(name: str, channels: Mapping[str, _Channel]) -> bool:
    passed: list[str] = []
    at: str | None = name
    while at in channels and at is not None and at not in passed:
        passed.append(at)
        at = channels[at].fallback
    return at == name
