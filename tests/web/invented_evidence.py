"""Evidence of an invented finding, put into the chain as a capture would, with what a hostile page could hold."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image

from db import evidence
from evidence.exhibit import Gathering
from inspection.manifest import Access, both_times
from jobs.evidence_wanted import evidence_store
from tests.web.conftest import BEGINNING, Console

#: What would run if a replay could run anything, or load anything.
HOSTILE = (
    b"<!doctype html><title>x</title><p id='said'>replayed</p><script>document.title='ran'</script>"
    b"<img src=x onerror=\"document.title='ran'\"><form action='http://elsewhere.invalid/'><button>send</button></form>"
)
SECRET = b"<!doctype html><p>unmasked"


def photograph(console: Console, finding_id: str) -> int:
    """The number of the new manifest: a picture, a replay, the answer, and two restricted members."""
    picture = BytesIO()
    Image.new("RGB", (60, 40), "white").save(picture, "PNG")
    gathering = Gathering()
    for name in ("marked.png", "crop.png"):
        gathering.add(name, "image/png", picture.getvalue())
    kept, closed = (f"asset-{letter * 20}.png" for letter in "ab")
    gathering.add(kept, "image/png", picture.getvalue())
    gathering.add(closed, "image/png", picture.getvalue() + b"x", Access.RESTRICTED)
    html = HOSTILE + f'<img id="kept" src="{kept}"><img id="closed" src="{closed}">'.encode()
    gathering.add("inert.html", "text/html; charset=utf-8", html)
    gathering.add("response.bin", "text/html", HOSTILE)
    gathering.add("original.html", "text/html; charset=utf-8", SECRET, Access.RESTRICTED)
    told: dict[str, Any] = {
        "page": {},
        "finding": {"rule_title": "规则", "title": "通知"},
        "capture": {"program": "xunjian", "browser": "Chromium", "at": both_times(BEGINNING)},
    }
    store = evidence_store(console.work)
    for body in gathering.bodies.values():
        store.put(body)
    with console.work.database.writing() as cx:
        kept = evidence.append(
            cx, console.work.district.id, 1, BEGINNING,
            lambda number, previous: gathering.closed(number, previous, finding_id, told),
        )  # fmt: skip
    return kept.number
