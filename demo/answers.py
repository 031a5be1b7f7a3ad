"""What the portal answers: a page that is rendered when somebody wants its body, or trouble."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. ``etag`` (quoted) and ``changed`` (aware) are absent where a real server sends none."""

    status: int
    content_type: str
    body: Callable[[], bytes]
    etag: str = ""
    changed: datetime | None = None


def fixed(status: int, body: bytes, content_type: str = HTML) -> Answer:
    """An answer with a given body, not cacheable."""
    return Answer(status, content_type, lambda: body)


def not_found() -> Answer:
    return fixed(404, b"<html><head><title>404</title></head><body><h1>404 Not Found</h1></body></html>")


def refresh(target: str) -> Answer:
    """The stub of a removed document or moved column: status 200 and nothing but a meta refresh."""
    return fixed(200, f'<meta http-equiv="refresh" content="0;URL={target}" />\n'.encode())


_CHALLENGE = (
    "<script>document.cookie=('_')+('_jsl_')+('clearance_s=')+(7+'')+(16+'')+';max-age=3600;path=/';"
    "location.href=location.pathname+location.search</script>"
)

#: The troubles of ``plan.yaml`` by name.
TROUBLE: dict[str, Answer] = {
    "bad-gateway": fixed(502, b"<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>"),
    "challenge": fixed(200, _CHALLENGE.encode()),
    "missing": not_found(),
    "forbidden": fixed(403, b"<html><head><title>403 Forbidden</title></head><body>403 Forbidden</body></html>"),
    "weibo-empty": fixed(
        200, '{"ok":0,"msg":"这里还没有内容","data":{"cards":[]}}'.encode(), "application/json; charset=utf-8"
    ),
    "wechat-error": fixed(200, b'{"errcode":48001,"errmsg":"api unauthorized"}', "application/json; charset=utf-8"),
    "rss-empty": fixed(
        200,
        b'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>-</title></channel></rss>\n',
        "application/rss+xml; charset=utf-8",
    ),
}
