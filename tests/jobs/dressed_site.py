"""A site on 127.0.0.1 with style sheets and pictures, and a finding on one of its stored pages."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from PIL import Image

from config.settings import load_settings
from db import scans, visits
from db.engine import open_database
from db.findings import StoredFinding
from db.observing import observe
from db.schema import upgrade
from inspection.finding import Confidence, Evidence, Finding, Severity, Subject, SubjectKind
from inspection.rule import ScanKind
from inspection.visit import Role, Target, Visit
from jobs.evidence_wanted import wanted_findings
from jobs.workspace import Workspace, workspace

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
WORDS = "本周我镇召开会议安排部署工作"


@dataclass
class DressedSite:
    """Answers by path with a media type; what is not there is 404. ``asked``: every path with its order."""

    answers: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    made: Callable[[str], tuple[str, bytes] | None] = lambda _path: None
    asked: list[str] = field(default_factory=list)
    url: str = ""


def picture(colour: tuple[int, int, int], size: tuple[int, int] = (40, 40)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


@contextmanager
def serving_site() -> Iterator[DressedSite]:
    site = DressedSite()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            answer = site.answers.get(self.path) or site.made(self.path)
            self.send_response(200 if answer else 404)
            media_type, body = answer or ("text/html", b"")
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def found_on(
    site: DressedSite, html: str, folder: Path, *, quote: str = WORDS, monitor: str = "wording", **settings: object
) -> Iterator[tuple[Workspace, list[StoredFinding]]]:
    """A store in ``folder`` that holds the page ``html`` of the site and one finding about ``quote`` on it."""
    url = f"sqlite:///{folder}/x.sqlite3"
    database = open_database(url, must_be_current=False)
    upgrade(database)
    database.dispose()
    given = {"delay_seconds": 0, "timeout_seconds": 2, "robots": "ignore", "allow_private": ("127.0.0.1",), **settings}
    with workspace(load_settings(database_url=url, data_dir=folder, **given)) as work:
        address = f"{site.url}/page.html"
        digest = work.snapshots.put(html.encode())
        subject = Subject(SubjectKind.PAGE, address, "unit", "site", "column", None, address, "通知")
        finding = Finding(
            "website.wording", monitor, subject, Severity.HINT, Confidence.HIGH, "有一处错误", "k", quote, "正文",
            (Evidence("页面快照", url=address, sha256=digest),),
        )  # fmt: skip
        with work.database.writing() as cx:
            scan = scans.start(
                cx, kind=ScanKind.WEEKLY, as_of=NOW, district=work.district.id, quarter_id=None, unit_ids=(),
                code_version="0", rules_version="t", started_at=NOW,
            )  # fmt: skip
            target = Target(address, Role.ARTICLE, site_id="site")
            headers = (("content-type", "text/html; charset=utf-8"),)
            visits.add(cx, scan, [Visit(target, address, 200, headers, digest, None, "", NOW)])
            observe(cx, scan, NOW, [(finding, True)])
        yield work, wanted_findings(work, (), frozenset())
