"""Who may see a page. Every route asks for exactly one right, or is named in ``PUBLIC``; a test walks all routes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request

from inspection.viewer import Right, Viewer
from web.frame.desk import TheDesk

#: Paths that answer without a login.
PUBLIC = frozenset({"/login", "/login/openid", "/login/openid/back", "/healthz", "/readyz", "/static"})


class NotSignedIn(Exception):
    """Nobody is signed in: pages lead to the login, the API answers 401."""


class Forbidden(Exception):
    """The viewer lacks the right, or the thing belongs to another unit."""


class PasswordDue(Exception):
    """The viewer has to choose a password before anything else."""


class StaleForm(Exception):
    """A change that does not come from a page of the viewer's present session."""


def may(right: Right) -> Callable[[Request, TheDesk], Viewer]:
    """A dependency: the viewer, who has ``right``."""

    def viewer(request: Request, desk: TheDesk) -> Viewer:
        known = desk.signed_in(request)
        if known is None:
            raise NotSignedIn
        if not known.may(right):
            raise Forbidden
        request.state.viewer = known
        return known

    viewer.right = right  # type: ignore[attr-defined]  # read by the test that walks the routes
    return viewer


Looker = Annotated[Viewer, Depends(may(Right.LOOK))]
Owner = Annotated[Viewer, Depends(may(Right.OWN))]
Decider = Annotated[Viewer, Depends(may(Right.DECIDE))]
Replier = Annotated[Viewer, Depends(may(Right.REPLY))]
Unmasker = Annotated[Viewer, Depends(may(Right.UNMASK))]
Administrator = Annotated[Viewer, Depends(may(Right.MANAGE))]
