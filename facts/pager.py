"""The other pages of a list.

Field practice: page k of a TRS list is ``index.html``, ``index_1.html`` … ``index_{N-1}.html``; N stands in an inline
call ``createPageHTML(N, 0, "index", "html")`` or ``createPage(N…)``, in a script variable ``countPage``, sometimes only
in a comment. Live code beats a comment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from facts.document import Document, once
from facts.links import base_url, resolve

#: A list longer than this is an endless calendar or a trap; nobody judges a window by its 200th page.
MAX_PAGES = 200

_CALL = re.compile(
    r"createPage(?:HTML|Html)?\s*\(\s*(?:[\"'][\w-]{0,40}[\"']\s*,\s*)?(\d{1,6})\s*"
    r"(?:,\s*\d{1,6}\s*)?(?:,\s*[\"']([\w.-]{1,80})[\"']\s*,\s*[\"'](\w{1,8})[\"'])?"
)
_VARIABLES = ("countPage", "pageCount", "nPageCount", "totalPage")
_VARIABLE = re.compile(rf"(?<![\w$])(?:{'|'.join(_VARIABLES)})s?\s*[=:]\s*[\"']?(\d{{1,6}})\b")
_DATASTORE_PAGES = re.compile(r"<totalpage>\s*(\d{1,6})\s*</totalpage>", re.IGNORECASE)
_NEXT = frozenset(("下一页", "下页", "下一頁", "后一页", "下一页>", "下一页>>", "下一页»", "next", ">"))
_LAST = frozenset(("尾页", "末页", "最后一页", "最末页", "last", ">>"))
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


def _scripted(document: Document) -> Pager | None:
    """The pager that a script would write; strongest: live variable, live call, commented call, commented variable."""
    html = document.html
    calls = list(_CALL.finditer(html)) if "createPage" in html else []
    if not calls:
        return None  # a bare variable may belong to any script; it counts only beside the call that names the files
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
    for node in document.tree.css("a[href]"):
        text = "".join(node.text().split()).lower()
        if len(text) > 6 or not (text in _NEXT or text in _LAST):
            continue
        url = resolve(base, node.attrs.get("href") or "")
        following, last = (url or following, last) if text in _NEXT else (following, url or last)
    if not following or _same_page(following, document.url):
        return Pager(pages, (document.url,))
    between = _filled(following, last) if last else (following,)
    return Pager(pages, tuple(dict.fromkeys((document.url, *between)))[:MAX_PAGES])


def _filled(following: str, last: str) -> tuple[str, ...]:
    start, end = _NUMBER.split(following), _NUMBER.split(last)
    differing = [index for index, (one, other) in enumerate(zip(start, end, strict=False)) if one != other]
    if len(start) != len(end) or len(differing) != 1 or not differing[0] % 2:
        return (following,) if following == last or not differing else (following, last)
    index = differing[0]
    low, high = int(start[index]), min(int(end[index]), int(start[index]) + MAX_PAGES)
    return tuple("".join((*start[:index], str(number), *start[index + 1 :])) for number in range(low, high + 1))


def _same_page(one: str, other: str) -> bool:
    return re.sub(r"index\.s?html?$", "", one) == re.sub(r"index\.s?html?$", "", other)
