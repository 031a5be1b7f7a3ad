"""No page has a serious fault of accessibility, wide or narrow; judged by axe in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from inspection.viewer import Role
from tests.web.conftest import Console
from tests.web.visiting import Visitor
from tests.web.walking import walk

GRAVE = ("serious", "critical")


@pytest.mark.parametrize(("role", "widths"), [(Role.ADMIN, (1360, 375)), (Role.CLERK, (375,))])
def test_no_page_shuts_anybody_out(
    console: Console,
    sign_in: Callable[[Role], Visitor],
    page_as: Callable[..., Page],
    role: Role,
    widths: tuple[int, ...],
) -> None:
    page = page_as(role)
    faults, patterns = [], set()
    for visited in walk(console.app, sign_in(role)):
        if not visited.is_page or visited.pattern in patterns or visited.answer.status_code != 200:
            continue
        patterns.add(visited.pattern)
        page.goto(visited.path)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            faults += [(visited.path, width, *told) for told in judged(page)]
    assert faults == []
    assert "/me" in patterns


def judged(page: Page) -> Iterator[tuple[str, ...]]:
    for fault in Axe().run(page).response["violations"]:
        if fault["impact"] in GRAVE:
            yield (fault["id"], fault["help"], *(node["html"][:160] for node in fault["nodes"][:2]))
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        yield ("wider than the window",)


def test_the_login_shuts_nobody_out(console: Console, chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 375, "height": 800})
    page.goto(f"{console.address}/login")
    assert list(judged(page)) == []
    page.close()
