"""Ways by which messages reach people, and who is told by which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum


class ChannelKind(StrEnum):
    """What speaks at the other end of a channel; decides how a message is written and its answer read."""

    DINGTALK = "dingtalk"  # 钉钉, 政务钉钉 and 专有钉钉: the same robot under another base address
    WECOM = "wecom"
    FEISHU = "feishu"
    MAIL = "mail"
    WEBHOOK = "webhook"  # our own JSON to any address
    APPRISE = "apprise"  # everything else that apprise speaks

    @property
    def label(self) -> str:
        """Chinese name for messages."""
        return _LABELS[self]


_LABELS = {
    ChannelKind.DINGTALK: "钉钉群机器人",
    ChannelKind.WECOM: "企业微信群机器人",
    ChannelKind.FEISHU: "飞书群机器人",
    ChannelKind.MAIL: "电子邮件",
    ChannelKind.WEBHOOK: "网络接口",
    ChannelKind.APPRISE: "其他（apprise）",
}


@dataclass(frozen=True, slots=True)
class MailRoute:
    """How mail leaves: ``security`` is ``tls`` from the first byte, ``starttls`` or ``none``."""

    server: str
    port: int
    security: str
    sender: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to people. ``secrets`` maps a role (``token``, ``sign``, …) to the *name* of an environment variable.

    ``address`` is the base address of a robot, empty for mail and where the whole address is a secret. ``per_minute``
    is the most messages in any 60 seconds; ``fallback`` the id of the channel that takes over.
    """

    id: str
    kind: ChannelKind
    address: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict)
    mail: MailRoute | None = None
    per_minute: int = 20
    fallback: str | None = None


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Beijing's clock from ``first`` (inclusive) to ``end`` (exclusive), over midnight where ``end`` is earlier."""

    first: time
    end: time


@dataclass(frozen=True, slots=True)
class Channels:
    """The channels of a district. A unit that ``units`` does not name is told by ``default``, or not at all (``None``).

    ``operator`` is the channel of alerts about the inspection itself; quiet hours do not hold those back.
    """

    by_id: Mapping[str, Channel] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    default: str | None = None
    operator: str | None = None
    quiet: QuietHours | None = None
    tell_clean_units: bool = False

    def of_unit(self, unit_id: str) -> Channel | None:
        """The channel by which a unit is told."""
        name = self.units.get(unit_id, self.default)
        return None if name is None else self.by_id[name]

    def of_operator(self) -> Channel | None:
        """The channel of operator alerts."""
        return None if self.operator is None else self.by_id[self.operator]
