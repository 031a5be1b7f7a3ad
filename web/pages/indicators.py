"""考核指标: the tables as they are in force, each rule with its source and grade. They change only as files."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from inspection.indicators import IndicatorTable
from inspection.registry import Grade
from inspection.rule import Per, RuleKind
from jobs.kept_results import kept_tables
from web.frame.access import Looker
from web.frame.desk import TheDesk
from web.frame.rendering import page

router = APIRouter(prefix="/settings/indicators")

KINDS = {RuleKind.VETO: ("bad", "单项否决"), RuleKind.DEDUCT: ("warn", "扣分"), RuleKind.HINT: ("unknown", "提示")}
PER = {Per.SCAN: "每次扫描", Per.ITEM: "每项指标每次检查", Per.FINDING: "每个问题"}
GRADES = {
    Grade("C"): "通报写明",
    Grade("D"): "由通报的数字推出",
    Grade("N"): "国家指标",
    Grade("O"): "其他公开做法",
    Grade("A"): "本系统假定，可改",
}


@router.get("")
def listing(request: Request, desk: TheDesk, viewer: Looker) -> Response:
    """All tables, those of the newest first."""
    tables = sorted(kept_tables(), key=lambda one: (one.first_day, one.id), reverse=True)
    return page(request, "settings/indicators.html", tables=tables, in_force=lambda one: one.in_force(desk.today))


@router.get("/{table_id}")
def table(request: Request, viewer: Looker, table_id: Annotated[str, Path(max_length=80)]) -> Response:
    found = _table(table_id)
    return page(
        request, "settings/indicator_table.html", table=found, kinds=KINDS, per=PER, grades=GRADES,
        items={item.id: item.title for item in found.items},
    )  # fmt: skip


def _table(table_id: str) -> IndicatorTable:
    for one in kept_tables():
        if one.id == table_id:
            return one
    raise HTTPException(404)
