"""What kind of document an article's title announces, by words that leave no doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from facts.article import title_of
from facts.document import Document
from facts.page_kind import Kind, classify
from facts.sources import PageSource
from facts.usable_page import usable
from inspection.outcome import Irrelevant, Missing
from inspection.registry import ColumnKind

_REPORT = "会议活动报道"
_NO_PLACE = frozenset((ColumnKind.NEWS, ColumnKind.POLICY, ColumnKind.INTERPRETATION, ColumnKind.GUIDE))
#: (name of the type, pattern in the title, kinds of columns where such a title has no place); first match counts.
_TYPES: tuple[tuple[str, re.Pattern[str], frozenset[ColumnKind]], ...] = (
    (
        "政策解读",
        re.compile(
            r"^(?:[【\[](?:政策|文件)?解读[】\]]|(?:政策|文件)解读[：:丨|]|一图读懂|图解[：:丨|])"
            r"|《[^》]{4,80}》的?(?:政策|文件|图文)?解读$"
        ),
        frozenset((ColumnKind.NEWS, ColumnKind.POLICY, ColumnKind.NOTICE, ColumnKind.GUIDE)),
    ),
    (
        "招聘信息",
        re.compile(
            r"(?:招聘|招录|遴选|选调|招募)[^，,《]{0,20}(?:简章|公告|启事)$"
            r"|(?:拟聘用|拟录用|笔试成绩|面试成绩|体检)[^，,]{0,20}(?:公示|公告|通知)$"
        ),
        _NO_PLACE,
    ),
    (
        "招标采购信息",
        re.compile(r"(?:招标|采购|中标|成交|磋商|询价|比选|流标|废标|竞价|拍卖)(?:结果|候选人)?(?:公告|公示|邀请函)$"),
        _NO_PLACE,
    ),
    ("公告", re.compile(r"^[^，,《]{0,20}关于[^，,]{2,40}的公告$"), frozenset((ColumnKind.NEWS, ColumnKind.GUIDE))),
    ("公示", re.compile(r"(?:的|名单|结果|情况|任前|批前|拟[^，,]{1,12})公示$"), _NO_PLACE),
    ("年度报告", re.compile(r"20\d\d年(?:度)?政府信息公开(?:工作)?年度报告$"), _NO_PLACE),
    (
        "印发文件的通知",
        re.compile(r"^[^：:，,]{0,40}关于印发[^，,]{4,80}(?:办法|细则|规定|措施)》?(?:[（(]试行[）)])?》?的通知$"),
        frozenset((ColumnKind.NEWS, ColumnKind.INTERPRETATION, ColumnKind.GUIDE)),
    ),
    (
        _REPORT,
        re.compile(
            r"(?:召开|举行|举办)[^，,；;]{2,30}(?:会议|会|仪式|培训班|活动)$"
            r"|^(?!关于)[^，,《：:]{2,12}(?:组织)?开展[^，,《]{2,30}(?:活动|演练|培训|慰问|检查|巡查|调研|座谈)$"
            r"|^[^，,《]{0,12}(?:领导|书记|区长|局长|镇长|主任)[^，,《]{0,20}(?:深入|赴|到)[^，,《]{2,30}(?:调研|检查|督导|慰问|走访)[^，,《]{0,12}$"
        ),
        frozenset((ColumnKind.POLICY, ColumnKind.INTERPRETATION, ColumnKind.GUIDE)),
    ),
)
#: A document about meetings and visits is no report of one.
_RULES = re.compile(r"(?:制度|办法|方案|规定|意见|规则|细则|规程|通知|计划|要点|预案|安排|机制|指引)$")
_TAIL = re.compile(r"[（(][^）)]{1,20}[）)]$")
#: A title that speaks about a document instead of being one.
_ABOUT = re.compile(
    r"关于(?:召开|举行|举办)|^(?!关于)[^，,]{2,20}(?:发布|开展|进行|召开|做好|规范|通过)[^，,]{0,20}公[示告]$"
)


@dataclass(frozen=True, slots=True)
class ColumnTitle:
    """``announces`` names the type of document, ``""`` for none; ``misplaced``: it has no place in this column."""

    title: str
    announces: str
    misplaced: bool
    kind: ColumnKind
    url: str

    @classmethod
    def extract(cls, source: PageSource) -> Self | Missing | Irrelevant:
        if source.column_kind is None:
            return Irrelevant("不知道页面属于哪类栏目")
        document = usable(source.read)
        if isinstance(document, Missing):
            return document
        if not isinstance(document, Document) or classify(document).kind is not Kind.ARTICLE:
            return Irrelevant("不是文章页")
        title = "".join(title_of(document).split())
        if not title:
            return Missing("页面没有标题")
        name, kinds = announced(title)
        return cls(title, name, source.column_kind in kinds, source.column_kind, document.url)


def announced(title: str) -> tuple[str, frozenset[ColumnKind]]:
    """The type of document that ``title`` announces and the columns where it has no place; ``("", ∅)`` for none."""
    bare = _TAIL.sub("", title[:200])
    if not _ABOUT.search(bare):
        for name, pattern, kinds in _TYPES:
            if pattern.search(bare) and not (name == _REPORT and _RULES.search(bare)):
                return name, kinds
    return "", frozenset()
