"""A console whose clock stands still, visited by role without a login: what pages say depends on the day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import httpx
from fastapi import Request

from inspection.viewer import Role, Viewer
from jobs.workspace import Workspace
from tests.web.serving import served
from web.app import create_app
from web.frame.desk import Desk


@contextmanager
def console_at(
    work: Workspace, moment: str, role: Role = Role.READER, unit: str | None = None
) -> Iterator[httpx.Client]:
    """Somebody of ``role`` who visits the console over ``work`` at ``moment`` (ISO). Redirects are not followed."""
    viewer, at = Viewer(1, "某人", role, unit), datetime.fromisoformat(moment)

    def always(_: Request) -> Viewer:
        return viewer

    with (
        served(create_app(Desk(work, always, lambda: at))) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        yield client
