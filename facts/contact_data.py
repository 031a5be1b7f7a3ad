"""Office phones and addresses that a site's own pages give for its unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from facts.article import title_of
from facts.document import Document
from facts.label_rows import head_rows, label_rows
from facts.own_text import own_text
from facts.sources import ColumnSource, SiteSource
from facts.usable_page import usable
from inspection.outcome import Missing
from inspection.registry import ColumnKind

_BEFORE = r"(?:^|[\s\u3000|｜、.．;；])"
_GAP = r"[\s\u3000]*[：:][\s\u3000]*"
#: Labels that mean one thing per unit; a 联系电话 or 咨询电话 may be any section's.
_PHONE = re.compile(
    rf"{_BEFORE}(?P<label>办公电话|办公室电话|值班电话|机关电话){_GAP}(?P<value>[^\n]{{6,60}})", re.MULTILINE
)
_ADDRESS = re.compile(
    rf"{_BEFORE}(?P<label>办公地址|单位地址|机关地址|机构地址|通讯地址){_GAP}(?P<value>[^\n|｜]{{4,60}})", re.MULTILINE
)
_NUMBER = re.compile(r"(?<!\d)(?:[（(]?0\d{2,3}[)）]?[-—－– ]?)?(?P<local>[2-8]\d{6,7})(?!\d)")
_HOUSE = re.compile(
    r"(?:.*(?:[省市区县镇乡]|街道|社区))?(?P<road>[\u4e00-\u9fff]{1,8}?(?:大道|路|街|巷|道))(?P<part>[东西南北中一二三四五六]{1,2}段)?"
    r"(?P<number>\d{1,5})号"
)
#: Two addresses may both be right while an office moves, or where there are two.
_SEVERAL = re.compile(r"搬迁|迁至|新址|原址|分(?:部|中心|局)|[办窗]?事?大厅|办公区|[一二三]办|临时")
_OWN_KINDS = frozenset((ColumnKind.FUNCTIONS, ColumnKind.OVERVIEW, ColumnKind.LEADERS))
_FOOT = "footer, .foot, .footer, #foot, #footer, .bottom, .copyright"


@dataclass(frozen=True, slots=True)
class Contact:
    """One statement: ``values`` are local phone numbers, or "road number" of an address; ``shown`` as printed.

    ``of_unit``: the page is the unit's own functions page or names the unit beside it.
    """

    label: str
    values: frozenset[str]
    shown: str
    page: str
    url: str
    sha256: str
    of_unit: bool


@dataclass(frozen=True, slots=True)
class ContactData:
    """Statements in page order; a label that one page gives twice belongs to several offices and is left out."""

    contacts: tuple[Contact, ...]

    @classmethod
    def extract(cls, source: SiteSource) -> Self | Missing:
        pages = list(_own_pages(source))
        home = usable(source.home)
        if not pages:
            return Missing("机构职能、概况类栏目的页面没有读到")
        found = [contact for kind, page in pages for contact in _of_page(kind, page, source)]
        if isinstance(home, Document):
            found += _of_footer(home, source)
        return cls(tuple(dict.fromkeys(found)))


def _own_pages(source: SiteSource) -> Iterator[tuple[ColumnKind, Document]]:
    seen: set[str] = set()
    listed = [(one.column.kind, page) for one in _flat(source.columns) for page in one.pages]
    for kind, read in (*listed, *((column.kind, document) for column, document in source.articles)):
        page = usable(read) if kind in _OWN_KINDS else None
        if isinstance(page, Document) and page.page.sha256 not in seen:
            seen.add(page.page.sha256)
            yield kind, page


def _flat(columns: tuple[ColumnSource, ...]) -> list[ColumnSource]:
    return [one for column in columns for one in (column, *_flat(column.children))]


def _of_page(kind: ColumnKind, page: Document, source: SiteSource) -> list[Contact]:
    text = "\n".join(
        dict.fromkeys((*own_text(page, source.unit_names).splitlines(), *label_rows(page), *head_rows(page)))
    )
    title = title_of(page)
    named = kind is ColumnKind.FUNCTIONS or any(name in title for name in source.unit_names)
    return _statements(text, title or "机构职能", page, named)


def _of_footer(home: Document, source: SiteSource) -> list[Contact]:
    """The foot of a column on a portal is the portal's: it counts only where it names the unit itself."""
    for node in home.tree.css(_FOOT):
        text = " ".join(node.text(separator=" ").split())
        if any(name in text for name in source.unit_names if len(name) >= 4):
            return _statements(text, "首页页脚", home, True)
    return []


def _statements(text: str, name: str, page: Document, of_unit: bool) -> list[Contact]:
    found: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for pattern, values in ((_PHONE, _phones), (_ADDRESS, _houses)):
        for match in pattern.finditer(text):
            shown = match["value"].strip()
            found.setdefault(match["label"], []).append((shown, values(shown)))
    return [
        Contact(label, several[0][1], several[0][0], name, page.url, page.page.sha256, of_unit)
        for label, several in found.items()
        if len({values for _, values in several}) == 1 and several[0][1] and not _SEVERAL.search(several[0][0])
    ]


def _phones(text: str) -> frozenset[str]:
    return frozenset(match["local"] for match in _NUMBER.finditer(text))


def _houses(text: str) -> frozenset[str]:
    bare = re.sub(r"[\s\u3000]|（[^）]*）|\([^)]*\)", "", text).translate(
        str.maketrans("０１２３４５６７８９", "0123456789")
    )
    return frozenset(f"{match['road']}{match['part'] or ''}{match['number']}号" for match in _HOUSE.finditer(bare))
