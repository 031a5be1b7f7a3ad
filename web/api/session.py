"""Who asks, and what that person or program may do."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from inspection.viewer import Right, Role
from web.frame.access import Owner

router = APIRouter(tags=["session"])


@dataclass(frozen=True, slots=True)
class Session:
    """``unit_id`` is set for clerks; ``rights`` are the token's, where a token asks."""

    user_id: int
    name: str
    role: Role
    unit_id: str | None
    rights: list[Right]


@router.get("/session")
def session(viewer: Owner) -> Session:
    """Who I am."""
    rights = sorted(right for right in Right if viewer.may(right))
    return Session(viewer.user_id, viewer.name, viewer.role, viewer.unit_id, rights)
