"""Charts of a quarter's overview: what each weekly scan saw, and how the scores spread."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from inspection.score import ScoreLine
from reports.chart_frame import BAD, DIM, GOOD, INK, Chart, svg
from scoring.weekly_record import WeeklyRecord

#: Upper bands first, each from its score (inclusive) on.
_BANDS = ((100, "100分"), (95, "95—99.9分"), (90, "90—94.9分"), (80, "80—89.9分"), (60, "60—79.9分"), (0, "60分以下"))
_WIDTH = 620


def weekly_bars(records: Sequence[WeeklyRecord]) -> Chart:
    """Faults and early warnings of each weekly scan, one row of bars for each, with their numbers."""
    rows = [
        {"week": f"{one.last_day:%m-%d}", "at": number, "kind": kind, "count": len(seen)}
        for number, one in enumerate(records)
        for kind, seen in (("问题", one.findings), ("预警与提示", one.warnings))
    ]
    x = {"field": "week", "type": "ordinal", "sort": {"field": "at"}, "title": "周扫描日期", "axis": {"labelAngle": 0}}
    y = {"field": "count", "type": "quantitative", "title": None, "axis": None}
    bars = {
        "mark": {"type": "bar", "width": {"band": 0.6}},
        "encoding": {"color": {"field": "kind", "scale": {"range": [BAD, DIM]}, "legend": None}},
    }
    numbers = {
        "mark": {"type": "text", "dy": -7, "color": INK, "fontSize": 12},
        "encoding": {"text": {"field": "count"}},
    }
    return {
        "data": {"values": rows},
        "facet": {"row": _facet("问题", labelAngle=0, labelAlign="left")},
        "spec": {"width": _WIDTH - 90, "height": 90, "layer": [bars, numbers], "encoding": {"x": x, "y": y}},
        "resolve": {"scale": {"y": "independent"}},
    }  # fmt: skip


def score_bands(sites: Sequence[ScoreLine], accounts: Sequence[ScoreLine]) -> Chart:
    """How many lines of each annex have which score."""
    rows = [
        {"band": title, "at": at, "kind": kind, "count": sum(low <= line.printed_score < high for line in lines)}
        for kind, lines in (("政府网站专栏", sites), ("政务新媒体", accounts))
        for at, (title, low, high) in enumerate(_bands())
    ]
    y = {"field": "band", "type": "ordinal", "sort": {"field": "at"}, "title": None}
    x = {"field": "count", "type": "quantitative", "title": None, "axis": None}
    numbers = {
        "mark": {"type": "text", "dx": 12, "color": INK, "fontSize": 12},
        "encoding": {"text": {"field": "count"}},
    }
    return {
        "data": {"values": rows},
        "facet": {"column": _facet("政府网站专栏")},
        "spec": {
            "width": _WIDTH / 2 - 100, "height": 150, "encoding": {"x": x, "y": y},
            "layer": [{"mark": {"type": "bar", "color": GOOD, "height": {"band": 0.6}}}, numbers],
        },
        "resolve": {"scale": {"x": "independent"}},
    }  # fmt: skip


def _facet(first: str, **header: Any) -> Chart:
    """One chart for each kind, ``first`` first."""
    return {"field": "kind", "title": None, "sort": [first], "header": {"labelFontSize": 13, **header}}


def png(chart: Chart) -> bytes:
    """The chart as a picture for documents, three pixels a point."""
    import vl_convert  # noqa: PLC0415 - starts a script engine: not for those who draw nothing

    return bytes(vl_convert.svg_to_png(svg(chart), scale=3))


def _bands() -> list[tuple[str, Decimal, Decimal]]:
    """Title, from (inclusive) and to (exclusive)."""
    highs = [Decimal("Infinity"), *(Decimal(low) for low, _ in _BANDS)]
    return [(title, Decimal(low), high) for (low, title), high in zip(_BANDS, highs, strict=False)]
