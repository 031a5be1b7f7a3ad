"""The other pages of a list.

Field practice: page k of a TRS list is ``index.html``, ``index_1.html`` … ``index_{N-1}.html``; N stands in an inline
call ``createPageHTML(N, 0, "index", "html")`` or ``createPage(N…)``, in a script variable ``countPage``, sometimes only
in a comment. Live code beats a comment.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from facts.document import Document, once
from facts.links import base_url, resolve

#: A list longer than this is an endless calendar or a trap; nobody judges a window by its 200th page.
MAX_PAGES = 200

_CALL = re.compile(
    r"createPage(?:HTML|Html)?\s*\(\s*(?:[\"'][\w-]{0,40}[\"']\s*,\s*)?(\d{1,6})\s*"
    r"(?:,\s*\d{1,6}\s*)?(?:,\s*[\"']([\w.-]{1,80})[\"']\s*,\s*[\"'](\w{1,8})[\"'])?"
)
#: A page made to be slow may hold thousands; a real one holds two.
_MOST_CALLS = 3
_NAMED_CALL = re.compile(
    r"createPage(?:HTML|Html)?\s*\(\s*(?:[\"'][\w-]{0,40}[\"']\s*,\s*)?([A-Za-z_$][\w$]{0,40})\s*"
    r",\s*[\w$]{1,40}\s*,\s*[\"']([\w.-]{1,80})[\"']\s*,\s*[\"'](\w{1,8})[\"']"
)
_ASSIGNED = re.compile(r"(?<![\w$.])([A-Za-z_$][\w$]{0,40})\s*=\s*[\"']?(\d{1,6})\b")
_VARIABLES = ("countPage", "pageCount", "nPageCount", "totalPage")
_VARIABLE = re.compile(rf"(?<![\w$])(?:{'|'.join(_VARIABLES)})s?\s*[=:]\s*[\"']?(\d{{1,6}})\b")
_DATASTORE_PAGES = re.compile(r"<totalpage>\s*(\d{1,6})\s*</totalpage>", re.IGNORECASE)
_NEXT = frozenset(("下一页", "下页", "下一頁", "后一页", "后页", "next", "nextpage"))
_LAST = frozenset(("尾页", "末页", "最后一页", "最后页", "最末页", "last"))
_NEXT_SIGNS = frozenset((">", "›", "»", "＞", "→"))
_LAST_SIGNS = frozenset((">>", "»»", "＞＞", ">|"))
#: What stands around the words.
_FRAME = "[]【】()（）<>＜＞‹›«»→·|"
_LONGEST_WORD = 8
#: All that a block of page numbers says.
_PAGER_TEXT = re.compile(r"[\d\s.…·|/<>《》«»‹›\[\]【】:：,，共第前后上下首尾末一页頁条篇当到至跳转记录每显示总数]*")
_LONGEST_PAGER = 200
_PAGE_OF_CHOICE = re.compile(r"第?\s*(\d{1,4})\s*页?")
_NUMBER = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Pager:
    """``pages`` = how many the site says there are (``None``: it does not say).

    ``urls`` = absolute addresses of the pages in order, the first page first, at most ``MAX_PAGES``; the first page
    keeps the spelling it was asked by (``/zwdt/`` is ``/zwdt/index.html``).
    """

    pages: int | None
    urls: tuple[str, ...]


@once
def read_pager(document: Document) -> Pager:
    """Read the pager of a list page; a page without one is its own only page."""
    scripted = _scripted(document)
    if scripted:
        return scripted
    datastore = _DATASTORE_PAGES.search(document.html)
    return _linked(document, int(datastore[1]) if datastore else None)


def next_page(document: Document) -> str | None:
    """The address of the page that follows ``document`` in its list, or ``None``: the last, or not reached by one."""
    urls = read_pager(document).urls
    after = urls[urls.index(document.url) + 1 :] if document.url in urls else ()
    return after[0] if after else None


def _scripted(document: Document) -> Pager | None:
    """The pager that a script would write; strongest: live variable, live call, commented call, commented variable."""
    html = document.html
    calls = list(_CALL.finditer(html)) if "createPage" in html else []
    if not calls:  # a bare variable may belong to any script; it counts only beside the call that names the files
        return _counted_by_variable(document) if "createPage" in html else None
    variables = list(_VARIABLE.finditer(html)) if any(name in html for name in _VARIABLES) else []
    live = {found.start() for found in (*calls, *variables) if not _commented(html, found.start())}
    ranked = sorted(
        (*variables, *calls),
        key=lambda found: (found.start() not in live, (found.re is _CALL) == (found.start() in live)),
    )
    named = next((call for call in (*(c for c in calls if c.start() in live), *calls) if call[2]), None)
    pages = max(1, int(ranked[0][1]))
    name, extension = (named[2], named[3]) if named else _file_name(document.url)
    return Pager(pages, _numbered(document, pages, name, extension))


def _counted_by_variable(document: Document) -> Pager | None:
    """``var countPage = 12; createPageHTML(countPage, 0, "index", "html")``."""
    html = document.html
    for call in islice(_NAMED_CALL.finditer(html), _MOST_CALLS):
        counts = islice((found for found in _ASSIGNED.finditer(html) if found[1] == call[1]), _MOST_CALLS)
        count = next((found for found in counts if not _commented(html, found.start())), None)
        if count and not _commented(html, call.start()):
            pages = max(1, int(count[2]))
            return Pager(pages, _numbered(document, pages, call[2], call[3]))
    return None


def _commented(html: str, position: int) -> bool:
    """Whether ``position`` lies in a script comment, or in an HTML comment outside scripts (scripts hide in those)."""
    line = html[html.rfind("\n", 0, position) + 1 : position]
    if re.search(r"(?<!:)//", line):
        return True
    if html.rfind("/*", 0, position) > html.rfind("*/", 0, position):
        return True
    opened = html.rfind("<!--", 0, position)
    if opened <= html.rfind("-->", 0, position):
        return False
    before = html[:opened].lower()
    return before.rfind("<script") <= before.rfind("</script")


def _file_name(url: str) -> tuple[str, str]:
    """Name without page number, and extension, of the list file at ``url``; ``index``, ``html`` for a folder."""
    file = urlsplit(url).path.rpartition("/")[2]
    found = re.fullmatch(r"(.+?)(?:_\d{1,4})?\.(s?html?)", file)
    return (found[1], found[2]) if found else ("index", "html")


def _numbered(document: Document, pages: int, name: str, extension: str) -> tuple[str, ...]:
    folder = document.url.partition("?")[0].rpartition("/")[0] + "/"
    first = f"{folder}{name}.{extension}"
    if document.url == folder:
        first = folder
    elif _file_name(document.url)[0] == name and not re.search(r"_\d{1,4}\.s?html?$", document.url):
        first = document.url
    rest = (f"{folder}{name}_{number}.{extension}" for number in range(1, min(pages, MAX_PAGES)))
    return (first, *rest)


def _linked(document: Document, pages: int | None) -> Pager:
    """A pager of plain links. Pages between 下一页 and 尾页 are filled in when the two differ in one number only."""
    base = base_url(document)
    following = last = None
    numbers: list[LexborNode] = []
    for node in document.tree.css("a[href]"):
        text = node.text(strip=True)
        if len(text) > _LONGEST_WORD:
            continue
        if text.isascii() and text.isdigit():
            numbers.append(node)
            continue
        word = "".join(text.split()).lower()
        bare = word.strip(_FRAME)
        is_next = bare in _NEXT or word in _NEXT_SIGNS
        if is_next or bare in _LAST or word in _LAST_SIGNS:
            url = resolve(base, node.attrs.get("href") or "")
            following, last = (url or following, last) if is_next else (following, url or last)
    following = following or _next_number(document, base, numbers) or _chosen(document, base)
    if not following or _same_page(following, document.url):
        return Pager(pages, (document.url,))
    between = _filled(following, last) if last else (following,)
    return Pager(pages, tuple(dict.fromkeys((document.url, *between)))[:MAX_PAGES])


def _next_number(document: Document, base: str, links: list[LexborNode]) -> str | None:
    """The next page in a block of page numbers: the first number that is no link, or links here, is this page's."""
    blocks: defaultdict[int, dict[int, str | None]] = defaultdict(dict)
    nodes: dict[int, LexborNode] = {}
    for link in links:
        block = link.parent
        if block is not None and block.tag in ("li", "span", "td", "em", "b"):
            block = block.parent
        if block is not None:
            nodes[block.mem_id] = block
            blocks[block.mem_id].setdefault(int(link.text(strip=True)), resolve(base, link.attrs.get("href") or ""))
    for key, numbers in blocks.items():
        text = nodes[key].text()
        if len(text) > _LONGEST_PAGER or not _PAGER_TEXT.fullmatch(text):
            continue  # hits, days of a calendar, phone numbers
        own = next((n for n in range(1, max(numbers) + 1) if _leads_here(numbers.get(n), document.url)), None)
        if own is not None and (url := numbers.get(own + 1)):
            return url
    return None


