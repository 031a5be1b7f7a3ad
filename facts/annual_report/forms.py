"""The words of the two forms: applicants, rows of table 三, groups and outcomes of table 四.

国办公开办函〔2019〕60号 (reports for 2019 and 2020) and 国办公开办函〔2021〕30号 (since then); they differ in 三（六）.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache


class Applicant(StrEnum):
    """Columns of table 三."""

    PERSON = "自然人"
    BUSINESS = "商业企业"
    RESEARCH = "科研机构"
    CHARITY = "社会公益组织"
    LEGAL = "法律服务机构"
    OTHER = "其他"
    TOTAL = "总计"


ORGANISATIONS = (Applicant.BUSINESS, Applicant.RESEARCH, Applicant.CHARITY, Applicant.LEGAL, Applicant.OTHER)


class Part(StrEnum):
    """Parts of 三 (本年度办理结果), less its total."""

    OPEN = "（一）予以公开"
    PARTLY = "（二）部分公开"
    DENIED = "（三）不予公开"
    LACKING = "（四）无法提供"
    REFUSED = "（五）不予处理"
    OTHER = "（六）其他处理"


#: How many item rows a part has; 其他处理 is one row of its own (2019) or three items (2021).
ITEMS = {Part.DENIED: 8, Part.LACKING: 3, Part.REFUSED: 5, Part.OTHER: 3}


class Row(StrEnum):
    """Rows of table 三 outside its parts."""

    NEW = "一、本年新收"
    CARRIED_IN = "二、上年结转"
    HANDLED = "（七）总计"
    CARRIED_OUT = "四、结转下年度"


#: A row of table 三: one of ``Row``, or (part, item from 1), or (part, 0) for the part's own row.
RowKey = Row | tuple[Part, int]


class Group(StrEnum):
    """Groups of table 四."""

    REVIEW = "行政复议"
    DIRECT = "未经复议直接起诉"
    AFTER_REVIEW = "复议后起诉"


class Result(StrEnum):
    """Columns of each group of table 四."""

    UPHELD = "结果维持"
    CORRECTED = "结果纠正"
    OTHER = "其他结果"
    PENDING = "尚未审结"
    TOTAL = "总计"


_ITEM_WORDS: tuple[tuple[str, RowKey], ...] = (
    ("上年度?.{0,4}结转|结转.{0,3}上年", Row.CARRIED_IN),
    ("结转.{0,3}下.?年|转下年度?继续", Row.CARRIED_OUT),
    ("新收", Row.NEW),
    ("国家秘密", (Part.DENIED, 1)),
    ("(?:法律|法规).{0,8}禁止", (Part.DENIED, 2)),
    ("三安全|危及.{0,4}安全", (Part.DENIED, 3)),
    ("第三方", (Part.DENIED, 4)),
    ("内部事务", (Part.DENIED, 5)),
    ("过程性", (Part.DENIED, 6)),
    ("执法案卷", (Part.DENIED, 7)),
    ("行政查询", (Part.DENIED, 8)),
    ("不掌握", (Part.LACKING, 1)),
    ("没有现成|另行制作", (Part.LACKING, 2)),
    ("补正后.{0,8}不明确|内容仍不明确", (Part.LACKING, 3)),
    ("信访", (Part.REFUSED, 1)),
    ("重复申请", (Part.REFUSED, 2)),
    ("公开出版物", (Part.REFUSED, 3)),
    ("大量反复", (Part.REFUSED, 4)),
    ("重新出具|确认.{0,8}已获取", (Part.REFUSED, 5)),
    ("逾期不补正", (Part.OTHER, 1)),
    ("收费通知|缴纳费用", (Part.OTHER, 2)),
    ("其他处理", (Part.OTHER, 0)),
    ("不予公开", (Part.DENIED, 0)),
    ("无法提供", (Part.LACKING, 0)),
    ("不予处理", (Part.REFUSED, 0)),
    ("部分公开", (Part.PARTLY, 0)),
    ("予以公开", (Part.OPEN, 0)),
    ("(?:.{0,6}办理结果)?(?:总计|合计)", Row.HANDLED),
    ("其他", (Part.OTHER, 3)),
)
_ITEMS = tuple((re.compile(words), key) for words, key in _ITEM_WORDS)
_WHOLE_LABELS = {Row.HANDLED, (Part.OTHER, 3)}
_NUMBERING = re.compile(
    r"(?:[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．:：]+|\d{1,2}|第[一二三四五六七八九十]+项[、:：]?|[①-⑳])"
)
_REMARK = re.compile(r"[（(][^（）()]*[)）]")

_APPLICANTS = (
    (re.compile("自然人"), Applicant.PERSON),
    (re.compile("商业企业"), Applicant.BUSINESS),
    (re.compile("科研机构"), Applicant.RESEARCH),
    (re.compile("公益组织"), Applicant.CHARITY),
    (re.compile("法律服务"), Applicant.LEGAL),
    (re.compile("^其他$"), Applicant.OTHER),
    (re.compile("^(?:总计|合计)$"), Applicant.TOTAL),
)
_GROUPS = (
    (re.compile("复议后"), Group.AFTER_REVIEW),
    (re.compile("未经复议|直接起诉"), Group.DIRECT),
    (re.compile("行政复议|^复议"), Group.REVIEW),
)
_RESULTS = (
    (re.compile("维持"), Result.UPHELD),
    (re.compile("纠正"), Result.CORRECTED),
    (re.compile("尚?未审结"), Result.PENDING),
    (re.compile("其他结果|^其他$"), Result.OTHER),
    (re.compile("(?:总计|合计)$"), Result.TOTAL),
)


@lru_cache(4096)
def bare(label: str) -> str:
    """A label without white space, numbering and remarks in brackets; 其它 is written 其他."""
    text = _NUMBERING.sub("", re.sub(r"\s", "", label), count=1) if _NUMBERING.match(label.strip()) else label
    return _REMARK.sub("", re.sub(r"\s", "", text)).replace("其它", "其他")


def row_of(labels: Iterable[str]) -> RowKey | None:
    """The row of table 三 that a path of labels (outermost first) names.

    The innermost telling label decides. A part of several items that stands only further out does not: its row is then
    an item that the form does not know.
    """
    for depth, label in enumerate(reversed([label for label in map(bare, labels) if label])):
        for pattern, key in _ITEMS:
            if pattern.fullmatch(label) if key in _WHOLE_LABELS else pattern.search(label):
                unknown_item = depth and not isinstance(key, Row) and key[1] == 0 and key[0] in ITEMS
                return None if unknown_item else key
    return None


@lru_cache(4096)
def applicant_of(label: str) -> Applicant | None:
    """The applicant that a header text names."""
    text = bare(label)
    return next((applicant for pattern, applicant in _APPLICANTS if pattern.search(text)), None)


def dispute_of(labels: Iterable[str]) -> tuple[Group, Result] | None:
    """Group and result of table 四 named by the labels above and beside a cell; ``None`` unless both are named."""
    path = [bare(label) for label in labels]
    results = {result for label in path for pattern, result in _RESULTS if pattern.search(label)}
    group = next((group for pattern, group in _GROUPS for label in path if pattern.search(label)), None)
    return (group, results.pop()) if group and len(results) == 1 else None
