"""Who looks at the console, and what that person may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Right(StrEnum):
    """One thing a person may do. Every route of the console names the one it asks for."""

    LOOK = "look"  # pages about the whole district
    OWN = "own"  # pages about what the viewer may see: all, or (a clerk) the own unit's
    DECIDE = "decide"  # review, ledger steps, re-checks, signatures, closing
    REPLY = "reply"  # report as mended, appeal, check a text before publication
    UNMASK = "unmask"  # restricted evidence; every look is recorded
    MANAGE = "manage"  # users, registry, word lists, channels

    @property
    def label(self) -> str:
        return _RIGHT_WORDS[self]


_RIGHT_WORDS = {
    Right.LOOK: "查看全区",
    Right.OWN: "查看",
    Right.DECIDE: "办理",
    Right.REPLY: "单位填报",
    Right.UNMASK: "查看受限证据",
    Right.MANAGE: "管理配置",
}


class Role(StrEnum):
    ADMIN = "admin"
    INSPECTOR = "inspector"
    CLERK = "clerk"
    READER = "reader"

    @property
    def label(self) -> str:
        return _ROLE_WORDS[self]

    @property
    def rights(self) -> frozenset[Right]:
        return _RIGHTS[self]


_ROLE_WORDS = {Role.ADMIN: "管理员", Role.INSPECTOR: "巡检员", Role.CLERK: "单位填报员", Role.READER: "只读"}
_RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.ADMIN: frozenset(Right),
    Role.INSPECTOR: frozenset(Right) - {Right.MANAGE},
    Role.CLERK: frozenset({Right.OWN, Right.REPLY}),
    Role.READER: frozenset({Right.LOOK, Right.OWN}),
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person. ``unit_id`` is set for clerks, who see nothing of other units.

    ``scopes`` narrows the role's rights to those of the token that a program speaks with; ``None`` = all of them.
    ``address`` is where the request comes from.
    """

    user_id: int
    name: str
    role: Role
    unit_id: str | None = None
    scopes: frozenset[Right] | None = None
    address: str = field(default="", compare=False)

    def may(self, right: Right) -> bool:
        return right in self.role.rights and (self.scopes is None or right in self.scopes)

    @property
    def unit_ids(self) -> frozenset[str]:
        """The units that queries are narrowed to; empty = all."""
        return frozenset({self.unit_id or ""}) if self.role is Role.CLERK else frozenset()

    def sees(self, unit_id: str) -> bool:
        return not self.unit_ids or unit_id in self.unit_ids
