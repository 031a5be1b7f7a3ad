"""Files that pages give away."""

from __future__ import annotations

from urllib.parse import quote

from fastapi.responses import Response

_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "pdf": "application/pdf",
}


def attachment(body: bytes, name: str) -> Response:
    """``body`` to be saved as ``name`` (may be Chinese), never shown in the browser."""
    kind = _TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    return Response(
        body, media_type=kind, headers={"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    )
