"""The scores of one site or account over the quarters."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from reports.chart_frame import DIM, INK, Chart


def score_line(scores: Sequence[tuple[str, Decimal]]) -> Chart:
    """A line through (quarter, score), oldest first; scores may exceed 100 or be below 0."""
    rows = [{"quarter": quarter, "score": float(score), "said": str(score)} for quarter, score in scores]
    across = {
        "field": "quarter",
        "type": "ordinal",
        "sort": None,
        "title": None,
        "axis": {"labelAngle": 0, "labelOverlap": True},
    }
    up = {"field": "score", "type": "quantitative", "title": "得分", "scale": {"zero": False, "nice": True}}
    line = {"mark": {"type": "line", "color": INK, "point": {"color": INK}}, "encoding": {"x": across, "y": up}}
    numbers = {
        "mark": {"type": "text", "dy": -10, "fontSize": 11, "color": DIM},
        "encoding": {"x": across, "y": up, "text": {"field": "said"}},
    }
    return {"data": {"values": rows}, "layer": [line, numbers], "width": 900, "height": 140}
