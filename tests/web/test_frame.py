"""What holds for every page, whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, Request

from config.settings import load_settings
from db.engine import open_database
from db.schema import upgrade
from inspection.viewer import Role, Viewer
from jobs.workspace import workspace
from tests.web.serving import served
from web.app import create_app
from web.frame.desk import Desk

_ROLES = {role.value: Viewer(1, "某某", role, "jiaowei" if role is Role.CLERK else None) for role in Role}


def _by_header(request: Request) -> Viewer | None:
    return _ROLES.get(request.headers.get("x-test-role", ""))


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    folder: Path = tmp_path_factory.mktemp("console")
    settings = load_settings(database_url=f"sqlite:///{folder}/x.sqlite3", data_dir=folder)
    database = open_database(settings.database_url, must_be_current=False)
    upgrade(database)
    database.dispose()
    with workspace(settings) as work:
        yield create_app(Desk(work, _by_header))


@pytest.fixture(scope="module")
def console(app: FastAPI) -> Iterator[httpx.Client]:
    with served(app) as address, httpx.Client(base_url=address) as client:
        yield client


def test_a_page_without_login_leads_to_the_login(console: httpx.Client) -> None:
    answer = console.get("/?a=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2F%3Fa%3D1")


def test_a_clerk_does_not_see_the_district(console: httpx.Client) -> None:
    answer = console.get("/overview/running", headers={"x-test-role": "clerk"})
    assert answer.status_code == 403
    assert "没有权限" in answer.text


def test_an_unknown_address_is_a_page_in_chinese(console: httpx.Client) -> None:
    answer = console.get("/nowhere", headers={"x-test-role": "reader"})
    assert answer.status_code == 404
    assert "没有这一页" in answer.text


def test_every_answer_forbids_what_crawled_content_could_do(console: httpx.Client) -> None:
    for path in ("/", "/nowhere", "/static/console.css"):
        headers = console.get(path, headers={"x-test-role": "reader"}).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_pages_are_not_kept_by_browsers_and_static_files_are(console: httpx.Client) -> None:
    assert console.get("/", headers={"x-test-role": "reader"}).headers["cache-control"] == "no-store"
    assert "immutable" in console.get("/static/console.css").headers["cache-control"]
