"""Which machine an answer came from, as the connection saw it."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

_PROXY = "proxy "


@dataclass(frozen=True, slots=True)
class Server:
    """The far end of the connection that brought an answer. ``proxy``: it is our own proxy, which asked for us; the
    address of the site's server is then known to the proxy alone.
    """

    address: IPv4Address | IPv6Address
    port: int
    proxy: bool = False

    @property
    def place(self) -> str:
        """``192.0.2.7:80`` or ``[2001:db8::7]:80``."""
        return f"[{self.address}]:{self.port}" if self.address.version == 6 else f"{self.address}:{self.port}"

    def __str__(self) -> str:
        """As it is stored: the place, after ``proxy`` and a blank where it is one."""
        return f"{_PROXY}{self.place}" if self.proxy else self.place

    @classmethod
    def read(cls, text: str) -> Server:
        """What ``str`` wrote. Raises ``ValueError`` for anything else."""
        host, colon, port = text.removeprefix(_PROXY).rpartition(":")
        if not colon:
            raise ValueError(f"no server: {text!r}")
        return cls(ip_address(host.removeprefix("[").removesuffix("]")), int(port), text.startswith(_PROXY))
