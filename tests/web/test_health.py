"""What load balancers and monitoring ask for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from inspection.viewer import Role
from tests.web.conftest import Console
from tests.web.visiting import Visitor

SignIn = Callable[[Role], Visitor]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_told_without_login(visitor: Callable[[], Visitor], path: str) -> None:
    answer = visitor().get(path)
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_metrics_need_a_login(visitor: Callable[[], Visitor]) -> None:
    assert visitor().get("/metrics").status_code == 303


def test_metrics_tell_requests_by_pattern_and_the_state_of_things(sign_in: SignIn) -> None:
    reader = sign_in(Role.READER)
    reader.get("/no-such-page/13800000000")
    told = reader.get("/metrics").text
    assert 'xunjian_http_requests_total{method="GET",route="other",status="404"}' in told
    assert "13800000000" not in told
    assert 'xunjian_findings{state="suspected"}' in told
    assert 'xunjian_last_scan_timestamp_seconds{kind="weekly"}' in told


def test_an_error_s_status_is_counted(console: Console, sign_in: SignIn) -> None:
    clerk = sign_in(Role.CLERK)
    assert clerk.get("/metrics").status_code == 403
    told = sign_in(Role.ADMIN).get("/metrics").text
    assert 'xunjian_http_requests_total{method="GET",route="/metrics",status="403"}' in told
