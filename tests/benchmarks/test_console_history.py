"""The console over an invented history: what it asks of the database does not grow with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.console_history import fill
from benchmarks.console_pages import HEAVIEST, Cost, measured
from inspection.viewer import Role

FEW, MORE = 0.0005, 0.002  # 100 and 400 findings, more than a page of them open


@pytest.fixture(scope="module")
def costs(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Cost], dict[str, Cost]]:
    """By route: asked once over a short and over a longer history."""
    found = []
    for share in (FEW, MORE):
        folder: Path = tmp_path_factory.mktemp("history")
        numbers = fill(folder, share)
        assert numbers["findings"] == numbers["ledger_states"] == int(200_000 * share)
        found.append(measured(folder, Role.ADMIN, 1))
    return found[0], found[1]


def test_no_page_fails_or_grows_too_heavy(costs: tuple[dict[str, Cost], dict[str, Cost]]) -> None:
    failing = {route: cost.statuses for route, cost in costs[1].items() if max(cost.statuses) >= 400}
    assert set(failing) <= {"/login/openid", "/login/openid/back"}  # no provider is set up
    assert {route: cost.weight for route, cost in costs[1].items() if cost.weight > HEAVIEST} == {}
    assert {"/ledger", "/ledger/{finding_id}", "/review/{finding_id}", "/evidence/{finding_id}"} <= costs[1].keys()


def test_no_page_asks_more_questions_the_longer_the_history(costs: tuple[dict[str, Cost], dict[str, Cost]]) -> None:
    few, more = costs
    growing = {
        route: (few[route].queries, cost.queries)
        for route, cost in more.items()
        if route in few and cost.queries > few[route].queries + 2 and not route.endswith(".xlsx")
    }
    assert growing == {}
