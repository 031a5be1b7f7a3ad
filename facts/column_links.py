"""Where the navigation of a page leads: links that may open a column, for a first look round a site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from facts.column_kind import kind_of_name
from facts.document import Document, once
from facts.links import base_url, resolve
from facts.trs_address import read_address

_LONGEST_NAME = 16
_LONGEST_PLAIN_NAME = 10
_FRAME = re.compile(r"^[\s\[【(（>＞»·•▪●+|-]+|[\s\]】)）>＞»+|]+$")
_PAGER = re.compile(
    r"[首上下前后尾末]一?页|最后一页|\d{1,4}|返回.*|收藏.*|设为首页|打印.*|关闭.*|登录|注册|首页|网站首页|主页"
)
_MORE = frozenset(("更多", "查看更多", "more", "更多内容", "更多信息", "进入"))
_FOLDER = re.compile(r"/(?:(?:index|list|default)[^/]*)?$", re.IGNORECASE)
_ITEM = re.compile(
    r"/(?:content|show|detail|view|art|article|info|archives)[_/-].{0,40}\d{2,}|[?&](?:id|aid|newsid)=\d{3,}|/\d{4}[-/]?\d{2}/",
    re.IGNORECASE,
)
_NO_PAGE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|wps|zip|rar|jpe?g|png|gif|mp[34]|apk|exe|js|css|xml)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ColumnLink:
    """``rank``: 0 = its name tells a column kind, 1 = its address looks like a list, 2 = a short link of any sort."""

    url: str
    name: str
    rank: int


@once
def column_links(document: Document, scope: str) -> tuple[ColumnLink, ...]:
    """Links below the address ``scope`` that may open a column, the most telling first, each address once.

    Frames count as links without a name: old sites keep their navigation in one.
    """
    base = base_url(document)
    frames = (resolve(base, node.attrs.get("src") or "") for node in document.tree.css("frame[src], iframe[src]"))
    found = {url: ColumnLink(url, "", 1) for url in frames if url and url.startswith(scope) and url != document.url}
    for node in document.tree.css("body a[href]"):
        url = resolve(base, node.attrs.get("href") or "")
        if url is None or not url.startswith(scope) or url == document.url or _NO_PAGE.search(urlsplit(url).path):
            continue
        if read_address(url).docid is not None:
            continue
        name = _FRAME.sub("", " ".join(node.text().split())) or (node.attrs.get("title") or "").strip()
        if name.lower() in _MORE:
            name = (node.attrs.get("title") or "").strip()
        elif len(name) > _LONGEST_NAME or _PAGER.fullmatch(name):
            continue
        link = ColumnLink(url, name, _rank(url, name))
        known = found.get(url)
        if known is None or (link.rank, not link.name) < (known.rank, not known.name):
            found[url] = link
    wanted = (link for link in found.values() if link.rank < 3)
    return tuple(sorted(wanted, key=lambda link: link.rank))


def _rank(url: str, name: str) -> int:
    path = urlsplit(url)
    item = _ITEM.search(f"{path.path}?{path.query}") is not None
    if kind_of_name(name) is not None and len(name) <= _LONGEST_PLAIN_NAME and not item:
        return 0
    if item:
        return 3
    if _FOLDER.search(path.path) or not name:
        return 1
    return 2 if len(name) <= _LONGEST_PLAIN_NAME else 3
