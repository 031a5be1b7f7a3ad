"""What an answer is: an article, a list, a home page — or no page of the site at all.

Answers that mislead (field practice): a removed document is HTTP 200 with a tiny meta refresh to ``../``; a firewall
sends two bytes, or a script that sets a cookie; an error page comes with status 200. None of them is evidence about
the site's content. Doubt goes to the page: a real article that quotes such words stays an article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from facts.article import BODY_SELECTORS, full_text, main_node, main_text, title_of
from facts.document import Document, once
from facts.links import base_url, resolve
from facts.pager import read_pager
from facts.row_groups import dated_rows


class Kind(StrEnum):
    ARTICLE = "article"
    LIST = "list"
    HOME = "home"
    STUB = "stub"  # removed, or moved to another address
    BLOCKED = "blocked"  # not the page that was asked for: a firewall, an error page, an empty answer
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PageKind:
    """``reason`` is Chinese. ``refresh_to`` is set for a stub that moved: the absolute address to read instead.

    A stub without it is a removed document: it points at one of its own parent folders, or nowhere.
    """

    kind: Kind
    reason: str
    refresh_to: str | None = None


#: A page with more visible characters than this is neither a stub nor a challenge.
_STUB_CHARS = 200
#: An error page may wear the site's frame; its own words outside links stay below this.
_ERROR_CHARS = 500
_FRAMED_ERROR_CHARS = 6000
_SLOWEST_REDIRECT_SECONDS = 10
_PROSE_CHARS = 200
_FEWEST_MARKED_CHARS = 10  # in a container that only text pages have
_FEWEST_ROWS = 3
_HOME_BLOCKS = 3
_MORE = frozenset(("更多", "查看更多", "more", "[更多]", "【更多】"))
#: A text page beside dated links is still a text page when it has this much text for each of them.
_CHARS_PER_ROW = 100
#: Where the date by the title stands, at the latest, in the plain text of a page without article metas.
_BAR_CHARS = 3000

_REFRESH = re.compile(r"^\s*([\d.]{0,6})\s*[;,]?\s*(?:url\s*=\s*)?[\"']?\s*([^\"'\s]*)", re.IGNORECASE)
_SCRIPT_MOVE = re.compile(
    r"(?:location(?:\.href)?\s*=\s*|location\.(?:replace|assign)\s*\(\s*)[\"']([^\"'\s+]{1,300})[\"']\s*(?:[;)\n<]|$)"
)
_CHALLENGE = re.compile(
    r"__jsl_clearance|_{0,2}(?:acw_sc__v2|waf_|yunsuo|safedog|cdn_sec_tc)|\$_ts\b|window\[.{1,3}_\$|arg1\s*=\s*'[0-9A-F]{20}"
)
_COOKIE_SET = re.compile(r"document\.cookie\s{0,9}=")
_ERROR_WORDS = re.compile(
    "|".join(
        (
            r"(?:您|你)(?:所)?(?:访问|请求|查找|浏览|查看|打开)的(?:页面|网页|网址|内容|文件|栏目|信息)[^。，]{0,8}?"
            r"(?:不存在|已删除|被删除|找不到|无法|走丢|出错)",
            r"(?:页面|网页|文件)(?:不存在|找不到|未找到|无法访问|已(?:被)?删除|走丢了|出错)",
            r"(?:找不到|无法找到)(?:该|此|您要?的?|相关)?(?:页面|网页|页|文件)",
            r"\b(?:404|403|500|502|503)\b.{0,12}(?:not found|forbidden|error|bad gateway|unavailable)",
            r"\b404\s*(?:页面|错误|$)|HTTP (?:Status|错误)",
            r"(?:访问|请求)(?:已)?被(?:拦截|拒绝|阻断|禁止|屏蔽)|拦截(?:提示|页面|原因)",
            r"(?:请求|访问)[^。]{0,10}(?:风险|威胁|攻击|不合法|非法)",
            r"(?:系统|网站|平台|服务器)(?:正在|进行|例行)?(?:维护|升级|繁忙|开小差)|正在(?:维护|升级)",
            r"服务器(?:内部)?错误|服务(?:暂时?)?不可用|暂停(?:服务|访问)|网站(?:已)?(?:关闭|关停|未备案)",
            r"access denied|request blocked|service unavailable|bad gateway",
            r"安全验证|(?:输入|完成)验证码?|请开启\s*javascript",
        )
    ),
    re.IGNORECASE,
)
_ENGLISH = ("denied", "blocked", "unavailable", "gateway", "javascript")
#: One of these stands in every text that ``_ERROR_WORDS`` finds; looking for them first saves milliseconds a page.
_ERROR_HINTS = (
    *("不存在", "删除", "找不到", "无法", "未找到", "走丢", "出错", "错误", "404", "403", "500", "502", "503", "HTTP"),
    *(
        "被",
        "拦截",
        "风险",
        "威胁",
        "攻击",
        "不合法",
        "非法",
        "维护",
        "升级",
        "繁忙",
        "开小差",
        "不可用",
        "暂停",
        "关闭",
    ),
    *("关停", "未备案", "验证", *(word for low in _ENGLISH for word in (low, low.capitalize(), low.upper()))),
)

_SHOWN_DATE = re.compile(
    r"(?:发布|发稿|发文|公开|公布)(?:时间|日期)[\]】\s]*[:：]?\s*\d{4}|(?<![\u4e00-\u9fff])(?:时间|日期)\s*[:：]\s*\d{4}"
)
_ARTICLE_ADDRESS = re.compile(
    r"/t\d{8}_\d+(?:_\d+)?\.s?html?$|/art_\d+_\d+\.html?$|/content_\d+\.s?html?$|/c\d+-\d+\.html?$|/info/\d+/\d+\.html?$",
    re.ASCII,
)
#: A content system may show every article at its root or index: ``/?p=1286``, ``/index.php?a=show&id=6``.
_ARTICLE_QUERY = re.compile(r"(?:^|&)(?:p|id|aid)=\d+(?:&|$)", re.ASCII)
_INDEX_ADDRESS = re.compile(r"/(?:(?:index|list|default)(?:_\d+)?\.(?:s?html?|jsp|php|aspx))?$", re.IGNORECASE)


@once
def classify(document: Document) -> PageKind:
    """Name the kind of ``document`` and why. Never raises; an undecodable answer is ``BLOCKED``."""
    return no_page(document) or _content_kind(document)


@once
def no_page(document: Document) -> PageKind | None:
    """Why ``document`` is no page of the site (``STUB`` or ``BLOCKED``), or ``None``: ``classify``'s cheaper half."""
    return _no_page(document)


