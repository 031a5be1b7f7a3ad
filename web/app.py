"""Puts the console together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from fastapi import Depends, FastAPI
from starlette.staticfiles import StaticFiles

import web.api
import web.pages
from jobs.openid import Provider
from jobs.workspace import Workspace
from web.frame.authentication import signed_in
from web.frame.catalogue import routers
from web.frame.described import describe
from web.frame.desk import Desk
from web.frame.errors import answer_errors
from web.frame.forgery import refuse_forgery
from web.frame.limits import limit
from web.frame.measures import API, measure
from web.frame.rendering import HERE
from web.frame.safety import protect


def console(work: Workspace, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> FastAPI:
    """The console over an opened workspace, for people who sign in."""
    return create_app(Desk(work, signed_in, clock))


def create_app(desk: Desk) -> FastAPI:
    """The console over a desk that knows who asks."""
    app = FastAPI(
        title="巡检", version="1", docs_url=None, redoc_url=None, openapi_url=None,
        dependencies=[Depends(refuse_forgery)],
    )  # fmt: skip
    app.state.desk = desk
    app.state.provider = Provider(desk.work.settings) if desk.work.settings.oidc_issuer else None
    for router in routers(web.api):
        app.include_router(router, prefix=API)
    for router in routers(web.pages):
        app.include_router(router, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=HERE / "static"))
    describe(app)
    answer_errors(app)
    limit(app)
    protect(app)
    measure(app)
    return app
