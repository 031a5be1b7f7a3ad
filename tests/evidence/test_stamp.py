"""Time stamps by RFC 3161, from an authority of our own on 127.0.0.1 (``openssl ts``)."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from evidence.stamp import StampError, request_stamp, stamped_at

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here")

ROOT = "ab" * 32
_CONFIG = """
[ tsa ]
default_tsa = here
[ here ]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
[ ext ]
extendedKeyUsage = critical,timeStamping
"""


@dataclass
class Authority:
    """``answer`` replaces what it says, where set."""

    url: str
    roots: Path
    answer: bytes | None = None


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tsa")
    (folder / "ts.cnf").write_text(_CONFIG.format(folder=folder))
    (folder / "serial").write_text("01")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    for name in ("root", "other"):
        openssl(folder, "req", "-x509", *key, "-keyout", f"{name}.key", "-out", f"{name}.pem", "-subj", f"/CN={name}")
    openssl(folder, "req", "-new", *key, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=tsa")
    openssl(folder, "x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial",
            "-extfile", "ts.cnf", "-extensions", "ext", "-out", "tsa.pem")  # fmt: skip
    return folder


@pytest.fixture
def authority(certificates: Path) -> Iterator[Authority]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/timestamp-query"
            (certificates / "q.tsq").write_bytes(asked)
            openssl(certificates, "ts", "-reply", "-config", "ts.cnf", "-queryfile", "q.tsq", "-out", "a.tsr")
            body = made.answer if made.answer is not None else (certificates / "a.tsr").read_bytes()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    made = Authority(f"http://127.0.0.1:{server.server_port}/", certificates / "root.pem")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()


def test_a_stamp_holds_for_its_root_and_its_authority_only(authority: Authority, certificates: Path) -> None:
    token = request_stamp(authority.url, ROOT, 10)
    at = stamped_at(token, ROOT, authority.roots)
    assert abs((datetime.now(UTC) - at).total_seconds()) < 60
    assert stamped_at(token, ROOT, None) == at
    with pytest.raises(StampError, match="不是对这个封存值签发的"):
        stamped_at(token, "cd" * 32, None)
    with pytest.raises(StampError, match="签名不能验证"):
        stamped_at(token, ROOT, certificates / "other.pem")


def test_a_changed_stamp_is_caught(authority: Authority) -> None:
    token = request_stamp(authority.url, ROOT, 10)
    changed = bytearray(token)
    changed[-5] ^= 1  # inside the signature
    with pytest.raises(StampError):
        stamped_at(bytes(changed), ROOT, authority.roots)


@pytest.mark.parametrize("answer", [b"", b"<html>busy</html>", b"x" * 300_000])
def test_other_answers_are_no_stamp(authority: Authority, answer: bytes) -> None:
    authority.answer = answer
    with pytest.raises(StampError, match="时间戳服务"):
        request_stamp(authority.url, ROOT, 10)


def test_the_answer_to_another_question_is_refused(authority: Authority) -> None:
    authority.answer = request_stamp(authority.url, ROOT, 10)
    with pytest.raises(StampError, match="不是本次请求"):
        request_stamp(authority.url, ROOT, 10)


def test_an_authority_that_is_away() -> None:
    with pytest.raises(StampError, match="没有应答"):
        request_stamp("http://127.0.0.1:9/", ROOT, 2)
