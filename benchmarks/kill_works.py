"""What is going on when somebody is killed: a scan, pictures of findings, messages; and what has to be true after all.

Each work begins from nothing in a folder and a database of its own. ``faults`` is what a trial is about: lost, doubled,
or without its hash.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol

import yaml

from benchmarks.district import DISTRICT, register
from benchmarks.invented_text import InventedText
from benchmarks.portal_plan import AS_OF, PortalPlan
from config.new_district import write_district
from db import evidence, findings, outbox, scans, visits
from db.engine import open_database
from db.observing import observe
from db.outbox import NewMessage
from db.schema import upgrade
from db.snapshots import SnapshotDamaged, SnapshotMissing, SnapshotStore
from inspection.finding import Confidence, Evidence, Finding, Severity, Subject, SubjectKind
from inspection.rule import ScanKind
from inspection.visit import Role, Target, Visit


@dataclass(frozen=True, slots=True)
class Lap:
    """One beginning from nothing: where it keeps its things."""

    folder: Path
    database: str

    def variables(self) -> dict[str, str]:
        return {
            "XUNJIAN_DATABASE_URL": self.database,
            "XUNJIAN_DATA_DIR": str(self.folder),
            "XUNJIAN_DISTRICT": DISTRICT,
            "XUNJIAN_DISTRICTS_DIR": str(self.folder / "districts"),
            "XUNJIAN_ALLOW_PRIVATE": "127.0.0.1",
            "XUNJIAN_DELAY_SECONDS": "0",
            "XUNJIAN_CONCURRENCY_PER_HOST": "4",
            "XUNJIAN_SECRET_KILLS": "token",
        }


class Work(Protocol):
    """``command`` is run, killed and run again until it ends with 0; then ``faults`` names what is wrong.

    ``verifying`` is run once more after that; it has to end with 0 too.
    """

    name: str
    command: Sequence[str]
    verifying: Sequence[str]

    def begin(self, lap: Lap) -> None: ...

    def faults(self, lap: Lap) -> list[str]: ...


@dataclass(slots=True)
class ScanWork:
    """A weekly scan of a small portal. ``wanted`` is what an undisturbed one found; the first lap sets it."""

    plan: PortalPlan
    url: str
    name: str = "scan"
    command: Sequence[str] = ("scan", "weekly", "--as-of", AS_OF.isoformat(), "--json")
    verifying: Sequence[str] = ()
    wanted: Any = None

    def begin(self, lap: Lap) -> None:
        register(self.plan, self.url, lap.folder / "districts")
        _tables(lap)

    def faults(self, lap: Lap) -> list[str]:
        report = json.loads((lap.folder / "stdout").read_text("utf-8"))
        told = sorted((one["rule"], one["subject"], one["state"], one["message"]) for one in report["findings"])
        outcome = told, {name: value for name, value in report["coverage"].items() if name != "reasons"}
        self.wanted = self.wanted or outcome
        said = [] if outcome == self.wanted else [f"{len(told)} findings, {len(self.wanted[0])} undisturbed"]
        return said + list(self._stored(lap, len(told)))

    def _stored(self, lap: Lap, wanted: int) -> Iterator[str]:
        database, store = open_database(lap.database), SnapshotStore(lap.folder / "snapshots")
        with database.reading() as cx:
            known = findings.listing(cx)
            held = scans.before(cx, DISTRICT, datetime.now(UTC))
            asked = [visit for scan in held for visit in visits.of_scan(cx, scan.id) if visit.sha256]
        database.dispose()
        if len(held) != 1:
            yield f"{len(held)} scans"
        if len(known) != wanted or any(len(one.observations) != 1 for one in known):
            yield f"{sum(len(one.observations) for one in known)} observations of {len(known)} findings"
        urls = Counter(visit.target.url for visit in asked)
        if len(urls) != self.plan.pages or sum(urls.values()) != len(urls):
            yield f"{sum(urls.values())} visits of {len(urls)} pages, {self.plan.pages} planned"
        for visit in asked:
            try:
                store.get(visit.sha256 or "")
            except (SnapshotMissing, SnapshotDamaged) as problem:
                yield f"snapshot of {visit.target.url}: {problem}"


@dataclass(slots=True)
class PicturesWork:
    """Evidence of findings, two on each of some small pages."""

    pages: int = 4
    name: str = "pictures"
    command: Sequence[str] = ("evidence", "capture", "--pending")
    verifying: Sequence[str] = ("evidence", "verify")

    def begin(self, lap: Lap) -> None:
        write_district(DISTRICT, "性能测试区", lap.folder / "districts")
        _empty_tables(lap)
        _tables(lap)
        text, store = InventedText(1), SnapshotStore(lap.folder / "snapshots")
        database = open_database(lap.database)
        with database.writing() as cx:
            scan = scans.start(
                cx, kind=ScanKind.WEEKLY, as_of=AS_OF, district=DISTRICT, quarter_id=None, unit_ids=(),
                code_version="0", rules_version="bench", started_at=AS_OF,
            )  # fmt: skip
            for number in range(self.pages):
                url, quotes = f"http://bench.example/{number}.htm", [text.title("某局"), text.title("某局")]
                body = f"<html><body><h1>通知</h1><p>{quotes[0]}</p><p>{quotes[1]}</p></body></html>".encode()
                digest = store.put(body)
                target = Target(url, Role.ARTICLE, site_id="site")
                headers = (("content-type", "text/html; charset=utf-8"),)
                visits.add(cx, scan, [Visit(target, url, 200, headers, digest, None, "", AS_OF)])
                observe(cx, scan, AS_OF, [(_finding(url, digest, quote), True) for quote in quotes])
        database.dispose()

    def faults(self, lap: Lap) -> list[str]:
        database = open_database(lap.database)
        with database.reading() as cx:
            times = Counter(one.finding_id for one in evidence.chain(cx))
        database.dispose()
        if len(times) == sum(times.values()) == 2 * self.pages:
            return []
        return [f"{sum(times.values())} manifests of {len(times)} findings, {2 * self.pages} wanted"]


def _finding(url: str, digest: str, quote: str) -> Finding:
    subject = Subject(SubjectKind.PAGE, url, "unit", "site", "column", None, url, "通知")
    return Finding(
        "website.bench", "wording_error", subject, Severity.HINT, Confidence.HIGH, f"错别字：{quote}", quote, quote, "",
        (Evidence("页面快照", url=url, sha256=digest),),
    )  # fmt: skip


@dataclass(slots=True)
class MessagesWork:
    """An outbox full of messages, and a receiver that keeps no keys in mind. ``twice`` counts what came again."""

    count: int = 40
    name: str = "messages"
    command: Sequence[str] = ("send-at-once",)
    verifying: Sequence[str] = ()
    texts: list[str] = field(default_factory=list)
    url: str = ""
    twice: int = 0

    def begin(self, lap: Lap) -> None:
        folder = write_district(DISTRICT, "性能测试区", lap.folder / "districts")
        _empty_tables(lap)
        secrets = {"token": "XUNJIAN_SECRET_KILLS"}
        channel = {"kind": "dingtalk", "address": self.url, "secrets": secrets, "per_minute": 600}
        rows: Mapping[str, Any] = {"channels": {"ding": channel}, "default": "ding"}
        (folder / "channels.yaml").write_text(yaml.safe_dump(rows), "utf-8")
        _tables(lap)
        database, now = open_database(lap.database), datetime.now(UTC)
        with database.writing() as cx:
            for number in range(self.count):
                outbox.queue(cx, NewMessage(f"m{number}", DISTRICT, "weekly", "x", "ding", f"巡检{number}。", ""), now)
        database.dispose()

    def faults(self, lap: Lap) -> list[str]:
        times = Counter(self.texts)
        self.texts.clear()
        self.twice += sum(times.values()) - len(times)
        database = open_database(lap.database)
        with database.reading() as cx:
            states = outbox.tally(cx, DISTRICT)
        database.dispose()
        if len(times) == self.count and states == {"sent": self.count}:
            return []
        return [f"{len(times)} of {self.count} messages arrived; outbox {states}"]


@contextmanager
def receiving(work: MessagesWork) -> Iterator[MessagesWork]:
    """A robot that takes everything, and says so a little later."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            work.texts.append(body["text"]["content"])
            threading.Event().wait(0.02)
            said = b'{"errcode": 0}'
            self.send_response(200)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """The sender was killed meanwhile."""

    server = Server(("127.0.0.1", 0), Handler)
    work.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield work
    finally:
        server.shutdown()
        server.server_close()


def _tables(lap: Lap) -> None:
    database = open_database(lap.database, must_be_current=False)
    upgrade(database)
    database.dispose()


def _empty_tables(lap: Lap) -> None:
    """A registry without anything in it."""
    for file in (lap.folder / "districts" / DISTRICT).glob("*.csv"):
        file.write_text(file.read_text("utf-8-sig").splitlines()[0] + "\n", "utf-8")
