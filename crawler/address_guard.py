"""Which addresses may be asked: pure checks of a URL's spelling, its host, and the IP address behind it.

Why: a registry row, a list row or a redirect must not turn the crawler against the machine or the network it runs in.
Parsers disagree about odd spellings (``http://127.0.0.1\\@example.com/``, ``http://2130706433/``), so whatever can be
read in two ways is refused instead of repaired.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

DEFAULT_PORTS = {"http": 80, "https": 443}
_WEB_PORTS = frozenset(DEFAULT_PORTS.values())
_DOTS = str.maketrans("。．｡", "...")
_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

#: Names that mean this machine or this network wherever they are resolved (also by a proxy).
_LOCAL_NAMES = re.compile(r"(.*\.)?(localhost|localdomain|internal|home\.arpa)")

#: Special-purpose networks that ``ipaddress`` calls global or does not know, and cloud services on public numbers.
_SPECIAL = tuple(
    ip_network(text)
    for text in (
        "100.64.0.0/10",  # CGNAT; holds one cloud's metadata service
        "168.63.129.16/32",  # one cloud's wire server
        "192.0.0.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "64:ff9b:1::/48",
        "2001::/23",  # protocol assignments (Teredo, ORCHID)
        "fec0::/10",  # old site-local
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")
_COMPATIBLE = IPv6Network("::/96")


class ForbiddenAddress(Exception):
    """The address may not be asked; the text says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a URL leads. ``host`` is an ASCII name in lower case without trailing dot, or an IP address as text."""

    scheme: str
    host: str
    port: int


def read_place(url: str) -> Place:
    """The place ``url`` leads to; raises ``ForbiddenAddress`` for what parsers could read in two ways, or not HTTP."""
    if _CONTROL.search(url) or "\\" in url:
        raise ForbiddenAddress("地址含控制字符或反斜杠")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ForbiddenAddress("地址写法无法识别") from None
    if parts.scheme not in DEFAULT_PORTS:
        raise ForbiddenAddress(f"不是网页地址（{parts.scheme or '缺少'} 协议）")
    if "@" in parts.netloc:
        raise ForbiddenAddress("地址中含用户名")
    if port == 0:
        raise ForbiddenAddress("端口号不对")
    return Place(parts.scheme, canonical_host(parts.hostname or ""), port or DEFAULT_PORTS[parts.scheme])


def canonical_host(host: str) -> str:
    """``host`` as the connection would use it: an IP address in its one normal spelling, or an ASCII name.

    Folds full-width and circled characters; raises ``ForbiddenAddress`` when no name is left.
    """
    folded = unicodedata.normalize("NFKC", host.translate(_DOTS)).translate(_DOTS).lower()
    if ":" in folded:
        return str(_ipv6(folded))
    folded = folded.removesuffix(".")
    literal = _ipv4(folded)
    if literal is not None:
        return str(literal)
    if not folded.isascii():
        try:
            folded = folded.encode("idna").decode("ascii")
        except UnicodeError:
            raise ForbiddenAddress("主机名不合规范") from None
    if not _NAME.fullmatch(folded):
        raise ForbiddenAddress("主机名不合规范" if folded else "缺少主机名")
    return folded


def _ipv6(text: str) -> IPv6Address:
    try:
        address = IPv6Address(text)
    except ValueError:
        raise ForbiddenAddress("主机名不合规范") from None
    if address.scope_id:
        raise ForbiddenAddress("链路本地地址")
    return address


def _ipv4(text: str) -> IPv4Address | None:
    """``text`` as the system's resolver reads numbers: one to four parts, each decimal, octal (0…) or hex (0x…).

    ``None`` when it is a name; ``ForbiddenAddress`` when its last part is a number but the whole is no address.
    """
    parts = text.split(".")
    if not _NUMBER.fullmatch(parts[-1]):
        return None
    try:
        numbers = [_number(part) for part in parts]
    except ValueError:
        raise ForbiddenAddress("主机名是写法不明的数字地址") from None
    *high, low = numbers
    if len(numbers) > 4 or any(number > 255 for number in high) or low >= 256 ** (5 - len(numbers)):
        raise ForbiddenAddress("主机名是写法不明的数字地址")
    value = low
    for place, number in enumerate(high):
        value += number << (8 * (3 - place))
    return IPv4Address(value)


def _number(part: str) -> int:
    if not _NUMBER.fullmatch(part):
        raise ValueError(part)
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    return int(part, 8) if len(part) > 1 and part.startswith("0") else int(part)


def address_fault(address: Address) -> str | None:
    """Why ``address`` is not an ordinary public host (Chinese), or ``None``. Looks into addresses inside addresses."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or (IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None)
        if inner is not None:
            return address_fault(inner)
        if address.sixtofour or (address in _COMPATIBLE and int(address) > 1):
            return "过渡地址"
    if address.is_unspecified:
        return "未指定地址"
    if address.is_loopback:
        return "本机地址"
    if address.is_link_local:
        return "链路本地地址"
    if address.is_multicast:
        return "组播地址"
    if any(address in network for network in _SPECIAL if network.version == address.version):
        return "特殊用途地址"
    if address.is_private:
        return "内网地址"
    if address.is_reserved or not address.is_global:
        return "保留地址"
    return None


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """What one crawl may ask.

    ``places``: (host, port) of everything registered. ``private_hosts`` and ``private_networks`` are the exceptions
    from the ban on private addresses. ``proxy_host`` is where the connections really go when there is a proxy: it may
    be private, and names are then resolved by it.
    """

    places: frozenset[tuple[str, int]]
    private_hosts: frozenset[str] = frozenset()
    private_networks: tuple[Network, ...] = ()
    proxy_host: str | None = None

    @classmethod
    def of(cls, urls: Iterable[str], allow_private: Iterable[str], proxy: str | None) -> AddressPolicy:
        """The policy for the registered ``urls``; those that are themselves forbidden are left out (and so refused)."""
        hosts, networks = set(), []
        for entry in allow_private:
            try:
                networks.append(ip_network(entry, strict=False))
            except ValueError:
                hosts.add(entry.lower())
        places: set[tuple[str, int]] = set()
        for url in urls:
            try:
                place = read_place(url)
            except ForbiddenAddress:
                continue
            ports = _WEB_PORTS if place.port in _WEB_PORTS else {place.port}
            places.update((name, port) for name in _same_site(place.host) for port in ports)
        proxy_host = urlsplit(proxy).hostname if proxy else None
        return cls(frozenset(places), frozenset(hosts), tuple(networks), proxy_host)

    def check(self, url: str) -> Place:
        """The place of ``url``; raises ``ForbiddenAddress`` when it may not be asked. No name is resolved here."""
        place = read_place(url)
        try:
            literal = ip_address(place.host)
        except ValueError:
            if _LOCAL_NAMES.fullmatch(place.host) and place.host not in self.private_hosts:
                raise ForbiddenAddress(f"{place.host} 是本机或内网名称") from None
        else:
            fault = self._fault(place.host, literal)
            if fault:
                raise ForbiddenAddress(f"{place.host} 是{fault}")
        if (place.host, place.port) not in self.places:
            raise ForbiddenAddress(f"{place.host}:{place.port} 不是登记的站点")
        return place

    def fault(self, host: str, address: Address) -> str | None:
        """Why no connection may be made to ``address`` for the name ``host`` (Chinese), or ``None``."""
        return None if host == self.proxy_host else self._fault(host, address)

    def _fault(self, host: str, address: Address) -> str | None:
        fault = address_fault(address)
        if fault is None or host in self.private_hosts:
            return None
        if any(address in network for network in self.private_networks if network.version == address.version):
            return None
        return fault


def _same_site(host: str) -> tuple[str, ...]:
    """A site answers with and without www.; a redirect between the two stays on the site."""
    bare = host.removeprefix("www.")
    return (host, bare, f"www.{bare}") if "." in bare and not bare[-1].isdigit() else (host,)
