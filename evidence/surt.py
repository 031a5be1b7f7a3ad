"""Keys of addresses in an archive's index, as replayers look them up (Sort-friendly URI Reordering Transform).

Every replayer makes its key from the address it is asked for, so ours follow the same conventions: those of the
Internet Archive, checked against its values in the tests.
"""

from __future__ import annotations

import re
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

_PORTS = {"http": 80, "https": 443}
#: All of ASCII that is printed, but for the blank, ``#`` and ``%``.
_KEPT = "".join(map(chr, range(0x21, 0x7F))).replace("#", "").replace("%", "")
_WWW = re.compile(r"\Awww\d*\.")
_SESSION = re.compile(
    r"(?:^|(?<=&))(?:(?:jsessionid|phpsessid|sid)=[0-9a-z]{32}|aspsessionid[a-z]{8}=[a-z]{24})(?:&|$)", re.IGNORECASE
)


def surt(address: str) -> str:
    """``http://www.example.cn:81/a/?c&b`` as ``cn,example:81)/a?b&c``: host parts reversed, in lower case, without
    ``www.``, usual port, last slash and session numbers; the query in order.
    """
    parts = urlsplit(address)
    host = _WWW.sub("", _ascii(parts.hostname or ""), count=1)
    port = f":{parts.port}" if parts.port and parts.port != _PORTS.get(parts.scheme) else ""
    query = _query(parts.query)
    return f"{','.join(reversed(host.split('.')))}{port}){_path(parts.path)}{'?' if query else ''}{query}".lower()


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        return host


def _path(path: str) -> str:
    """Dots resolved, slashes single, the last one gone."""
    steps: list[str] = []
    for step in _spelt(path).split("/"):
        if step == "..":
            steps[-1:] = [] if steps else [".."]
        elif step not in ("", "."):
            steps.append(step)
    return "/" + "/".join(steps)


def _query(query: str) -> str:
    arguments = _SESSION.sub("", _spelt(query)).lower().split("&")
    return "&".join("=".join(pair) for pair in sorted(argument.split("=", 1) for argument in arguments))


def _spelt(text: str) -> str:
    """Unescaped as long as that changes anything, then escaped once."""
    plain = text.encode("utf-8", "surrogatepass")
    while (further := unquote_to_bytes(plain)) != plain:
        plain = further
    return quote_from_bytes(plain, safe=_KEPT)
