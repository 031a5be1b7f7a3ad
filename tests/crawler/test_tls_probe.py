"""Reading certificates off a real TLS server."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from config.settings import Settings
from crawler.tls_probe import probe_certificate
from inspection.certificate import Certificate
from inspection.fetched import FetchFailure, FetchProblem

NOW = datetime.now(UTC).replace(microsecond=0)
YESTERDAY = NOW - timedelta(days=1)


def self_made(folder: Path, first: datetime, last: datetime, names: list[str]) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Common.Example")])
    made = (
        x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(first).not_valid_after(last)
    )  # fmt: skip
    if names:
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "both.pem"
    path.write_bytes(pem + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return path


@contextmanager
def serving(pem: Path | None) -> Iterator[int]:
    """One connection on a free port: TLS with ``pem``, or plain text."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                if pem is None:
                    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                    return
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(pem)
                with context.wrap_socket(connection, server_side=True) as secure:
                    secure.recv(1)

        thread = threading.Thread(target=answer)
        thread.start()
        yield server.getsockname()[1]
        thread.join(5)


def settings(**given: Any) -> Settings:
    return Settings(_env_file=None, **{"timeout_seconds": 2, "allow_private": ("127.0.0.1",), **given})


@pytest.mark.parametrize(
    ("first", "last", "names", "read"),
    [
        (
            YESTERDAY,
            NOW + timedelta(days=90),
            ["WWW.Test.gov.cn", "*.test.gov.cn"],
            ("www.test.gov.cn", "*.test.gov.cn"),
        ),
        (NOW - timedelta(days=400), YESTERDAY, ["www.test.gov.cn"], ("www.test.gov.cn",)),
        (YESTERDAY, NOW + timedelta(days=1), [], ("common.example",)),
    ],
)
def test_certificates_are_read_whoever_made_them(
    tmp_path: Path, first: datetime, last: datetime, names: list[str], read: tuple[str, ...]
) -> None:
    with serving(self_made(tmp_path, first, last, names)) as port:
        got = probe_certificate("http://127.0.0.1/", settings(), port=port)
    assert got == Certificate("127.0.0.1", first, last, read)


def test_a_port_without_tls_is_a_problem() -> None:
    with serving(None) as port:
        got = probe_certificate(f"https://127.0.0.1:{port}/", settings())
    assert isinstance(got, FetchProblem)
    assert got.failure is FetchFailure.TLS


def test_a_host_that_keeps_silent_is_a_time_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        got = probe_certificate(f"https://127.0.0.1:{server.getsockname()[1]}/", settings(timeout_seconds=0.3))
    assert isinstance(got, FetchProblem)
    assert got.failure is FetchFailure.TIMEOUT


@pytest.mark.parametrize(
    ("url", "given", "failure"),
    [
        ("https://127.0.0.1/", {"allow_private": ()}, FetchFailure.FORBIDDEN_ADDRESS),
        ("https://[::1]/", {}, FetchFailure.FORBIDDEN_ADDRESS),
        ("https://user@www.example/", {}, FetchFailure.FORBIDDEN_ADDRESS),
        ("https://www.example/", {"proxy": "http://127.0.0.1:9"}, FetchFailure.TLS),
    ],
)
def test_what_is_not_asked(url: str, given: dict[str, Any], failure: FetchFailure) -> None:
    got = probe_certificate(url, settings(**given))
    assert isinstance(got, FetchProblem)
    assert got.failure is failure


@pytest.mark.parametrize(
    ("host", "covered"),
    [("www.test.gov.cn", True), ("a.test.gov.cn", True), ("a.b.test.gov.cn", False), ("test.gov.cn", False)],
)
def test_whom_a_certificate_covers(host: str, covered: bool) -> None:
    assert Certificate("x", NOW, NOW, ("www.test.gov.cn", "*.test.gov.cn")).covers(host) is covered
