"""The links between a policy document and its interpretation, seen from either page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from selectolax.lexbor import LexborNode

from facts.article import full_text, main_text, title_of
from facts.document import Document
from facts.links import base_url, resolve
from facts.page_kind import Kind, classify
from facts.publish_date import read_publish_date
from facts.sources import PageSource
from facts.usable_page import usable
from inspection.moment import beijing_day
from inspection.outcome import Irrelevant, Missing
from inspection.registry import ColumnKind

_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[（(【]20\d\d[〕\]）)】]\s?第?\d{1,4}号")
#: Titles of documents that lay down rules. Plans of work (工作方案) concern offices, not the public.
_RULES = re.compile(
    r"(?:管理|实施|暂行|试行|奖励|评定|考核)?办法|(?:管理|若干)?规定|(?:实施)?细则|若干(?:政策|措施|意见)|实施意见|(?:管理)?规则|扶持政策|优惠政策"
)
_STATED_RULES = re.compile(r"行政规范性文件|规〔20\d\d〕")
_OTHER_TITLES = re.compile(
    r"转发|任免|任职|免职|表彰|通报|批复|会议|招聘|公示|征求意见|意见征集|征求.{0,12}意见|废止|失效|清理|修改|成立|领导小组|年度报告|解读|预案|工作方案|工作要点"
    r"|内部|机关|绩效|考勤|财务管理|复函|放假|举办|开展.{0,12}(?:活动|检查)|学习|宣传"
)
_UPPER = re.compile(
    r"国务院|国家|中华人民共和国|全国|中央|中共|财政部|.{2,6}部办公厅|住建部|税务总局|(?:^|[^区县])(?:省|市)人民政府|(?:省|市)政府|条例|(?:^|《).{0,8}法》?解读"
)
_INTERPRETS = re.compile(r"解读|图解|一图读懂|问答|政策说明|起草说明|政策简读|读懂")
_ORIGINAL = re.compile(
    r"原文|文件(?:链接|全文|正文)?$|政策(?:文件|链接|正文|全文)|相关(?:文件|政策)|关联文件|解读文件|印发.{0,40}通知|关于.{2,60}(?:的通知|办法|规定|意见|措施|细则)"
)
#: The heading over links to the other half. A bare 政策解读 is a menu entry.
_BLOCK = re.compile(
    r"(?:相关|关联|配套)(?:的?政策|文件)?(?:解读|文件|原文|阅读|链接|稿件|信息|内容|政策)(?:材料|链接)?"
    r"|(?:政策|文件)?(?:解读|原文|文件)(?:链接|材料|入口)"
)
_NOT_GIVEN = re.compile(r"^(?:暂?无|没有).{0,8}$")
_SCRIPTED = re.compile(r"解读|xgjd|jiedu|relate[dD]|xgwj|yuanwen|原文")


@dataclass(frozen=True, slots=True)
class PolicyLinks:
    """``normative``: a document of rules with its own number; ``upper``: it passes on or interprets another level's.

    ``links`` are the texts of links to the other half, ``scripted`` says that the place for them is filled by script
    or left empty by the page as delivered. ``day`` is the publication day.
    """

    title: str
    number: str
    normative: bool
    upper: bool
    interprets: bool
    links: tuple[str, ...]
    scripted: bool
    day: date | None
    url: str
    sha256: str

    @classmethod
    def extract(cls, source: PageSource) -> Self | Missing | Irrelevant:
        if source.column_kind not in (ColumnKind.POLICY, ColumnKind.INTERPRETATION):
            return Irrelevant("不是政策文件或政策解读类栏目")
        document = usable(source.read)
        if isinstance(document, Missing):
            return document
        if classify(document).kind is not Kind.ARTICLE:
            return Irrelevant("不是文章页")
        title = title_of(document)
        text = main_text(document)
        number = _NUMBER.search(f"{title}\n{full_text(document)[:1500]}")
        published = read_publish_date(document, source.as_of).value
        normative = bool(number) and _lays_down_rules(title, text, number[0] if number else "")
        asked = normative or bool(_INTERPRETS.search(title))
        wanted = _INTERPRETS if source.column_kind is ColumnKind.POLICY else None
        return cls(
            title,
            number[0] if number else "",
            normative,
            bool(_UPPER.search(title) or re.search(r"转发", title)),
            bool(_INTERPRETS.search(title)),
            tuple(dict.fromkeys(_links(document, wanted, title))) if asked else (),
            asked and _left_open(document),
            beijing_day(published) if isinstance(published, datetime) else published,
            document.url,
            document.page.sha256,
        )


def _lays_down_rules(title: str, text: str, number: str) -> bool:
    if _OTHER_TITLES.search(title):
        return False
    return bool(_RULES.search(title) or "规〔" in number or _STATED_RULES.search(text[:300]))


def _links(document: Document, wanted: re.Pattern[str] | None, title: str) -> Iterator[str]:
    """Texts of links to another article that name an interpretation, or an original (by number, name or heading)."""
    base = base_url(document)
    for link in document.tree.css("body a[href]"):
        name = " ".join((link.attributes.get("title") or link.text()).split()) or " ".join(
            (image.attributes.get("alt") or "") for image in link.css("img")
        )
        url = resolve(base, link.attributes.get("href") or "")
        if not url or url == document.url or name == title or re.search(r"/(?:index(?:_\d+)?\.s?html?)?$", url):
            continue  # nowhere, here, or a column
        found = wanted.search(name) if wanted else _names_original(name, title)
        if found or _under_block(link, wanted):
            yield name or url


def _names_original(name: str, title: str) -> bool:
    if _INTERPRETS.search(name):
        return False
    quoted = re.findall(r"《([^》]{4,60})", title)
    return bool(_NUMBER.search(name) or _ORIGINAL.search(name) or any(one in name for one in quoted))


def _under_block(link: LexborNode, wanted: re.Pattern[str] | None) -> bool:
    """Whether a short heading just before the link's block says 解读 (or 原文, 相关文件)."""
    node: LexborNode | None = link
    for _ in range(4):
        if node is None or node.tag in ("body", "html"):
            return False
        heading = _heading_before(node)
        if heading and len(heading) <= 10:
            return bool(wanted.search(heading) if wanted else re.search(r"原文|文件|政策", heading))
        node = node.parent
    return False


def _heading_before(node: LexborNode) -> str:
    """The bare text of the nearest sibling before ``node`` that has any."""
    before = node.prev
    while before is not None:
        text = "" if before.tag == "-comment" else "".join((before.text_content or "").split())
        if text:
            return text.strip("【】[]：:")
        before = before.prev
    return ""


def _left_open(document: Document) -> bool:
    """A heading such as 相关解读 with nothing under it, or a script that speaks of such links."""
    if any(_SCRIPTED.search(node.text() or "") for node in document.tree.css("script")):
        return True
    lines = full_text(document).split("\n")
    for at, line in enumerate(lines):
        if _BLOCK.fullmatch(line.strip("【】[]：: ")):
            after = lines[at + 1] if at + 1 < len(lines) else ""
            return not _NOT_GIVEN.match(after)
    return False
