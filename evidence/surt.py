"""Keys of addresses in an archive's index: host parts reversed, so that a site's addresses stand together."""

from __future__ import annotations

from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


def surt(address: str) -> str:
    """``http://www.example.cn:81/a?b`` as ``cn,example:81)/a?b``, lower-case; without ``www.`` and the usual port."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    name = host if host.replace(".", "").isdigit() else ",".join(reversed(host.split(".")))
    port = f":{parts.port}" if parts.port and parts.port != _PORTS.get(parts.scheme) else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{name}{port}){parts.path or '/'}{query}".lower()
