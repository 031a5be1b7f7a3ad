"""Whether a site offers a way to ask, complain or suggest (咨询建言)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from selectolax.lexbor import LexborNode

from facts.document import Document
from facts.links import base_url, resolve
from facts.page_kind import Kind, classify
from facts.sources import ColumnSource, SiteSource
from facts.usable_page import left_to_script, usable
from inspection.outcome import Missing
from inspection.registry import ColumnKind

_CHANNEL = re.compile(
    r"信箱|写信|来信|留言|咨询|互动|建言|献策|问政|投诉|举报|信访|民意|建议|12345|在线(?:问答|访谈|客服)|我要问|网民|问计|诉求|有问必答|智能(?:问答|客服)"
)
#: News about a channel is longer than the name of one.
_LONGEST_NAME = 12
_PARTS = "a, area, img[alt], input[value], button, iframe[title]"
_FRAMES = "iframe[src], frame[src]"
_FEWEST_LINKS = 5


@dataclass(frozen=True, slots=True)
class Consultation:
    """``columns``: mailbox columns that opened. ``links``: names of channels on the home page that lead somewhere.

    ``gaps``: what could not be read and might hold one (Chinese). ``sha256`` names the home page's snapshot.
    """

    columns: tuple[str, ...]
    links: tuple[str, ...]
    gaps: tuple[str, ...]
    home_url: str
    sha256: str

    @classmethod
    def extract(cls, source: SiteSource) -> Self | Missing:
        mailboxes = [one for one in _flat(source.columns) if one.column.kind is ColumnKind.MAILBOX]
        opened = tuple(
            one.column.name for one in mailboxes if any(isinstance(usable(page), Document) for page in one.pages)
        )
        home = usable(source.home)
        if isinstance(home, Document) and classify(home).kind is Kind.ARTICLE:
            home = Missing("页面不是首页")
        if isinstance(home, Missing):
            return cls(opened, (), (), source.site.home_url, "") if opened else home
        gaps = [f"“{one.column.name}”没有读到" for one in mailboxes if one.column.name not in opened]
        links = tuple(dict.fromkeys(_channels(home)))
        return cls(opened, links, (*gaps, *_gaps(home)), home.url, home.page.sha256)


def _flat(columns: tuple[ColumnSource, ...]) -> list[ColumnSource]:
    return [one for column in columns for one in (column, *_flat(column.children))]


def _channels(home: Document) -> Iterator[str]:
    base = base_url(home)
    for node in home.tree.css(_PARTS):
        for name in _names(node):
            if _is_channel(name) and (
                node.tag not in ("a", "area") or resolve(base, node.attributes.get("href") or "")
            ):
                yield name
    if home.tree.css_first("form textarea"):
        yield "首页上的留言表单"


def _names(node: LexborNode) -> Iterator[str]:
    attributes = node.attributes
    for text in (node.text(), attributes.get("title"), attributes.get("alt"), attributes.get("value")):
        if text and (name := re.sub(r"[\s\u3000>»›]", "", text)):
            yield name


def _is_channel(name: str) -> bool:
    return len(name) <= _LONGEST_NAME and bool(_CHANNEL.search(name))


def _gaps(home: Document) -> Iterator[str]:
    if left_to_script(home):
        yield "首页部分内容由脚本加载，未能读取"
    if home.tree.css_first(_FRAMES):
        yield "首页含框架页，框架内的内容没有读取"
    if len(home.tree.css("a[href]")) < _FEWEST_LINKS and home.tree.css_first("script"):
        yield "首页几乎没有链接，导航可能由脚本写入"
    for node in home.tree.css("a"):
        name = re.sub(r"\s", "", node.text())
        if _is_channel(name) and not resolve(home.url, node.attributes.get("href") or ""):
            yield f"“{name}”的链接由脚本打开，无法核实"
            return
    if any(not (image.attributes.get("alt") or "").strip() for image in home.tree.css("a[href] img")):
        yield "首页有未注明文字的图片链接"
