"""Registers the measured portal as a district, in the files that a clerk edits."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.portal_plan import AS_OF, PortalPlan
from config.new_district import write_district
from config.registry_files import HEADERS

DISTRICT = "bench"
_PROOF = ("性能测试", "A")


def register(plan: PortalPlan, url: str, folder: Path) -> None:
    """Write ``folder``/bench for the portal served at ``url``: all its sites and columns, no accounts."""
    district = write_district(DISTRICT, "性能测试区", folder)
    units = [(site.id, site.name, "", *_PROOF) for site in plan.sites]
    sites = [
        (site.id, str(row), site.id, f"{site.name}专栏", url + site.path, "是", "是", *_PROOF)
        for row, site in enumerate(plan.sites, 1)
    ]
    tables: dict[str, Iterable[tuple[str, ...]]] = {
        "units.csv": units,
        "sites.csv": sites,
        "columns.csv": _columns(plan, url),
        "accounts.csv": (),
        "manual.csv": (),
    }
    for name, rows in tables.items():
        _write(district / name, HEADERS[name], rows)
    (district / "quarters.yaml").write_text(
        "quarters:\n"
        "  - id: 2021Q1\n    title: 2021年第一季度\n    first_day: 2020-12-01\n    last_day: 2021-02-28\n"
        f"    weekly_scans: ['{AS_OF.isoformat()}']\n    sittings: []\n    source: 性能测试\n    grade: A\n",
        "utf-8",
    )


def _columns(plan: PortalPlan, url: str) -> Iterator[tuple[str, ...]]:
    for site in plan.sites:
        for column in site.columns:
            shape = column.shape
            yield (
                f"{site.id}-{shape.code}", site.id, shape.kind.label, shape.name, url + column.path, "", "是", *_PROOF
            )  # fmt: skip


def _write(file: Path, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as handle:
        csv.writer(handle).writerows((header, *rows))
