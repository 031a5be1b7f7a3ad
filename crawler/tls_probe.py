"""Asks a host for its certificate, and nothing else."""

from __future__ import annotations

import socket
from datetime import UTC, datetime

from cryptography import x509
from cryptography.x509.oid import ExtensionOID, NameOID

from config.settings import Settings
from crawler.address_guard import AddressPolicy, ForbiddenAddress, read_place
from crawler.guarded_socket import cut_after, guarded_connect, named_problem, unverified_tls
from inspection.certificate import Certificate
from inspection.fetched import FetchFailure, FetchProblem

_HTTPS_PORT = 443


def probe_certificate(url: str, settings: Settings, port: int | None = None) -> Certificate | FetchProblem:
    """The certificate that the host of ``url`` shows; of a site on http, that of its https port.

    ``port`` overrides the port. Never raises: expired, self-made and foreign certificates are read all the same; a host
    that shows none, or that may not be asked, is a problem. Through a proxy none is read.
    """
    if settings.proxy is not None:
        return FetchProblem(url, FetchFailure.TLS, "经代理访问时不读取证书", datetime.now(UTC))
    sockets: list[socket.socket] = []
    with cut_after(settings.timeout_seconds, sockets) as late:
        try:
            place = _place(url, port)
            policy = AddressPolicy.of([place], settings.allow_private, None)
            host = policy.check(place)
            plain = guarded_connect(host.host, host.port, policy, settings.timeout_seconds)
            sockets.append(plain)
            with plain, unverified_tls().wrap_socket(plain, server_hostname=host.host) as secure:
                shown = secure.getpeercert(binary_form=True)
            return _read(host.host, shown or b"")
        except (OSError, ValueError, ForbiddenAddress) as problem:
            return named_problem(url, problem, late=late.is_set())


def _place(url: str, port: int | None) -> str:
    """The https address to ask; raises ``ForbiddenAddress``."""
    read = read_place(url)
    host = f"[{read.host}]" if ":" in read.host else read.host
    return f"https://{host}:{port or (read.port if read.scheme == 'https' else _HTTPS_PORT)}/"


def _read(host: str, shown: bytes) -> Certificate:
    """Raises ``ValueError`` for bytes that are no certificate."""
    read = x509.load_der_x509_certificate(shown)
    return Certificate(host, read.not_valid_before_utc, read.not_valid_after_utc, _names(read))


def _names(read: x509.Certificate) -> tuple[str, ...]:
    try:
        stated = read.extensions.get_extension_for_oid(ExtensionOID.SUBJECT_ALTERNATIVE_NAME).value
    except x509.ExtensionNotFound:
        return tuple(str(name.value).lower() for name in read.subject.get_attributes_for_oid(NameOID.COMMON_NAME))
    if not isinstance(stated, x509.SubjectAlternativeName):
        return ()
    names = [*stated.get_values_for_type(x509.DNSName), *map(str, stated.get_values_for_type(x509.IPAddress))]
    return tuple(name.lower() for name in names)
