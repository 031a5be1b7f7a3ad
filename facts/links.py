"""Addresses on a page: made absolute, in one spelling, so that they can be compared."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit

from facts.document import Document, once

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_IGNORED = re.compile(r"[\t\r\n]|^[\x00-\x20]+|[\x00-\x20\u3000]+$")
_PORTS = {"http": 80, "https": 443}
#: Everything an address may hold as it is; ``%`` stays so that escapes are not escaped twice.
_SAFE = "%/:=&?~#+!$,;'@()*[]|"


def page_links(document: Document) -> tuple[str, ...]:
    """The page's http(s) link targets, absolute and without fragment, each once, in document order."""
    base = base_url(document)
    found = (resolve(base, node.attrs.get("href") or "") for node in document.tree.css("a[href], area[href]"))
    return tuple(dict.fromkeys(url for url in found if url and url.startswith("http")))


@once
def base_url(document: Document) -> str:
    """What relative links of ``document`` are resolved against: ``<base href>`` where there is a usable one."""
    node = document.tree.css_first("base[href]")
    stated = resolve(document.url, node.attrs.get("href") or "") if node else None
    return stated or document.url


@lru_cache(maxsize=16384)  # a column's pages share their navigation: three links in four are asked again
def resolve(base: str, href: str) -> str | None:
    """``href`` seen from the page at ``base``: absolute http(s), host in lower case, no fragment, no default port.

    ``None`` for scripts, mail addresses, other schemes (also misspelt ``javacript:``) and what is no address at all.
    An empty ``href`` or a mere fragment links nowhere and is ``None`` too. Relative links of a page that was handed in
    as a local file (``file:`` base) stay ``file:`` addresses: names to show, never to open.
    """
    cleaned = _IGNORED.sub("", href).partition("#")[0]
    if not cleaned:
        return None
    scheme = _SCHEME.match(cleaned)
    if scheme and (scheme[0].lower() not in ("http:", "https:") or not cleaned[scheme.end() :].strip("/\\")):
        return None
    # Browsers read a backslash as a slash; so must we, or the two of us disagree about the host.
    try:
        parts = urlsplit(urljoin(base, cleaned.replace("\\", "/")))
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme == "file" and not host and not scheme:
        return parts.geturl()
    if parts.scheme not in _PORTS or not host:
        return None
    user = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    shown_host = f"[{host}]" if ":" in host else host
    shown_port = f":{port}" if port and port != _PORTS[parts.scheme] else ""
    query = f"?{parts.query}" if parts.query else ""
    tail = quote((parts.path or "/") + query, safe=_SAFE)
    return f"{parts.scheme}://{user}{shown_host}{shown_port}{tail}"
