"""In which way a list pages, for people who meet a site for the first time. Nothing is judged by it."""

from __future__ import annotations

import re
from enum import StrEnum

from facts.document import Document
from facts.links import resolve
from facts.pager import next_page, read_pager


class PagerKind(StrEnum):
    """``label`` is what a report says of it."""

    CALL = "call"
    LINKS = "links"
    LAST = "last"
    STORE = "store"
    POST = "post"
    SCRIPT = "script"
    NONE = "none"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def beyond_reach(self) -> bool:
        """Further pages exist, and no address leads to them."""
        return self in (PagerKind.STORE, PagerKind.POST, PagerKind.SCRIPT)


_LABELS = {
    PagerKind.CALL: "脚本 createPage 写出的页码",
    PagerKind.LINKS: "翻页链接",
    PagerKind.LAST: "已是最后一页",
    PagerKind.STORE: "数据由脚本分页（datastore／jpage），后面的页没有地址",
    PagerKind.POST: "提交表单翻页，后面的页没有地址",
    PagerKind.SCRIPT: "点击后由脚本翻页，后面的页没有地址",
    PagerKind.NONE: "没有翻页",
}
_WORDS = re.compile(
    r"[\[【(（<>‹›«»\s]*(?:下一?[页頁]|后一?页|加载更多|查看更多|更多|next|\d{1,4})[\]】)）<>‹›«»\s]*", re.IGNORECASE
)
_POSTED = re.compile(r"__doPostBack|\.submit\s*\(", re.IGNORECASE)
_PAGES_ELSEWHERE = re.compile(r"[?&_/-](?:page|p|pn|cur_page|pageno|pageindex)[=_/-]\d", re.IGNORECASE)


def pager_kind(document: Document) -> PagerKind:
    """Name how the list on ``document`` goes on."""
    pager = read_pager(document)
    if next_page(document):
        return PagerKind.CALL if "createPage" in document.html else PagerKind.LINKS
    if "<datastore" in document.html or re.search(r"\bjpage\s*\(", document.html):
        return PagerKind.STORE
    for node in document.tree.css("a, button, li.number"):
        text = node.text(strip=True)
        if len(text) > 8 or not text or not _WORDS.fullmatch(text):
            continue
        href, click = node.attrs.get("href") or "", node.attrs.get("onclick") or ""
        if _POSTED.search(href) or _POSTED.search(click):
            return PagerKind.POST
        if (
            (href.lower().startswith("javascript:") and len(href) > len("javascript:;"))
            or click
            or (text == "2" and not resolve(document.url, href))
        ):
            return PagerKind.SCRIPT
    several = (pager.pages or 1) > 1 or _PAGES_ELSEWHERE.search(document.url) is not None
    return PagerKind.LAST if several or len(pager.urls) > 1 else PagerKind.NONE
