"""Renders templates. Everything is escaped; a name that a template misspells is an error, not a blank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from inspection.moment import BEIJING
from inspection.viewer import Right, Viewer
from web.frame.desk import desk_of

HERE = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the navigation, shown to those who have ``right``."""

    path: str
    label: str
    right: Right


NAVIGATION: Sequence[Entry] = (
    Entry("/", "总览", Right.LOOK),
    Entry("/own", "我的单位", Right.REPLY),
    Entry("/sites", "专栏", Right.LOOK),
    Entry("/accounts", "新媒体", Right.LOOK),
    Entry("/ledger", "问题台账", Right.OWN),
    Entry("/weekly", "周扫描记录", Right.LOOK),
    Entry("/quarters", "季度考核", Right.LOOK),
    Entry("/settings", "配置", Right.MANAGE),
)


@lru_cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"moment": moment_words, "day": day_words}
    made.globals |= {"asset": asset, "Right": Right}
    return made


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """The template as a whole page. ``viewer`` is the signed-in person, set by the access dependency."""
    viewer: Viewer | None = getattr(request.state, "viewer", None)
    desk = desk_of(request)
    text = _environment().get_template(template).render(
        request=request,
        viewer=viewer,
        district=desk.work.district,
        today=desk.today,
        now=desk.clock(),
        csrf=getattr(request.state, "csrf", ""),
        navigation=[entry for entry in NAVIGATION if viewer and viewer.may(entry.right)],
        **values,
    )  # fmt: skip
    return HTMLResponse(text, status)


def moment_words(at: datetime | None) -> str:
    """A moment in Beijing time to the minute; ``—`` for none."""
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M") if at else "—"


def day_words(day: date | None) -> str:
    return day.isoformat() if day else "—"


@lru_cache
def asset(name: str) -> str:
    """The address of one of our own static files; changes with its content, so that it may be cached for good."""
    digest = sha256((HERE / "static" / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?{digest}"
