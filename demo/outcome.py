"""Whether the replay ended as planned: the post-conditions of ``make demo``."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from demo.plan import Plan

PUBLISHED = Path(__file__).parent / "published"

#: Columns of the published annexes that the replay must reproduce, beside rows and names.
_SITE_CELLS = (
    "单项否决", "内容更新-周扫描", "内容更新-季度检查", "政策解读", "错情整改", "办事指南",
    "公开信箱", "网站找错", "加分", "得分", "检查结果", "排名",
)  # fmt: skip
_ACCOUNT_CELLS = (
    "单项否决", "基本信息", "内容更新-周扫描", "内容更新-季度检查", "错情整改", "功能设计",
    "加分", "得分", "检查结果", "排名",
)  # fmt: skip


def problems(plan: Plan, findings: list[Mapping[str, Any]], scans: list[Mapping[str, Any]], out: Path) -> list[str]:
    """Everything that did not come out as planned and published; empty = the demo succeeded.

    ``findings`` as ``xunjian review --state all --json`` tells them, ``scans`` as each scan told itself, ``out`` the
    folder that ``xunjian report`` wrote.
    """
    return [
        *_coverage(scans),
        *_findings(plan, findings),
        *_unknown(plan, scans),
        *_annex(out / "annex1.csv", PUBLISHED / "annex1.csv", _SITE_CELLS),
        *_annex(out / "annex2.csv", PUBLISHED / "annex2.csv", _ACCOUNT_CELLS),
        *_files(out),
    ]


def _coverage(scans: list[Mapping[str, Any]]) -> Iterator[str]:
    for scan in scans:
        coverage = scan["coverage"]
        name = f"{scan['kind']} {scan['as_of']}"
        if coverage["columns_planned"] + coverage["accounts_planned"] == 0:
            yield f"{name} 没有计划任何检查"
        if coverage["columns_unknown"] + coverage["accounts_unknown"] != len(coverage["reasons"]):
            yield f"{name} 无法判定的对象与原因数目不符"


def _findings(plan: Plan, findings: list[Mapping[str, Any]]) -> Iterator[str]:
    """Recall and precision: all planned accusations are there in the planned state, and nothing else is accused."""
    planned = {(one.rule, one.subject): one.outcome for one in plan.expected("confirmed", "suspected")}
    accused = {(one["rule"], one["subject"]): one["state"] for one in findings if one["grade"] in ("error", "veto")}
    for key, state in planned.items():
        if accused.get(key) != state:
            yield f"计划中的问题没有如期得出：{key[0]} {key[1]}（应为 {state}，实为 {accused.get(key, '未发现')}）"
    for key, state in accused.items():
        if key not in planned:
            yield f"计划之外的指控：{key[0]} {key[1]}（{state}）"


def _unknown(plan: Plan, scans: list[Mapping[str, Any]]) -> Iterator[str]:
    """What could not be read that day is told as unknown, with its reason. Home pages have no line in the coverage."""
    reasons = {scan["as_of"][:10]: scan["coverage"]["reasons"] for scan in scans if scan["kind"] == "weekly"}
    for expected in plan.expected("unknown"):
        for day in expected.scans:
            if expected.rule != "website.home-stale" and expected.subject not in reasons.get(day.isoformat(), {}):
                yield f"{day} 的周扫描没有说明 {expected.subject} 无法判定"


def _annex(written: Path, published: Path, cells: tuple[str, ...]) -> Iterator[str]:
    try:
        ours, theirs = _rows(written), _rows(published)
    except OSError as problem:
        yield f"缺少文件 {problem.filename}"
        return
    if len(ours) != len(theirs):
        yield f"{written.name} 有 {len(ours)} 行，应为 {len(theirs)} 行"
    for mine, printed in zip(ours, theirs, strict=False):
        for cell in ("序号", "主管单位", *cells):
            value = mine.get("排名（按原表口径）", mine.get("排名")) if cell == "排名" else mine.get(cell)
            if _same(value) != _same(printed[cell]):
                yield f"{written.name} 第{printed['序号']}行“{cell}”为“{value}”，公布的是“{printed[cell]}”"


def _same(text: str | None) -> str:
    """Blank, 0 and line breaks inside names do not count as differences between our table and the printed one."""
    plain = "".join((text or "").split())
    return "" if plain in ("0", "0.0") else plain


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def _files(out: Path) -> Iterator[str]:
    wanted = ["annex1", "annex2", "annex3"]
    names = [f"{name}.{kind}" for name in wanted for kind in ("xlsx", "csv")] + ["quarter.json", "contradictions.md"]
    yield from (f"缺少文件 {name}" for name in names if not (out / name).is_file())
