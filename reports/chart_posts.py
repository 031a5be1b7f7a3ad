"""How often an account posted, week by week, beside what is asked of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reports.chart_frame import BAD, DIM, GOOD, Chart


def posting_rhythm(weeks: Sequence[tuple[date, int]], wanted: float | None) -> Chart:
    """Bars of (Monday, posts); ``wanted`` posts a week are drawn as a line."""
    rows = [{"week": monday.isoformat(), "posts": posts} for monday, posts in weeks]
    enough = f"datum.posts >= {wanted}" if wanted is not None else "true"
    across = {
        "field": "week", "type": "ordinal", "title": None,
        "axis": {"labelExpr": "slice(datum.value, 5)", "labelAngle": 0, "labelOverlap": True},
    }  # fmt: skip
    up = {"field": "posts", "type": "quantitative", "title": "条/周", "axis": {"tickMinStep": 1, "tickCount": 4}}
    bars = {
        "mark": {"type": "bar"},
        "encoding": {"x": across, "y": up, "color": {"condition": {"test": enough, "value": GOOD}, "value": BAD}},
    }
    numbers = {
        "mark": {"type": "text", "dy": -7, "fontSize": 11, "color": DIM},
        "encoding": {"x": across, "y": up, "text": {"field": "posts"}},
    }
    layers = [bars, numbers]
    if wanted is not None:
        line = {"type": "rule", "strokeDash": [5, 3], "color": DIM}
        layers.append({"mark": line, "encoding": {"y": {"datum": wanted}}})
    return {"data": {"values": rows}, "layer": layers, "width": 900, "height": 120}
