"""The five CSV files of a district: their headers, and one parser per row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar

from config.csv_rows import Row, is_web_address, parse_rows, read_rows
from config.problem import ConfigError
from inspection.registry import (
    Account,
    Column,
    ColumnKind,
    FeedFormat,
    Grade,
    ManualEntry,
    ManualKind,
    Platform,
    Site,
    Unit,
)  # fmt: skip

#: The headers of each file, in the order in which a new file is written.
HEADERS: dict[str, tuple[str, ...]] = {
    "units.csv": ("编号", "名称", "别名", "来源", "依据等级"),
    "sites.csv": ("编号", "序号", "单位编号", "名称", "首页地址", "已核实", "对外服务", "来源", "依据等级"),
    "columns.csv": ("编号", "专栏编号", "类别", "名称", "地址", "上级栏目", "已核实", "来源", "依据等级"),
    "accounts.csv": ("编号", "序号", "单位编号", "名称", "平台", "数据格式", "数据地址", "已核实", "来源", "依据等级"),
    "manual.csv": ("季度", "对象编号", "类别", "扣分项", "分值", "说明", "来源", "依据等级"),
}
GRADES = {grade.value: grade for grade in Grade}
COLUMN_KINDS = {kind.label: kind for kind in ColumnKind}
PLATFORMS = {platform.label: platform for platform in Platform}
FEED_FORMATS = {feed_format.value: feed_format for feed_format in FeedFormat}
MANUAL_KINDS = {"单项否决": ManualKind.PRINTED_VETO, "加减分": ManualKind.ADJUSTMENT, "说明": ManualKind.NOTE}
BRIDGE = "{bridge}"

T = TypeVar("T")
#: A noun with the row that it stands in, so that later complaints can name the place.
Placed = tuple[tuple[Row, T], ...]


@dataclass(frozen=True, slots=True)
class Registry:
    """What the five files hold, each noun with its row."""

    units: Placed[Unit]
    sites: Placed[Site]
    columns: Placed[Column]
    accounts: Placed[Account]
    manual_entries: Placed[ManualEntry]


def read_registry(folder: Path, bridge: str | None, problems: list[str]) -> Registry | None:
    """The files of ``folder``; complaints go to ``problems``.

    ``None`` when a row or a file could not be read: the names that point to it cannot be judged then.
    """
    before = len(problems)
    registry = Registry(
        units=_read(folder, "units.csv", _unit, problems),
        sites=_read(folder, "sites.csv", _site, problems),
        columns=_read(folder, "columns.csv", _column, problems),
        accounts=_read(folder, "accounts.csv", lambda row: _account(row, bridge), problems),
        manual_entries=_read(folder, "manual.csv", _manual, problems),
    )
    return registry if len(problems) == before else None


def _read(folder: Path, name: str, parse: Callable[[Row], T], problems: list[str]) -> Placed[T]:
    try:
        rows = read_rows(folder / name, HEADERS[name])
    except ConfigError as error:
        problems += error.problems
        return ()
    return tuple(parse_rows(rows, lambda row: (row, parse(row)), problems))


def _unit(row: Row) -> Unit:
    return Unit(row.id("编号"), row.text("名称"), row.text("来源"), row.choice("依据等级", GRADES), row.words("别名"))


def _site(row: Row) -> Site:
    numbers = row.numbers("序号")
    if len(numbers) != 1:
        raise row.wrong("序号", "一个专栏只能有一个序号")
    return Site(
        id=row.id("编号"),
        row=numbers[0],
        unit_id=row.text("单位编号"),
        name=row.text("名称"),
        home_url=row.url("首页地址"),
        verified=row.yes_no("已核实"),
        public_service=row.yes_no("对外服务"),
        source=row.text("来源"),
        grade=row.choice("依据等级", GRADES),
    )


def _column(row: Row) -> Column:
    return Column(
        id=row.id("编号"),
        site_id=row.text("专栏编号"),
        kind=row.choice("类别", COLUMN_KINDS),
        name=row.text("名称"),
        url=row.url("地址"),
        parent_id=row.optional("上级栏目") or None,
        verified=row.yes_no("已核实"),
        source=row.text("来源"),
        grade=row.choice("依据等级", GRADES),
    )


def _account(row: Row, bridge: str | None) -> Account:
    return Account(
        id=row.id("编号"),
        rows=row.numbers("序号"),
        unit_id=row.text("单位编号"),
        name=row.text("名称"),
        platform=row.choice("平台", PLATFORMS),
        feed_format=row.choice("数据格式", FEED_FORMATS),
        feed_url=_feed_url(row, bridge),
        verified=row.yes_no("已核实"),
        source=row.text("来源"),
        grade=row.choice("依据等级", GRADES),
    )


def _feed_url(row: Row, bridge: str | None) -> str:
    value = row.optional("数据地址")
    if BRIDGE in value:
        if bridge is None:
            raise row.wrong("数据地址", f"用了 {BRIDGE}，但 district.yaml 没有写 feed_bridge")
        value = value.replace(BRIDGE, bridge.rstrip("/"))
    if value and not is_web_address(value):
        raise row.wrong("数据地址", f"“{value}”不是网址，应以 http://、https:// 或 {BRIDGE} 开头（人工登记的可留空）")
    return value


def _manual(row: Row) -> ManualEntry:
    kind = row.choice("类别", MANUAL_KINDS)
    item, points = row.optional("扣分项"), row.optional("分值")
    if kind is ManualKind.ADJUSTMENT:
        item = row.id("扣分项")
        _check_points(row)
    elif item or points:
        raise row.wrong("扣分项" if item else "分值", "只有“加减分”才填扣分项和分值，请留空")
    return ManualEntry(
        quarter_id=row.text("季度"),
        subject_id=row.text("对象编号"),
        kind=kind,
        item=item or None,
        points=points or None,
        text=row.text("说明"),
        source=row.text("来源"),
        grade=row.choice("依据等级", GRADES),
    )


def _check_points(row: Row) -> None:
    value = row.text("分值")
    try:
        fits = Decimal(value).is_finite()
    except InvalidOperation:
        fits = False
    if not fits:
        raise row.wrong("分值", f"“{value}”应为数字，如 2 或 0.5")
