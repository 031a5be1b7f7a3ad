"""What the network gave us: a page, or a typed reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from inspection.answered import Server


class FetchFailure(StrEnum):
    """Why an address gave no usable page. Every value leads to UNKNOWN, never to a deduction."""

    DNS = "dns"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    TLS = "tls"
    HTTP_STATUS = "http-status"
    BLOCKED = "blocked"
    STUB = "stub"
    TOO_LARGE = "too-large"
    UNDECODABLE = "undecodable"
    FORBIDDEN_ADDRESS = "forbidden-address"
    ROBOTS = "robots"
    BROKEN = "broken"  # the connection died half-way, or an answer that is not HTTP
    SKIPPED = "skipped"  # not asked: the host's circuit breaker was open
    LEFT_OUT = "left-out"  # not asked: a file that is only named

    @property
    def label(self) -> str:
        """Chinese name for messages."""
        return _LABELS[self]


_LABELS = {
    FetchFailure.DNS: "域名解析失败",
    FetchFailure.REFUSED: "连接被拒绝",
    FetchFailure.TIMEOUT: "超时未打开",
    FetchFailure.TLS: "安全连接失败",
    FetchFailure.HTTP_STATUS: "服务器返回错误状态",
    FetchFailure.BLOCKED: "访问被拦截",
    FetchFailure.STUB: "页面已删除或仅为跳转页",
    FetchFailure.TOO_LARGE: "页面过大",
    FetchFailure.UNDECODABLE: "页面无法解码",
    FetchFailure.FORBIDDEN_ADDRESS: "地址不允许访问",
    FetchFailure.ROBOTS: "robots.txt 不允许访问",
    FetchFailure.BROKEN: "连接中断或应答不完整",
    FetchFailure.SKIPPED: "该主机连续失败，暂停访问",
    FetchFailure.LEFT_OUT: "没有下载",
}


@dataclass(frozen=True, slots=True)
class Page:
    """One answer, as bytes. Decoding is an interpretation and belongs to ``facts.decoding``.

    ``url`` is the address asked, ``final_url`` the one that answered after redirects; ``headers`` keep the order of
    the wire with lower-case names; ``fetched_at`` is aware. ``sha256`` is the hex digest of ``body`` and the name of
    the stored snapshot. ``server`` is what answered, ``None`` where nobody noted it.
    """

    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    server: Server | None = None

    @property
    def sha256(self) -> str:
        return sha256(self.body).hexdigest()

    def header(self, name: str) -> str | None:
        """The first header called ``name`` (any case), or ``None``."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key == wanted), None)


@dataclass(frozen=True, slots=True)
class FetchProblem:
    """An address that gave no page: what was asked, when, and why it failed."""

    url: str
    failure: FetchFailure
    detail: str
    at: datetime

    @property
    def reason(self) -> str:
        """Chinese sentence for UNKNOWN reasons and coverage lists."""
        return f"{self.failure.label}（{self.detail}）" if self.detail else self.failure.label


Fetched = Page | FetchProblem
