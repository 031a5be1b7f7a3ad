"""What one crawl has learnt of its hosts: who asked for a pause, and who does not answer at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from inspection.fetched import FetchFailure

#: Only these open the breaker. An HTTP status never does: dozens of sites live under one host, and one that answers 502
#: says nothing about the others.
HARD_FAILURES = frozenset({FetchFailure.DNS, FetchFailure.REFUSED, FetchFailure.TIMEOUT})


@dataclass(slots=True)
class _Host:
    resume_at: float = 0.0
    failures: int = 0
    rest_until: float = 0.0


class HostHealth:
    """One per crawl; hosts by name. Times are those of ``clock`` (monotonic seconds)."""

    def __init__(self, failures: int, rest: float, clock: Callable[[], float] = monotonic) -> None:
        self._failures = failures
        self._rest = rest
        self._clock = clock
        self._hosts: dict[str, _Host] = {}

    def pause(self, host: str, seconds: float) -> None:
        """The host asked to be left alone for ``seconds``; a longer pause is never shortened."""
        state = self._state(host)
        state.resume_at = max(state.resume_at, self._clock() + seconds)

    def pause_left(self, host: str) -> float:
        """Seconds until the host may be asked again, 0 when it may now."""
        state = self._hosts.get(host)
        return max(0.0, state.resume_at - self._clock()) if state else 0.0

    def answered(self, host: str) -> None:
        """Any HTTP answer: the host lives."""
        state = self._hosts.get(host)
        if state:
            state.failures = 0

    def failed(self, host: str, failure: FetchFailure) -> None:
        """An address was given up. Enough hard failures in a row open the breaker; one more after a rest reopens it."""
        if failure not in HARD_FAILURES:
            return
        state = self._state(host)
        state.failures += 1
        if state.failures >= self._failures:
            state.rest_until = self._clock() + self._rest

    def rest(self, host: str, seconds: float) -> None:
        """Open the breaker for ``seconds``: the host asked for more patience than a crawl has."""
        state = self._state(host)
        state.rest_until = max(state.rest_until, self._clock() + seconds)

    def resting(self, host: str) -> bool:
        """Whether the breaker is open: the host is not asked, its addresses are skipped."""
        state = self._hosts.get(host)
        return state is not None and state.rest_until > self._clock()

    def _state(self, host: str) -> _Host:
        return self._hosts.setdefault(host, _Host())
