"""Writes evidence as a WACZ 1.1.1 file: what a replayer opens, with the pictures and manifests beside, in one ZIP.

Members get addresses of their own in the archive, ``https://evidence.invalid/<manifest>-<member>``; the stored answer,
its style sheets and pictures also stand under the addresses they came from, unless they are closed. The same exhibits
always give the same bytes.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from warcio.statusandheaders import StatusAndHeaders
from warcio.timeutils import iso_date_to_timestamp
from warcio.warcwriter import WARCWriter

from evidence.exhibit import ASSETS, Exhibit, file_name
from evidence.surt import surt

_VERSION = "1.1.1"
_HOST = "https://evidence.invalid"
_EPOCH = (1980, 1, 1, 0, 0, 0)
ARCHIVE, INDEX, BLOCKS, PAGES = "archive/data.warc.gz", "indexes/index.cdx.gz", "indexes/index.idx", "pages/pages.jsonl"
PACKAGE, PACKAGE_DIGEST = "datapackage.json", "datapackage-digest.json"
FOLDER = "evidence"


@dataclass(frozen=True, slots=True)
class _Record:
    """One entry of the index: where a record lies in the archive."""

    key: str
    stamp: str
    told: dict[str, Any]

    @property
    def line(self) -> str:
        return f"{self.key} {self.stamp} {json.dumps(self.told, ensure_ascii=False)}\n"


def write_wacz(exhibits: Sequence[Exhibit], title: str, made_at: datetime, software: str) -> bytes:
    """The file. ``made_at`` is aware; ``title`` (Chinese) names finding or unit and quarter."""
    archive, records, pages = _archive(exhibits)
    index = gzip.compress("".join(sorted(one.line for one in records)).encode(), mtime=0)
    files = {
        ARCHIVE: archive,
        INDEX: index,
        BLOCKS: _blocks(records, index),
        PAGES: "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in (_PAGES_HEAD, *pages)).encode(),
    }
    for exhibit in exhibits:
        for name, body in _beside(exhibit):
            files[f"{FOLDER}/{name}"] = body
    package = _package(files, title, made_at, software, pages)
    files[PACKAGE] = package
    files[PACKAGE_DIGEST] = json.dumps({"path": PACKAGE, "hash": _named(package)}).encode()
    return _zipped(files)


_PAGES_HEAD = {"format": "json-pages-1.0", "id": "pages", "title": "巡检证据"}


def _archive(exhibits: Iterable[Exhibit]) -> tuple[bytes, list[_Record], list[dict[str, str]]]:
    out = BytesIO()
    writer = WARCWriter(out, gzip=True)
    records: list[_Record] = []
    pages: list[dict[str, str]] = []
    written: set[tuple[str, str]] = set()
    for exhibit in exhibits:
        for entry in _entries(exhibit):
            if (entry.address, entry.moment) in written:  # findings of one page share its answer
                continue
            written.add((entry.address, entry.moment))
            records.append(_write(writer, out, entry))
            if entry.page_title:
                page_id = sha256(entry.address.encode()).hexdigest()[:22]
                pages.append({"id": page_id, "url": entry.address, "ts": entry.moment, "title": entry.page_title})
    return out.getvalue(), records, pages


@dataclass(frozen=True, slots=True)
class _Entry:
    """A record to write. ``answer``: status and headers, for the answer of the site itself."""

    address: str
    moment: str
    media_type: str
    body: bytes
    page_title: str = ""
    answer: tuple[int, tuple[tuple[str, str], ...]] | None = None


def _entries(exhibit: Exhibit) -> Iterator[_Entry]:
    manifest = exhibit.manifest
    told = manifest.told
    taken = _second(told["capture"]["at"]["utc"])
    name = f"{told['finding']['rule_title']}　{told['finding']['title']}"
    for member, body in exhibit.seen():
        if member.name == "response.bin" and told["page"]:
            head = json.loads(exhibit.bodies["response.json"])
            answer = (head["status"], tuple((key, value) for key, value in head["headers"]))
            fetched = _second(told["page"]["fetched_at"]["utc"])
            yield _Entry(told["page"]["reached"], fetched, member.media_type, body, f"原始应答：{name}", answer)
            continue
        if member.name.startswith(ASSETS):
            continue
        shown = {"inert.html": f"存档页面：{name}", "marked.png": f"标注图：{name}"}.get(member.name, "")
        yield _Entry(f"{_HOST}/{file_name(manifest.number, member.name)}", taken, member.media_type, body, shown)
    yield _Entry(f"{_HOST}/{file_name(manifest.number, 'manifest.json')}", taken, "application/json", manifest.bytes)
    yield from _assets(exhibit)


def _assets(exhibit: Exhibit) -> Iterator[_Entry]:
    """Style sheets and pictures: where the inert page looks for them, and where the stored answer does."""
    for told in json.loads(exhibit.bodies.get("assets.json", b"[]")):
        member, body = exhibit.manifest.member(told["member"]), exhibit.bodies.get(told["member"])
        if member is None or body is None:
            continue
        fetched = _second(told["fetched_at"]["utc"])
        yield _Entry(f"{_HOST}/{member.name}", fetched, member.media_type, body)
        answer = (told["status"], (("content-type", told["content_type"] or member.media_type),))
        yield _Entry(told["address"], fetched, member.media_type, body, answer=answer)


def _write(writer: Any, out: BytesIO, entry: _Entry) -> _Record:
    start = out.tell()
    headers = {"WARC-Date": entry.moment, "WARC-Record-ID": _record_id(entry)}
    if entry.answer is None:
        headers["Content-Type"] = entry.media_type
        record = writer.create_warc_record(
            entry.address, "resource", payload=BytesIO(entry.body), length=len(entry.body),
            warc_content_type=entry.media_type, warc_headers_dict=headers,
        )  # fmt: skip
    else:
        record = writer.create_warc_record(
            entry.address, "response", payload=BytesIO(entry.body), length=len(entry.body),
            http_headers=_http(entry.answer, len(entry.body)), warc_headers_dict=headers,
        )  # fmt: skip
    writer.write_record(record)
    told = {
        "url": entry.address,
        "mime": entry.media_type.partition(";")[0].strip(),
        "status": str(entry.answer[0] if entry.answer else 200),
        "digest": record.rec_headers.get_header("WARC-Payload-Digest"),
        "length": str(out.tell() - start),
        "offset": str(start),
        "filename": ARCHIVE.rpartition("/")[2],
    }
    return _Record(surt(entry.address), iso_date_to_timestamp(entry.moment), told)


def _http(answer: tuple[int, tuple[tuple[str, str], ...]], length: int) -> Any:
    """The headers as they came, except those about the packing on the wire: the body is kept unpacked."""
    packing = ("content-encoding", "transfer-encoding", "content-length")
    kept = [(name, _one_line(value)) for name, value in answer[1] if name not in packing]
    return StatusAndHeaders(f"{answer[0]} OK", [*kept, ("content-length", str(length))], protocol="HTTP/1.1")


def _one_line(value: str) -> str:
    return " ".join(value.split()).encode("ascii", "replace").decode()


def _record_id(entry: _Entry) -> str:
    digest = sha256(f"{entry.address}\n{entry.moment}\n".encode() + entry.body).hexdigest()
    return f"<urn:uuid:{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}>"


def _blocks(records: Sequence[_Record], index: bytes) -> bytes:
    """The index's own index: one block, as the packed index is small."""
    head = {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    lines = [f"!meta 0 {json.dumps(head)}\n"]
    if records:
        first = min(records, key=lambda one: one.line)
        block = {"offset": 0, "length": len(index), "digest": _named(index), "filename": "index.cdx.gz"}
        lines.append(f"{first.key} {first.stamp} {json.dumps(block)}\n")
    return "".join(lines).encode()


def _beside(exhibit: Exhibit) -> Iterator[tuple[str, bytes]]:
    number = exhibit.manifest.number
    yield file_name(number, "manifest.json"), exhibit.manifest.bytes
    for member, body in exhibit.seen():
        yield file_name(number, member.name), body


def _package(
    files: dict[str, bytes], title: str, made_at: datetime, software: str, pages: Sequence[dict[str, str]]
) -> bytes:
    told = {
        "profile": "data-package",
        "wacz_version": _VERSION,
        "title": title,
        "created": made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "software": software,
        "mainPageUrl": pages[0]["url"] if pages else "",
        "mainPageDate": pages[0]["ts"] if pages else "",
        "resources": [
            {"name": path.rpartition("/")[2].lower(), "path": path, "hash": _named(body), "bytes": len(body)}
            for path, body in files.items()
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _named(body: bytes) -> str:
    return f"sha256:{sha256(body).hexdigest()}"


def _second(iso: str) -> str:
    return datetime.fromisoformat(iso).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _zipped(files: dict[str, bytes]) -> bytes:
    """Stored, not deflated: replayers read records out of the archive by their place in the file."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as packed:
        for path, body in files.items():
            entry = ZipInfo(path, _EPOCH)
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, body)
    return out.getvalue()
