"""Draws charts on the server: a Vega-Lite description becomes an SVG that pages, print and documents show alike."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from threading import Lock
from typing import Any

#: What is installed where people look at the charts (UOS, Kylin, Windows), then what our own machines have.
_FONT = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Noto Sans SC, WenQuanYi Micro Hei, sans-serif"
INK, DIM, LINE, GOOD, BAD = "#1c2430", "#5a6472", "#d5dae1", "#17663a", "#a11616"
_LOOK = {
    "font": _FONT,
    "background": "white",
    "aria": False,  # the page has the words
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK, "titleColor": DIM, "gridColor": LINE, "domainColor": LINE, "tickColor": LINE,
        "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
    },
    "legend": {"labelColor": INK, "titleColor": DIM, "labelFontSize": 12, "titleFontSize": 12},
}  # fmt: skip
_one_at_a_time = Lock()

Chart = Mapping[str, Any]


def svg(chart: Chart) -> str:
    """``chart``, a Vega-Lite description with its data inside, drawn in our look. The same chart is drawn once.

    Raises ``ValueError`` for a description that cannot be drawn.
    """
    return _drawn(json.dumps({**chart, "config": _LOOK}, ensure_ascii=False, sort_keys=True))


@lru_cache(maxsize=300)
def _drawn(text: str) -> str:
    import vl_convert  # noqa: PLC0415 - starts a script engine: not for those who draw nothing

    with _one_at_a_time:
        return str(vl_convert.vegalite_to_svg(json.loads(text), allowed_base_urls=[]))
