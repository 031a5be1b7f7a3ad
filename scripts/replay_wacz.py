"""Replays exported files with pywb and compares what comes back over HTTP: run by scripts/prove-wacz.sh, in its own
environment (pywb is under the GPL and no part of ours).

Every record is fetched as it was stored and must be the same to the last byte; every page is also fetched as a reader
gets it, with its addresses rewritten by the replayer, and must still say all it said.
"""

from __future__ import annotations

import io
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener
from zipfile import ZipFile

from warcio.archiveiterator import ArchiveIterator

_COLLECTION = "proof"
_BIN = Path(sys.executable).parent
_OPENER = build_opener(ProxyHandler({}))


class Words(HTMLParser):
    """The words of a page, without scripts, styles and blanks."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._silent += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if self._silent <= 0:
            self.said.append("".join(data.split()))


def words(html: bytes) -> str:
    reader = Words()
    reader.feed(html.decode("utf-8", "replace"))
    return "".join(reader.said)


def records(file: Path) -> dict[tuple[str, str], tuple[str, bytes]]:
    """Media type and body by moment (14 digits) and address."""
    with ZipFile(file) as packed:
        archives = [packed.read(name) for name in packed.namelist() if name.startswith("archive/")]
    found = {}
    for archive in archives:
        for record in ArchiveIterator(io.BytesIO(archive)):
            moment = "".join(filter(str.isdigit, record.rec_headers.get_header("WARC-Date")))[:14]
            kind = (record.http_headers or record.rec_headers).get_header("Content-Type") or ""
            address = record.rec_headers.get_header("WARC-Target-URI")
            found[moment, address] = (kind, record.content_stream().read())
    return found


def fetched(port: int, moment: str, how: str, address: str) -> bytes:
    url = f"http://127.0.0.1:{port}/{_COLLECTION}/{moment}{how}/{address}"
    try:
        with _OPENER.open(url, timeout=60) as answer:
            return bytes(answer.read())
    except HTTPError as problem:
        return f"HTTP {problem.code}".encode()


def run_quietly(folder: Path, program: str, *arguments: str) -> subprocess.Popen[bytes]:
    command = [str(_BIN / program), *arguments]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603


def replay(file: Path, folder: Path) -> list[str]:
    """What came back otherwise than it was stored."""
    run_quietly(folder, "wb-manager", "init", _COLLECTION).wait()
    run_quietly(folder, "wb-manager", "add", "--unpack-wacz", _COLLECTION, str(file.resolve())).wait()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = run_quietly(folder, "wayback", "-b", "127.0.0.1", "-p", str(port))
    try:
        for _ in range(300):
            try:
                fetched(port, "", "", "")
                break
            except URLError:
                time.sleep(0.1)
        return list(differences(file, port))
    finally:
        server.terminate()
        server.wait(30)


def differences(file: Path, port: int) -> Iterator[str]:
    stored, pages = records(file), 0
    for (moment, address), (kind, body) in stored.items():
        if fetched(port, moment, "id_", address) != body:
            yield f"{address}：回放的字节与存档不同"
        elif "html" in kind and words(body):
            pages += 1
            if words(body) not in words(fetched(port, moment, "mp_", address)):
                yield f"{address}：回放的页面缺少文字"
    print(f"{file}：经 pywb 回放 {len(stored)} 条记录、{pages} 个网页")


def main() -> int:
    wrong = []
    for name in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            wrong += replay(Path(name), Path(folder))
    for one in wrong:
        print(one, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
