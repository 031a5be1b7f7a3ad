"""总览: today's state of all sites and accounts."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from web.frame.access import Looker
from web.frame.rendering import page

router = APIRouter()


@router.get("/")
def overview(request: Request, viewer: Looker) -> HTMLResponse:
    return page(request, "overview.html")
