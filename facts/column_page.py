"""What a list page is worth as evidence about its column: still the column's page, and read as a whole?

Field practice: a removed column is sent to the home page or a login form; lists come by script into an empty container,
or stand in a frame; dates are written by a script; side blocks (热门文章, 推荐阅读) hold old items of other columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from facts.document import Document, once
from facts.links import base_url, resolve
from facts.sources import Read
from facts.usable_page import left_to_script, usable
from inspection.outcome import Missing

_INDEX = re.compile(r"/(?:(?:index|default|main)\.\w{3,5})?", re.IGNORECASE)
_SIDE_HEAD = re.compile(
    r"(?:栏目|快速|网站|站内|服务)(?:导航|通道|入口|列表)|(?:热门|热点|点击|相关|推荐|精彩|最热)(?:文章|新闻|信息|阅读|推荐|排行|内容|链接|图文|资讯)"
    r"|(?:点击|浏览|阅读|访问)(?:量)?排行(?:榜)?|友情链接|相关链接|猜你喜欢"
)
_HEADS = "dt, h2, h3, h4, h5, h6, th, caption, strong, .title, .tit, .hd"
#: Containers that scripts fill with something else than items.
_OTHER_USE = re.compile(
    r"weather|tianqi|visit|count|hits|clock|share|search|qrcode|swiper|pager|pagination|banner|login|player"
    r"|^(?:top|nav|menu|head|foot|time|today|date|page|map|ad)\w{0,3}$",
    re.IGNORECASE,
)
_CONTAINERS = "div, ul, ol, tbody, table, dl, section"
#: Attributes by which list scripts are told where to ask.
_SOURCE = re.compile(r"data-(?:url|api|src|action|href|channel|channelid|cid|catid|columnid|interface|request)")
#: Names that a script writes in quotes or as a selector: "list", '#list li'.
_NAMED = re.compile(r"[\"'#]([\w-]{1,60})(?=[\"'\s])")
_MOST_PARTS = 24  # elements and texts
_WAITING_CHARS = 16
_SHOWING = frozenset(("a", "img", "form", "h1", "h2", "h3"))
_LOADING = re.compile(
    r"(?:数据|内容|页面)?(?:正在|努力|拼命)?(?:加载|载入)中?[.…。,，]*(?:请稍[候后等])?[.…。]*|loading[.…]*",
    re.IGNORECASE,
)
_WRITTEN = re.compile(r"document\.write|format\w*(?:date|time)", re.IGNORECASE)
_FEWEST_UNDATED = 3
_ANY_DATE = re.compile(r"\d{1,4}\s{0,3}[-/.年月]\s{0,3}\d{1,2}|今天|昨天|前天|刚刚|\d\s{0,3}(?:天|小时|分钟|周|月)前")
_FOOT = re.compile(r"foot|bottom|copyright|btm", re.IGNORECASE)
_LONGEST_ROW = 200
_SHORTEST_TITLE = 4
_FRAMES = "iframe[src], frame[src]"
_FILE = re.compile(r"[^/]+$")


def column_page(read: Read) -> Document | Missing:
    """The page, or why it tells nothing about the column that was asked for."""
    page = usable(read)
    if isinstance(page, Missing):
        return page
    asked, answered = urlsplit(page.page.url), urlsplit(page.url)
    if not _INDEX.fullmatch(asked.path or "/") and _INDEX.fullmatch(answered.path or "/") and not answered.query:
        return Missing("栏目地址被转到网站首页")
    if page.page.url != page.url and page.tree.css_first("input[type=password]"):
        return Missing("栏目地址被转到登录页")
    return page


@once
def unread_part(page: Document) -> str:
    """Why items may stand where nobody read (Chinese), ``""`` when the page was read as a whole."""
    if left_to_script(page) or filled_later(page):
        return "列表内容由脚本加载，未能读取"
    return "列表内容在框架页中，未能读取" if any(map(_visible, page.tree.css(_FRAMES))) else ""


@once
def filled_later(page: Document) -> bool:
    """Whether a container holds nothing but a word or two while a script, or an address of its own, is to fill it."""
    script = "\n".join(node.text() for node in page.tree.css("script:not([src])"))
    named = frozenset(_NAMED.findall(script))
    return any(_waits(node, named) for node in page.tree.css(_CONTAINERS))


def _waits(node: LexborNode, named: frozenset[str]) -> bool:
    name = node.attrs.get("id") or ""
    text = None if _OTHER_USE.search(name) else _few_words(node)
    if text is None or "{" in text:
        return False
    return name in named or _LOADING.fullmatch(text) is not None or any(_SOURCE.fullmatch(key) for key in node.attrs)


def _few_words(node: LexborNode) -> str | None:
    """The text of a small container without links, pictures and heads; ``None`` for any other: it shows something."""
    text = ""
    for count, part in enumerate(node.traverse(include_text=True)):
        if count > _MOST_PARTS or part.tag in _SHOWING:
            return None
        if part.tag == "-text":
            text += (part.text_content or "").strip()
        if len(text) > _WAITING_CHARS:
            return None
    return text


@once
def dates_by_script(page: Document) -> bool:
    """Whether scripts within rows write something that may be the rows' dates."""
    rows = page.tree.css("li script, td script, dd script, p script, span script")
    return any(_WRITTEN.search(node.text()) for node in rows)


