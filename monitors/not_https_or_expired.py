"""Point at a site without https, and at a certificate that has expired, will expire, or is another host's.

Why: browsers call such a site insecure, and visitors turn away or learn to ignore the warning.
Source: field practice; 政府网站发展指引（国办发〔2017〕47号） asks for encrypted transmission.
One finding per host, told of the first registered site on it and naming the others.
Known limits: the chain of trust is not judged (trust stores differ), nor are revocations. Through a proxy no
certificate is seen. A host that keeps port 443 shut is only known as "not https" when its pages answer over http.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from facts.certificate import HostSecurity
from facts.sources import HostSource
from inspection.finding import Case, Finding, Severity
from inspection.outcome import CannotTell
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding

_MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Params:
    """A warning from ``warn_days_left`` whole days before the certificate's last day on (inclusive)."""

    warn_days_left: int

    def __post_init__(self) -> None:
        if self.warn_days_left < 0:
            raise ValueError("warn_days_left 应不小于 0")


def check(host: HostSecurity, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield a finding for plain http, and one for the certificate of a site that is reached over https.

    Raises ``CannotTell`` when the site is reached over https but its certificate was not seen.
    """
    if host.plain:
        yield _plain(host, rule, case)
        return
    if host.certificate is None or host.days_left is None or host.last_day is None:
        raise CannotTell(f"没有读到证书：{host.unseen}")
    if host.days_left < 0:
        days = -host.days_left
        yield _about(f"已于{_chinese(host.last_day)}过期（{days}天前），要求在有效期内", "expired", host, rule, case)
    elif host.not_yet:
        yield _about("尚未生效", "not-yet", host, rule, case)
    elif not host.certificate.covers(host.host):
        names = "、".join(host.certificate.names[:3]) or "无"
        yield _about(f"不是发给这个域名的（证书上的域名：{names}）", "name", host, rule, case)
    elif host.days_left <= rule.params.warn_days_left:
        said = f"将于{_chinese(host.last_day)}到期，还剩{host.days_left}天，请提前{rule.params.warn_days_left}天更换"
        yield _about(said, host.last_day.isoformat(), host, rule, case, Severity.WARNING)


def _plain(host: HostSecurity, rule: Rule[Params], case: Case) -> Finding:
    has = "（该主机已有可用证书，可直接启用跳转）" if host.certificate and (host.days_left or 0) > 0 else ""
    return finding(
        case,
        rule,
        f"“{case.subject.title}”{_others(host)}以未加密的 http 打开，没有转到 https{has}，建议全站启用 https。",
        key="http",
        measured={"host": host.host, "sites": list(host.sites)},
    )


def _about(
    said: str, key: str, host: HostSecurity, rule: Rule[Params], case: Case, severity: Severity | None = None
) -> Finding:
    return finding(
        case,
        rule,
        f"{host.host} 的证书{said}{_others(host)}。",
        key=key,
        severity=severity,
        measured={
            "host": host.host,
            "last_day": str(host.last_day),
            "days_left": host.days_left,
            "sites": list(host.sites),
        },
    )


def _others(host: HostSecurity) -> str:
    """Who else lives on the host: one finding speaks for them all."""
    if len(host.sites) < 2:
        return ""
    more = "等" if len(host.sites) > _MOST_NAMED else ""
    return f"（该主机上的{len(host.sites)}个专栏：{'、'.join(host.sites[:_MOST_NAMED])}{more}）"


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


MONITOR = Monitor("not_https_or_expired", HostSource, HostSecurity, Params, check)
