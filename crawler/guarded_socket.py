"""Plain sockets to guarded addresses, for the probes that ask one thing of many hosts outside a crawl."""

from __future__ import annotations

import contextlib
import errno
import socket
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_address
from ssl import CERT_NONE, PROTOCOL_TLS_CLIENT, SSLContext, SSLError
from threading import Event, Timer

from crawler.address_guard import AddressPolicy, ForbiddenAddress
from inspection.fetched import FetchFailure, FetchProblem

#: Details of failures whose cause lies on our own machine or line, whoever was asked.
OWN_NETWORK = "本机网络不通"
OWN_RESOLVER = "域名服务器没有应答"
_OWN_ERRNOS = frozenset(
    (errno.ENETUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL, errno.EMFILE, errno.ENFILE, errno.ENOBUFS)
)


def guarded_connect(host: str, port: int, policy: AddressPolicy, timeout: float) -> socket.socket:
    """A connection to one of the addresses of ``host`` that ``policy`` allows, checked at the moment of connecting.

    Raises ``ForbiddenAddress`` when none is allowed, ``socket.gaierror`` for an unknown name, else ``OSError``.
    """
    refusal, problem = "", None
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        fault = policy.fault(host, ip_address(address[0]))
        if fault:
            refusal = f"{host} 指向{fault} {address[0]}"
            continue
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(timeout)
            connection.connect(address)
            return connection
        except OSError as failed:
            connection.close()
            problem = failed
    if problem is not None:
        raise problem
    raise ForbiddenAddress(refusal or f"{host} 没有可用的地址")


def unverified_tls() -> SSLContext:
    """TLS without any judgement of the certificate: whether it is good is asked elsewhere, and told."""
    context = SSLContext(PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = CERT_NONE
    context.set_ciphers("DEFAULT:@SECLEVEL=0")  # offices run old servers
    return context


@contextlib.contextmanager
def cut_after(seconds: float, sockets: list[socket.socket]) -> Iterator[Event]:
    """Shut every socket of the list after ``seconds``, however slowly the other side drips; the event says it was."""
    late = Event()

    def cut() -> None:
        late.set()
        for each in list(sockets):
            with contextlib.suppress(OSError):  # it was closed in the meantime
                each.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()


def named_problem(url: str, problem: Exception, *, late: bool) -> FetchProblem:
    """``problem`` of a probe of ``url`` as a typed failure; ``late``: our own clock ended it."""
    failure, detail = FetchFailure.BROKEN, type(problem).__name__
    if isinstance(problem, ForbiddenAddress):
        failure, detail = FetchFailure.FORBIDDEN_ADDRESS, str(problem)
    elif late or isinstance(problem, TimeoutError):
        failure, detail = FetchFailure.TIMEOUT, ""
    elif isinstance(problem, socket.gaierror):
        failure, detail = FetchFailure.DNS, OWN_RESOLVER if problem.errno == socket.EAI_AGAIN else ""
    elif isinstance(problem, SSLError):
        failure, detail = FetchFailure.TLS, ""
    elif isinstance(problem, ConnectionRefusedError):
        failure, detail = FetchFailure.REFUSED, ""
    elif isinstance(problem, zlib.error):
        failure, detail = FetchFailure.UNDECODABLE, "压缩内容损坏"
    elif isinstance(problem, OSError) and problem.errno in _OWN_ERRNOS:
        failure, detail = FetchFailure.BROKEN, OWN_NETWORK
    return FetchProblem(url, failure, detail, datetime.now(UTC))
