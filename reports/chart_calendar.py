"""A year of days, each as dark as many problems were found on it for the first time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from reports.chart_frame import INK, Chart

_WEEKS = 53


def findings_calendar(found: Mapping[date, int], last: date) -> Chart:
    """The 53 weeks (from Monday) that end with the week of ``last``; days that are not in ``found`` had none."""
    monday = first_day(last)
    dark = max(found.values(), default=0) / 4  # white figures from where the ground is dark: the scale goes by roots
    days = [monday + timedelta(days=number) for number in range((last - monday).days + 1)]
    rows = [
        {
            "week": (day - timedelta(days=day.weekday())).isoformat(),
            "weekday": "一二三四五六日"[day.weekday()],
            "found": found.get(day, 0) or None,
        }
        for day in days
    ]
    across = {
        "field": "week", "type": "ordinal", "title": None,
        "axis": {
            "labelExpr": "toNumber(slice(datum.value, 8)) <= 7 ? toNumber(slice(datum.value, 5, 7)) + '月' : ''",
            "labelAngle": 0, "labelOverlap": False, "ticks": False, "domain": False,
        },
    }  # fmt: skip
    up = {
        "field": "weekday", "type": "ordinal", "title": None, "sort": list("一二三四五六日"),
        "axis": {"ticks": False, "domain": False},
    }  # fmt: skip
    color = {
        "field": "found",
        "type": "quantitative",
        "title": "新发现",
        "scale": {"range": ["#f6d5d5", "#7d0f0f"], "type": "sqrt"},
    }
    empty = {"mark": {"type": "rect", "color": "#eef0f3", "stroke": "white"}, "encoding": {"x": across, "y": up}}
    cells = {
        "transform": [{"filter": "datum.found > 0"}],
        "mark": {"type": "rect", "stroke": "white"},
        "encoding": {"x": across, "y": up, "color": color},
    }
    numbers = {
        "transform": [{"filter": "datum.found > 0"}],
        "mark": {"type": "text", "fontSize": 9},
        "encoding": {
            "x": across, "y": up, "text": {"field": "found"},
            "color": {"condition": {"test": f"datum.found > {dark}", "value": "white"}, "value": INK},
        },
    }  # fmt: skip
    layers = [empty, cells, numbers] if found else [empty]  # a scale of nothing would have a legend of NaN
    return {
        "data": {"values": rows}, "layer": layers, "width": {"step": 16}, "height": {"step": 16},
    }  # fmt: skip


def first_day(last: date) -> date:
    """The first day that the calendar of ``last`` shows."""
    return last - timedelta(days=last.weekday() + 7 * (_WEEKS - 1))
