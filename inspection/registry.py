"""Who is inspected: units, their sites and columns, and their new-media accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspection.maintenance import Maintenance


class Grade(StrEnum):
    """How well a fact of the registry or a rule is known (see ``docs/glossary.md``)."""

    CIRCULAR = "C"
    DERIVED = "D"
    NATIONAL = "N"
    OTHER = "O"
    ASSUMED = "A"


class ColumnKind(StrEnum):
    """What a column is for; decides which rules apply to it."""

    NEWS = "news"  # 动态、要闻
    POLICY = "policy"  # 政策文件
    INTERPRETATION = "interpretation"  # 政策解读
    NOTICE = "notice"  # 公示公告
    OVERVIEW = "overview"  # 概况
    FUNCTIONS = "functions"  # 机构职能
    LEADERS = "leaders"  # 领导信息
    ANNUAL_REPORT = "annual-report"  # 年度报告
    GUIDE = "guide"  # 办事指南
    MAILBOX = "mailbox"  # 公开信箱

    @property
    def label(self) -> str:
        """Chinese name for messages and for the registry's files."""
        return _COLUMN_LABELS[self]


_COLUMN_LABELS = {
    ColumnKind.NEWS: "动态要闻",
    ColumnKind.POLICY: "政策文件",
    ColumnKind.INTERPRETATION: "政策解读",
    ColumnKind.NOTICE: "公示公告",
    ColumnKind.OVERVIEW: "概况",
    ColumnKind.FUNCTIONS: "机构职能",
    ColumnKind.LEADERS: "领导信息",
    ColumnKind.ANNUAL_REPORT: "年度报告",
    ColumnKind.GUIDE: "办事指南",
    ColumnKind.MAILBOX: "公开信箱",
}


class Platform(StrEnum):
    """New-media platforms; a WeChat account is either a subscription or a service account, with other duties."""

    WECHAT_SUBSCRIPTION = "wechat-subscription"
    WECHAT_SERVICE = "wechat-service"
    WEIBO = "weibo"
    DOUYIN = "douyin"
    KUAISHOU = "kuaishou"
    TOUTIAO = "toutiao"
    QQ = "qq"
    YIDIAN = "yidian"

    @property
    def label(self) -> str:
        """Chinese name as annex 2 of the circular prints it."""
        return _PLATFORM_LABELS[self]


_PLATFORM_LABELS = {
    Platform.WECHAT_SUBSCRIPTION: "微信公众号订阅号",
    Platform.WECHAT_SERVICE: "微信公众号服务号",
    Platform.WEIBO: "新浪微博",
    Platform.DOUYIN: "抖音短视频",
    Platform.KUAISHOU: "快手短视频",
    Platform.TOUTIAO: "今日头条",
    Platform.QQ: "企鹅号",
    Platform.YIDIAN: "一点号",
}


class FeedFormat(StrEnum):
    """The shape of an account's feed; one reader per format (``crawler/feeds``)."""

    RSS = "rss"  # RSS 2.0, Atom and JSON Feed
    WEIBO = "weibo"
    QQ = "qq"
    WECHAT = "wechat"
    DOUYIN = "douyin"
    KUAISHOU = "kuaishou"
    SHEET = "sheet"  # CSV or XLSX filled in by the unit


@dataclass(frozen=True, slots=True)
class Unit:
    """主管单位. ``id`` is a short ASCII word, stable over the years; ``aliases`` are other names texts call it by."""

    id: str
    name: str
    source: str
    grade: Grade
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """专栏. ``row`` is the line of annex 1; ``verified`` is false while nobody has opened ``home_url``.

    ``public_service`` false selects the second score formula (不考核办事指南).
    """

    id: str
    row: int
    unit_id: str
    name: str
    home_url: str
    verified: bool
    public_service: bool
    source: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class Column:
    """栏目 of a site. ``parent_id`` names the column whose freshness also counts this one's items."""

    id: str
    site_id: str
    kind: ColumnKind
    name: str
    url: str
    parent_id: str | None
    verified: bool
    source: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class Account:
    """政务新媒体 account. ``feed_url`` may be empty: the account is then read by hand (UNKNOWN until a sheet comes).

    ``rows`` are its lines in annex 2 (more than one when a source printed it twice).
    """

    id: str
    rows: tuple[int, ...]
    unit_id: str
    name: str
    platform: Platform
    feed_format: FeedFormat
    feed_url: str
    verified: bool
    source: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class Sitting:
    """One sitting of the quarterly check: when, and which units (empty = all that no other sitting names)."""

    at: datetime
    unit_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Quarter:
    """An assessment quarter; ``first_day`` and ``last_day`` are inclusive Beijing days (data, not a calendar rule)."""

    id: str
    title: str
    first_day: date
    last_day: date
    weekly_scans: tuple[datetime, ...]
    sittings: tuple[Sitting, ...]
    source: str
    grade: Grade
    #: A source may print ranks among its first rows only; ``None`` = among all rows.
    rows_ranked_in_print: int | None = None


class ManualKind(StrEnum):
    """What a person may enter beside the crawl."""

    PRINTED_VETO = "printed-veto"  # a source prints 单项否决 = 是 without a reason
    ADJUSTMENT = "adjustment"  # 加分, 网站找错 and other points given by people
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class ManualEntry:
    """A value that the crawl cannot know, with its source. ``item`` and ``points`` are set for adjustments only.

    ``subject_id`` is a site or account id.
    """

    quarter_id: str
    subject_id: str
    kind: ManualKind
    item: str | None
    points: str | None
    text: str
    source: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class District:
    """Everything registered for one district, in file order."""

    id: str
    name: str
    units: tuple[Unit, ...]
    sites: tuple[Site, ...]
    columns: tuple[Column, ...]
    accounts: tuple[Account, ...]
    quarters: tuple[Quarter, ...]
    manual_entries: tuple[ManualEntry, ...]
    #: (docid, day it was created) pairs that anchor the docid clock; ascending.
    docid_anchors: tuple[tuple[int, date], ...] = ()
    #: Announced maintenance windows (报备).
    maintenance: tuple[Maintenance, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What units (by all their names), sites and accounts are called, each once: no word is wrong in a name."""
        names = [name for unit in self.units for name in (unit.name, *unit.aliases)]
        names += [site.name for site in self.sites]
        names += [account.name for account in self.accounts]
        return tuple(dict.fromkeys(names))

    def unit(self, unit_id: str) -> Unit:
        """The unit called ``unit_id``; ``KeyError`` when there is none."""
        for unit in self.units:
            if unit.id == unit_id:
                return unit
        raise KeyError(unit_id)

    def quarter(self, quarter_id: str) -> Quarter:
        """The quarter called ``quarter_id``; ``KeyError`` when there is none."""
        for quarter in self.quarters:
            if quarter.id == quarter_id:
                return quarter
        raise KeyError(quarter_id)

    def columns_of(self, site_id: str) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.site_id == site_id)
