"""What went wrong, named: exceptions of the network stack as typed failures with a short Chinese detail."""

from __future__ import annotations

from typing import Any

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from twisted.internet.error import ConnectError

from crawler.address_guard import ForbiddenAddress
from crawler.guarded_handler import HostResting
from crawler.robots import RobotsForbid
from crawler.unpacking import BodyTooLarge, BodyUndecodable
from inspection.fetched import FetchFailure

#: Worth another try: the fault may lie between us and the server.
TRANSIENT = frozenset({FetchFailure.TIMEOUT, FetchFailure.REFUSED, FetchFailure.BROKEN, FetchFailure.DNS})

_BY_CLASS: tuple[tuple[type[BaseException], FetchFailure, str], ...] = (
    (HostResting, FetchFailure.SKIPPED, ""),
    (RobotsForbid, FetchFailure.ROBOTS, ""),
    (BodyTooLarge, FetchFailure.TOO_LARGE, "解压后超过上限"),
    (DownloadCancelledError, FetchFailure.TOO_LARGE, "超过上限"),
    (DownloadTimeoutError, FetchFailure.TIMEOUT, ""),
    (CannotResolveHostError, FetchFailure.DNS, ""),
    (DownloadConnectionRefusedError, FetchFailure.REFUSED, ""),
    (ConnectError, FetchFailure.REFUSED, "无法建立连接"),
    (ResponseDataLossError, FetchFailure.BROKEN, "内容不完整"),
    (DownloadFailedError, FetchFailure.BROKEN, ""),
)


def name_failure(problem: BaseException) -> tuple[FetchFailure, str]:
    """The kind of failure behind ``problem``, and a detail (may be empty)."""
    if isinstance(problem, ForbiddenAddress):
        return FetchFailure.FORBIDDEN_ADDRESS, str(problem)
    if isinstance(problem, BodyUndecodable):
        return FetchFailure.UNDECODABLE, str(problem)
    if _is_tls(problem):
        return FetchFailure.TLS, ""
    for kind, failure, detail in _BY_CLASS:
        if isinstance(problem, kind):
            return failure, detail
    return FetchFailure.BROKEN, type(problem).__name__


def _is_tls(problem: BaseException) -> bool:
    """TLS faults come wrapped: Scrapy's exception, Twisted's ``ResponseFailed``, a list of ``Failure``."""
    reasons: list[Any] = getattr(problem.__cause__, "reasons", [])
    return any(isinstance(getattr(reason, "value", None), SSL.Error) for reason in reasons)
