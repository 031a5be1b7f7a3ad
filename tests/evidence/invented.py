"""Invented exhibits: no browser, no database."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

from PIL import Image

from evidence.exhibit import Exhibit, Gathering
from inspection.manifest import GENESIS, Access, both_times

AT = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)


def picture(shade: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), (shade, shade, shade)).save(out, "PNG")
    return out.getvalue()


def exhibit(number: int = 1, previous: str = GENESIS, *, closed: bool = False) -> Exhibit:
    """Evidence of one invented page; ``closed``: its answer holds what must not be shown."""
    gathering = Gathering()
    address = f"http://www.office.example:8080/Dt/a{number}.html?x=1"
    page = {"asked": address, "reached": address, "status": 200, "fetched_at": both_times(AT), "sha256": "0" * 64}
    access = Access.RESTRICTED if closed else Access.OPEN
    gathering.add("response.bin", "text/html; charset=utf-8", f"<p>页面{number}</p>".encode(), access)
    headers = [["content-type", "text/html"], ["content-encoding", "gzip"], ["x-odd", "a\r\nb 中"]]
    gathering.add_json("response.json", page | {"headers": headers}, access)
    gathering.add("inert.html", "text/html; charset=utf-8", f"<p>存档{number}</p>".encode())
    for name, shade in (("page.png", 250), ("marked.png", 200), ("crop.png", 150)):
        gathering.add(name, "image/png", picture(shade + number))
    told = {
        "finding": {"rule": "W-01", "rule_title": "栏目未更新", "title": "工作动态"},
        "page": page,
        "capture": {"at": both_times(AT)},
    }
    manifest = gathering.closed(number, previous, "f" * 16, told)
    kept = {member.name for member in gathering.members if member.access is Access.OPEN}
    return Exhibit(manifest, {name: body for name, body in gathering.bodies.items() if name in kept})
