"""Checks that the rows of a district fit each other: ids used once, names that point somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from config.csv_rows import Row
from config.registry_files import Placed, Registry
from inspection.registry import Account, Column, Quarter, Site


def faults(registry: Registry, quarters: tuple[Quarter, ...] | None) -> Iterator[str]:
    """One Chinese line per fault. ``quarters`` is ``None`` when their own file could not be read."""
    owned: list[tuple[Row, Site | Account]] = [*registry.sites, *registry.accounts]
    units = {unit.id for _, unit in registry.units}
    yield from _twice("编号", ((row, unit.id) for row, unit in registry.units))
    yield from _twice("编号", ((row, one.id) for row, one in owned))
    yield from _twice("编号", ((row, column.id) for row, column in registry.columns))
    yield from _twice("名称", ((row, unit.name) for row, unit in registry.units))
    yield from _twice("序号", ((row, str(site.row)) for row, site in registry.sites))
    yield from _twice("序号", ((row, str(line)) for row, one in registry.accounts for line in one.rows))
    yield from _nowhere("单位编号", ((row, one.unit_id) for row, one in owned), units, "units.csv")
    sites = {site.id for _, site in registry.sites}
    yield from _nowhere("专栏编号", ((row, one.site_id) for row, one in registry.columns), sites, "sites.csv")
    yield from _parents(registry.columns)
    subjects = sites | {account.id for _, account in registry.accounts}
    entries = registry.manual_entries
    yield from _nowhere(
        "对象编号", ((row, one.subject_id) for row, one in entries), subjects, "sites.csv、accounts.csv"
    )
    if quarters is not None:
        known = {quarter.id for quarter in quarters}
        yield from _nowhere("季度", ((row, one.quarter_id) for row, one in entries), known, "quarters.yaml")
        yield from _sitting_units(quarters, units)


def _twice(header: str, values: Iterable[tuple[Row, str]]) -> Iterator[str]:
    first: dict[str, Row] = {}
    for row, value in values:
        if value in first:
            before = first[value]
            place = f"第{before.number}行" if before.file == row.file else f"{before.file} 第{before.number}行"
            yield str(row.wrong(header, f"“{value}”与{place}重复，请改成不同的"))
        first.setdefault(value, row)


def _nowhere(header: str, values: Iterable[tuple[Row, str]], known: set[str], file: str) -> Iterator[str]:
    for row, value in values:
        if value not in known:
            yield str(row.wrong(header, f"“{value}”在 {file} 中没有，请改正或先在那里登记"))


def _parents(columns: Placed[Column]) -> Iterator[str]:
    by_id = {column.id: column for _, column in columns}
    for row, column in columns:
        if column.parent_id is None:
            continue
        parent = by_id.get(column.parent_id)
        if parent is None:
            yield str(row.wrong("上级栏目", f"“{column.parent_id}”在 columns.csv 中没有，请改正"))
        elif parent.site_id != column.site_id:
            yield str(row.wrong("上级栏目", f"“{column.parent_id}”属于另一个专栏“{parent.site_id}”"))
        elif _is_own_ancestor(column, by_id):
            yield str(row.wrong("上级栏目", f"“{column.id}”成了自己的上级，请改正"))


def _is_own_ancestor(column: Column, by_id: dict[str, Column]) -> bool:
    seen: set[str] = set()
    above = column.parent_id
    while above in by_id and above not in seen:
        if above == column.id:
            return True
        seen.add(above)
        above = by_id[above].parent_id
    return False


def _sitting_units(quarters: tuple[Quarter, ...], units: set[str]) -> Iterator[str]:
    for at, quarter in enumerate(quarters):
        for place, sitting in enumerate(quarter.sittings):
            for unit in sorted(sitting.unit_ids - units):
                yield f"quarters.yaml: quarters[{at}].sittings[{place}].units：“{unit}”在 units.csv 中没有"