def _leads_here(url: str | None, here: str) -> bool:
    return url is None or _same_page(url, here)


def _chosen(document: Document, base: str) -> str | None:
    """The next page of a choice list whose values are addresses."""
    if "<option" not in document.html:
        return None
    for choice in document.tree.css("select[onchange*=location]"):
        pages: dict[int, str | None] = {}
        for option in choice.css("option[value]"):
            value, number = option.attrs.get("value") or "", _PAGE_OF_CHOICE.fullmatch(option.text(strip=True))
            if number and re.search(r"[/.?]", value):
                pages[int(number[1])] = resolve(base, value)
        own = next((number for number, url in pages.items() if url and _same_page(url, document.url)), None)
        if own is not None and pages.get(own + 1):
            return pages[own + 1]
    return None


def _filled(following: str, last: str) -> tuple[str, ...]:
    start, end = _NUMBER.split(following), _NUMBER.split(last)
    differing = [index for index, (one, other) in enumerate(zip(start, end, strict=False)) if one != other]
    if len(start) != len(end) or len(differing) != 1 or not differing[0] % 2:
        return (following,) if following == last or not differing else (following, last)
    index = differing[0]
    low, high = int(start[index]), int(end[index])
    step = 1 if high >= low else -1  # 博达 counts later pages down
    numbers = range(low, high + step, step)[:MAX_PAGES]
    return tuple("".join((*start[:index], str(number), *start[index + 1 :])) for number in numbers)


def _same_page(one: str, other: str) -> bool:
    return re.sub(r"index\.s?html?$", "", one) == re.sub(r"index\.s?html?$", "", other)
