"""What holds for every route, those that are still to be written included."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import Mount

from inspection.viewer import Right, Role
from tests.web.conftest import Console
from tests.web.visiting import Visitor
from web.frame.access import PUBLIC


@dataclass(frozen=True)
class Route:
    """``path`` with its parameters in braces; ``rights`` are those that its dependencies ask for."""

    path: str
    methods: frozenset[str]
    rights: tuple[Right, ...]


def routes(console: Console) -> list[Route]:
    found = []
    for route in iter_route_contexts(console.app.routes):
        if isinstance(route.original_route, APIRoute):
            found.append(Route(str(route.path), frozenset(route.methods or ()), tuple(rights(route.dependant))))
        else:
            assert isinstance(route.original_route, Mount) and route.path in PUBLIC, route
    return found


def rights(dependant: Dependant) -> Iterator[Right]:
    if hasattr(dependant.call, "right"):
        yield dependant.call.right
    for one in dependant.dependencies:
        yield from rights(one)


def somewhere(route: Route) -> str:
    """An address of the route, whatever its parameters are."""
    return re.sub(r"\{[^}]*\}", "1", route.path)


def test_every_route_asks_for_exactly_one_right(console: Console) -> None:
    asked = {
        f"{min(route.methods)} {route.path}": route.rights for route in routes(console) if route.path not in PUBLIC
    }
    assert {path: found for path, found in asked.items() if len(found) != 1} == {}
    assert "GET /" in asked


def test_what_is_public_asks_for_none(console: Console) -> None:
    assert [route.path for route in routes(console) if route.path in PUBLIC and route.rights] == []


def test_without_login_nothing_is_shown_or_done(console: Console, visitor: Callable[[], Visitor]) -> None:
    stranger = visitor()
    for route in routes(console):
        for method in sorted(route.methods):
            if route.path in PUBLIC:
                continue
            answer = stranger.request(method, somewhere(route))
            if method == "GET" and not route.path.startswith("/api/"):
                assert answer.status_code == 303, route.path
                assert answer.headers["location"].startswith("/login?next="), route.path
            else:
                assert answer.status_code == 401, (method, route.path)


@pytest.mark.parametrize("role", Role)
def test_without_the_right_nothing_is_shown_or_done(
    console: Console, sign_in: Callable[[Role], Visitor], role: Role
) -> None:
    person = sign_in(role)
    headers = {"x-csrf-token": person.csrf}
    for route in routes(console):
        if route.path in PUBLIC or route.rights[0] in role.rights:
            continue
        for method in sorted(route.methods):
            assert person.request(method, somewhere(route), headers=headers).status_code == 403, (method, route.path)


def test_without_the_form_token_nothing_is_done(console: Console, sign_in: Callable[[Role], Visitor]) -> None:
    person = sign_in(Role.ADMIN)
    for route in routes(console):
        for method in sorted(route.methods - {"GET", "HEAD", "OPTIONS"}):
            answer = person.request(method, somewhere(route))
            assert answer.status_code == 403, (method, route.path)
            assert "已过期" in answer.text


def test_reading_changes_nothing(console: Console) -> None:
    """A page that is asked for with GET is only read: links, bookmarks and prefetching do nothing."""
    mixed = [route.path for route in routes(console) if len(route.methods - {"HEAD", "OPTIONS"}) != 1]
    assert mixed == []
