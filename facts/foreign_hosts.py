"""Whose host an address names: the page's own site, an office, an ordinary third party, or a stranger."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from facts.spam_words import CHEAP_ENDINGS, KNOWN_HOSTS

_HOST = re.compile(r"\s*(?:https?:)?[/\\]{2}(?:[^/\\?#@]*@)?([^/\\?#:\s]+)", re.IGNORECASE)
_NUMERIC = re.compile(r"[\d.]+")
#: Second-level names under ``.cn`` and the like below which anybody registers.
_PUBLIC_SECOND = frozenset(("com", "net", "org", "gov", "edu", "ac", "mil", "co"))
#: Betting and pornography in the name of a host, between letters that do not belong to it.
_LURID = re.compile(
    r"(?<![a-z])(?:bet[\d-]|casino|caipiao|bocai|duqiu|qipai|pk10|ssc\d|porn|sex|xxx|av\d)|bet365|188bet|caipiao|\d{3}bet"
)


def host_of(address: str) -> str:
    """The lower-case host of an absolute or scheme-less (``//host/``) http address; ``""`` for any other."""
    found = _HOST.match(address)
    return found[1].lower().rstrip(".") if found else ""


@lru_cache(maxsize=4096)
def domain_of(host: str) -> str:
    """What somebody registered: ``a.b.com`` → ``b.com``, ``x.y.gov.cn`` → ``y.gov.cn``; an IP address as it is."""
    if _NUMERIC.fullmatch(host):
        return host
    labels = host.split(".")
    keep = 3 if len(labels) > 2 and labels[-2] in _PUBLIC_SECOND and len(labels[-1]) == 2 else 2
    return ".".join(labels[-keep:])


def official(host: str) -> bool:
    """Whether ``host`` lies under ``.gov.cn``, where only offices register."""
    return host == "gov.cn" or host.endswith(".gov.cn")


def stranger(host: str, page_url: str) -> bool:
    """Whether ``host`` is neither the page's own site, nor an office's, nor an ordinary third party's."""
    if not host or "." not in host or official(host):
        return False
    domain = domain_of(host)
    return domain not in KNOWN_HOSTS and domain != domain_of(urlsplit(page_url).hostname or "")


def dubious(host: str) -> bool:
    """Whether the host's name alone speaks against it: a throw-away ending, or betting and pornography in it."""
    return host.rpartition(".")[2] in CHEAP_ENDINGS or bool(_LURID.search(host))
