"""Pauses, the circuit breaker, and how long a server wants us to wait."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.host_health import HostHealth
from crawler.politeness import Politeness, retry_after_seconds
from inspection.fetched import FetchFailure

NOW = datetime(2021, 2, 28, 12, 0, tzinfo=UTC)
HOST = "www.dazu.gov.cn"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 3 ", 3.0),
        ("0", 0.0),
        ("Sun, 28 Feb 2021 12:01:30 GMT", 90.0),
        ("Sun, 28 Feb 2021 11:00:00 GMT", 0.0),
        ("99999999999999999999", 999999999.0),
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("１２", None),
    ],
)
def test_retry_after(header: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(None if header is None else header.encode(), NOW) == seconds


def test_backoff_doubles_up_to_the_longest_wait() -> None:
    politeness = Politeness("agent", 0, 1, 15, 1000, 9, "obey", backoff=1.0, longest_wait=10.0)
    assert [politeness.backoff_before(retry) for retry in (1, 2, 3, 4, 5)] == [1.0, 2.0, 4.0, 8.0, 10.0]


def test_a_pause_ends_and_is_never_shortened() -> None:
    clock = Clock()
    health = HostHealth(3, 60, clock)
    health.pause(HOST, 30)
    health.pause(HOST, 5)
    assert health.pause_left(HOST) == 30
    assert health.pause_left("other.example") == 0
    clock.now += 31
    assert health.pause_left(HOST) == 0


def test_the_breaker_opens_after_failures_in_a_row_and_closes_after_the_rest() -> None:
    clock = Clock()
    health = HostHealth(3, 60, clock)
    for failure in (FetchFailure.REFUSED, FetchFailure.TIMEOUT, FetchFailure.DNS):
        assert not health.resting(HOST)
        health.failed(HOST, failure)
    assert health.resting(HOST)
    assert not health.resting("other.example")
    clock.now += 61
    assert not health.resting(HOST)
    health.failed(HOST, FetchFailure.TIMEOUT)
    assert health.resting(HOST), "one more failure after the rest is enough"


def test_an_answer_between_failures_starts_the_count_again() -> None:
    health = HostHealth(3, 60, Clock())
    for _ in range(5):
        health.failed(HOST, FetchFailure.TIMEOUT)
        health.failed(HOST, FetchFailure.TIMEOUT)
        health.answered(HOST)
    assert not health.resting(HOST)


NO_CONNECTION = {FetchFailure.REFUSED, FetchFailure.TIMEOUT, FetchFailure.DNS}


@pytest.mark.parametrize("failure", [each for each in FetchFailure if each not in NO_CONNECTION])
def test_a_host_that_answers_keeps_the_breaker_shut(failure: FetchFailure) -> None:
    health = HostHealth(1, 60, Clock())
    health.failed(HOST, failure)
    assert not health.resting(HOST)