def _no_page(document: Document) -> PageKind | None:
    status = document.page.status
    if status >= 400:
        return PageKind(Kind.BLOCKED, f"服务器返回状态 {status}")
    if status >= 300:
        target = resolve(document.url, document.page.header("location") or "")
        return PageKind(Kind.STUB, f"跳转（状态 {status}）", target)
    if len(document.page.body.strip(b"\0 \t\r\n\xef\xbb\xbf")) < 8:
        return PageKind(Kind.BLOCKED, "应答正文为空")
    if not document.decoded.readable:
        return PageKind(Kind.BLOCKED, "正文无法解码")
    body = document.tree.body
    visible = len(body.text()) if body is not None else 0  # a quick upper bound: white space counts
    text = full_text(document) if visible <= _FRAMED_ERROR_CHARS else ""
    if visible <= _FRAMED_ERROR_CHARS and len(text) <= _STUB_CHARS:
        return _stub(document) or _challenge(document, text) or _error(document, text)
    return _error(document, text)


def _stub(document: Document) -> PageKind | None:
    """A page that only sends the reader elsewhere, by meta refresh or by one script line."""
    target = None
    for node in document.tree.css("meta[http-equiv]"):
        if (node.attrs.get("http-equiv") or "").strip().lower() != "refresh":
            continue
        found = _REFRESH.match(node.attrs.get("content") or "")
        if found and found[2] and float(found[1].strip(".") or 0) <= _SLOWEST_REDIRECT_SECONDS:
            target = found[2]
    if not target and not document.tree.css_first("body a[href]"):
        script = "\n".join(node.text() for node in document.tree.css("script"))
        moved = _SCRIPT_MOVE.search(script) if "document.cookie" not in script else None
        target = moved[1] if moved else None
    if not target:
        return None
    url = resolve(base_url(document), target)
    if url == document.url:
        return PageKind(Kind.BLOCKED, "页面只反复刷新自身，疑为访问校验")
    if url is None or _is_parent(url, document.url):
        return PageKind(Kind.STUB, f"文档已删除（仅跳转到 {target}）")
    return PageKind(Kind.STUB, f"页面已迁移到 {url}", url)