@once
def undated_items(page: Document) -> int:
    """How many items stand in one block of the page that shows no date at all; 0 where it shows one, or has no block.

    For lists without dates, which are told from menus by nothing but that their items lie below the column.
    """
    own = set(own_links(page))
    base = base_url(page)
    first = next((a for a in page.tree.css("body a[href]") if resolve(base, a.attrs.get("href") or "") in own), None)
    block = first.parent if first is not None and len(own) >= _FEWEST_UNDATED else None
    while block is not None and len(block.css("a[href]")) < len(own):
        block = block.parent
    if block is None or block.tag in ("body", "html") or _ANY_DATE.search(block.text()):
        return 0
    return len(own)


@once
def side_urls(page: Document) -> frozenset[str]:
    """Addresses that blocks under a heading such as 热门文章 or 栏目导航 link to: items of other columns."""
    base = base_url(page)
    heads = (head for head in page.tree.css(_HEADS) if _SIDE_HEAD.fullmatch(head.text(strip=True).strip(">》")))
    blocks = {head.parent.mem_id: head.parent for head in heads if head.parent is not None}
    links = (link for block in blocks.values() if block.tag not in ("body", "html") for link in block.css("a[href]"))
    return frozenset(url for link in links if (url := resolve(base, link.attrs.get("href") or "")))


@once
def own_links(page: Document) -> tuple[str, ...]:
    """Addresses of files below the page's folder that it links to by name: items, recognised as rows or not."""
    folder = page.url.partition("?")[0].rpartition("/")[0] + "/"
    return tuple(dict.fromkeys(url for url in _named(page) if url.startswith(folder) and _is_file(url)))


@once
def lone_row(page: Document) -> bool:
    """Whether a link outside footer and side blocks stands beside a date: an item of a list too short to be seen."""
    base, aside = base_url(page), side_urls(page)
    rows = {link.parent.mem_id: link.parent for link in page.tree.css("body a[href]") if link.parent is not None}
    for row in rows.values():
        text = row.text()
        if len(text) > _LONGEST_ROW or not _ANY_DATE.search(text) or _in_foot(row):
            continue
        for link in row.css("a[href]"):
            url = resolve(base, link.attrs.get("href") or "")
            title = link.text()
            if url and url not in aside and len(title.strip()) >= _SHORTEST_TITLE:
                return bool(_ANY_DATE.search(text.replace(title, "", 1)))
    return False


def _in_foot(node: LexborNode | None) -> bool:
    while node is not None and node.tag not in ("body", "html"):
        if node.tag == "footer" or _FOOT.search(f"{node.attrs.get('class') or ''} {node.attrs.get('id') or ''}"):
            return True
        node = node.parent
    return False


@once
def sub_columns(page: Document) -> tuple[str, ...]:
    """Addresses of folders below the page's own that it links to by name."""
    folder = page.url.partition("?")[0].rpartition("/")[0] + "/"
    return tuple(url for url in _named(page) if url.startswith(folder) and url.endswith("/") and url != folder)


def _named(page: Document) -> Iterator[str]:
    base = base_url(page)
    for link in page.tree.css("body a[href]"):
        if len(link.text(strip=True)) >= 2 and (url := resolve(base, link.attrs.get("href") or "")):
            yield url


def _is_file(url: str) -> bool:
    name = _FILE.search(urlsplit(url).path)
    return name is not None and not re.match(r"(?:index|list|default)(?:_\d+)?\.", name[0], re.IGNORECASE)


def _visible(frame: LexborNode) -> bool:
    size = (frame.attrs.get("width") or "", frame.attrs.get("height") or "")
    return not {"0", "1", "0px", "1px"} & set(size) and "none" not in (frame.attrs.get("style") or "")
