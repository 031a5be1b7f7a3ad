"""What the API can do, for programs."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from web.frame.access import Owner

router = APIRouter()


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request, viewer: Owner) -> Response:
    """The description of the API (OpenAPI 3.1)."""
    return JSONResponse(request.app.openapi())