def _is_parent(url: str, page: str) -> bool:
    """Whether ``url`` is a folder above the page's own file or folder (or that folder's index)."""
    folder = url.removesuffix(urlsplit(url).path.rpartition("/")[2])
    below = page.removeprefix(folder)
    return bool(_INDEX_ADDRESS.search(urlsplit(url).path)) and below not in (page, "") and not url.startswith(page)


def _challenge(document: Document, text: str) -> PageKind | None:
    html = document.html
    if _CHALLENGE.search(html) or (len(text) < 50 and "location" in html and _COOKIE_SET.search(html)):
        return PageKind(Kind.BLOCKED, "访问被防护系统拦截（脚本校验页）")
    if not text and not document.tree.css_first("img, a[href], iframe, frame, script[src], meta[name]"):
        paged = "<datastore" in html or len(read_pager(document).urls) > 1
        return None if paged else PageKind(Kind.BLOCKED, "应答没有可见内容")
    return None


def _error(document: Document, text: str) -> PageKind | None:
    """An error or maintenance page that answers 200: says so, and shows nothing that only an article or list has."""
    title_node = document.tree.css_first("title")
    found = _error_words(title_node.text() if title_node else "") or _error_words(text[: 4 * _ERROR_CHARS])
    if not found or document.meta("pubdate") or document.meta("articletitle"):
        return None
    text = text or full_text(document)
    if _SHOWN_DATE.search(text):
        return None
    in_links = sum(len(node.text(strip=True)) for node in document.tree.css("body a"))
    if len(text) - in_links > _ERROR_CHARS or dated_rows(document) >= _FEWEST_ROWS:
        return None
    return PageKind(Kind.BLOCKED, f"错误或维护页面（“{found[0].strip()}”）")


def _error_words(text: str) -> re.Match[str] | None:
    return _ERROR_WORDS.search(text) if any(hint in text for hint in _ERROR_HINTS) else None


def _content_kind(document: Document) -> PageKind:
    path, query = urlsplit(document.url)[2:4]
    indexed = bool(_INDEX_ADDRESS.search(path)) and not _ARTICLE_QUERY.search(query)
    if _ARTICLE_ADDRESS.search(path):
        return PageKind(Kind.ARTICLE, "地址为文章页")
    dated = dated_rows(document)
    if (document.meta("articletitle") or document.meta("pubdate")) and not (indexed and dated >= _FEWEST_ROWS):
        return PageKind(Kind.ARTICLE, "页面标签含文章标题或发布日期")
    column = document.meta("columnname") or ""
    if (indexed and _INDEX_ADDRESS.fullmatch(path or "/")) or "首页" in column:
        return PageKind(Kind.HOME, "站点根地址或首页栏目标签")
    prose = _prose(document)
    if not indexed and prose >= max(_PROSE_CHARS, dated * _CHARS_PER_ROW):
        return PageKind(Kind.ARTICLE, "以正文为主")
    if not indexed and not dated and prose and _SHOWN_DATE.search(full_text(document)[:_BAR_CHARS]):
        return PageKind(Kind.ARTICLE, "有发布时间和正文")
    if len(read_pager(document).urls) > 1 or "<datastore" in document.html:
        return PageKind(Kind.LIST, "有分页")
    blocks = _blocks(document)
    if blocks >= _HOME_BLOCKS:
        return PageKind(Kind.HOME, f"有 {blocks} 个列表区块")
    if dated >= _FEWEST_ROWS or (column and dated):
        return PageKind(Kind.LIST, f"有 {dated} 行带日期的条目")
    marked = document.tree.css_first(", ".join(BODY_SELECTORS)) is not None
    if prose >= (_FEWEST_MARKED_CHARS if marked else _PROSE_CHARS) and title_of(document):
        return PageKind(Kind.ARTICLE, "以正文为主")
    return PageKind(Kind.LIST, "有栏目标签") if column else PageKind(Kind.OTHER, "不是文章、列表或首页")


def _prose(document: Document) -> int:
    """Characters of the main text outside links: rows of a list are links, an article is not."""
    node = main_node(document)
    if node is None:
        return 0
    return len(main_text(document)) - sum(len(link.text(strip=True)) for link in node.css("a"))


def _blocks(document: Document) -> int:
    """How many 更多 links the page has: a home page shows the head of many lists, a list page one list."""
    texts = ("".join(node.text().split()).strip(">»+").lower() for node in document.tree.css("body a[href]"))
    return sum(text in _MORE for text in texts)
