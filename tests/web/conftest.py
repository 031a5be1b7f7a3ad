"""A console over a small scanned district, and visitors of every role. ``console`` is each test file's own copy."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright
from tests_support import run_xunjian
from village_portal import AS_OF, VillagePortal, crowd, fill, serving, settings_for

from config.settings import load_settings
from db import users
from db.engine import open_database
from db.schema import upgrade
from db.users import NewUser
from inspection.viewer import Role
from jobs.browser import sandbox_arguments
from jobs.passwords import hashed
from jobs.sign_in import Origin, begin_session
from jobs.workspace import Workspace, workspace
from tests.web.serving import served
from tests.web.visiting import PASSWORD, Visitor
from web.app import console as console_of
from web.frame.authentication import COOKIE

#: The clerk's unit; the other one is ``xiang`` (柳溪乡政府).
CLERK_UNIT = "shuiwu"
BEGINNING = datetime.fromisoformat(AS_OF)


@dataclass(frozen=True)
class Console:
    """A served console: ``work`` is its workspace, ``address`` where it answers, ``portal`` the inspected portal."""

    work: Workspace
    app: FastAPI
    address: str
    portal: VillagePortal


@dataclass(frozen=True)
class Filled:
    home: Path
    settings: dict[str, str]
    portal: VillagePortal


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """One weekly scan of the village, and a user per role: login name = role."""
    home = tmp_path_factory.mktemp("filled")
    with serving(VillagePortal()) as portal:
        fill(portal)
        crowd(portal, 3)
        settings = settings_for(portal, home / "districts")
        database = open_database(f"sqlite:///{home}/xunjian.sqlite3", must_be_current=False)
        upgrade(database)
        kept = hashed(PASSWORD)
        with database.writing() as cx:
            for role in Role:
                unit = CLERK_UNIT if role is Role.CLERK else None
                users.add(cx, NewUser(role.value, f"某{role.label}", role, unit, kept), BEGINNING)
        database.dispose()
        ran = run_xunjian(home, "scan", "weekly", "--as-of", AS_OF, "--json", **settings)
        assert ran.code == 0, ran.err
        yield Filled(home, settings, portal)


@pytest.fixture(scope="module")
def console(filled: Filled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    home = tmp_path_factory.mktemp("console")
    shutil.copytree(filled.home, home, dirs_exist_ok=True)
    settings = load_settings(
        database_url=f"sqlite:///{home}/xunjian.sqlite3", data_dir=home, district="liuxi",
        districts_dir=home / "districts", allow_private=("127.0.0.1",), delay_seconds=0,
    )  # fmt: skip
    with workspace(settings) as work:
        app = console_of(work)
        with served(app) as address:
            yield Console(work, app, address, filled.portal)


@pytest.fixture
def visitor(console: Console) -> Iterator[Callable[[], Visitor]]:
    """``visitor()`` is somebody who is not signed in."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(Visitor(base_url=console.address))


@pytest.fixture
def sign_in(console: Console, visitor: Callable[[], Visitor]) -> Callable[[Role], Visitor]:
    """``sign_in(Role.CLERK)`` is a signed-in visitor: ``.get(path)``, ``.post_form(path, field=value)``.

    The session is begun without the password, which takes its time; ``visitor().sign_in(login)`` takes the form.
    """

    def signed_in(role: Role) -> Visitor:
        made = visitor()
        with console.work.database.writing() as cx:
            user = users.by_login(cx, role.value)
            assert user
            cookie = begin_session(cx, console.work.settings, datetime.now(UTC), user, Origin("127.0.0.1"))
        made.cookies.set(COOKIE, cookie, domain="127.0.0.1")
        return made

    return signed_in


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real browser, for one file: while it runs, ``asyncio`` cannot be used in the same thread."""
    program = shutil.which("chromium-headless-shell")
    if program is None:
        pytest.skip("no browser here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=sandbox_arguments())
        yield browser
        browser.close()


@pytest.fixture
def page_as(console: Console, chromium: Browser, sign_in: Callable[[Role], Visitor]) -> Iterator[Callable[..., Page]]:
    """``page_as(Role.CLERK, width=375)`` is an empty tab of somebody signed in: ``.goto("/own")``."""
    with ExitStack() as stack:

        def opened(role: Role, width: int = 1360) -> Page:
            context = chromium.new_context(viewport={"width": width, "height": 900}, base_url=console.address)
            stack.callback(context.close)
            cookie = sign_in(role).cookies[COOKIE]
            context.set_default_timeout(90_000)  # a busy machine is no fault of the page
            context.add_cookies([{"name": COOKIE, "value": cookie, "url": console.address}])
            return context.new_page()

        yield opened
