"""What is kept of one finding before it has a number: members with their bytes, and what is told about them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from inspection.manifest import Access, Manifest, Member

#: What begins so is called by its content and shared by all findings of an export. Not a folder: the reference tool
#: looks for files one folder deep.
ASSETS = "asset-"


def file_name(number: int, member: str) -> str:
    """What a member of manifest ``number`` is called beside those of others."""
    return member if member.startswith(ASSETS) else f"{number:06d}-{member}"


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A manifest with the bytes of its members by name (those that the reader may see)."""

    manifest: Manifest
    bodies: Mapping[str, bytes]

    def seen(self) -> Iterator[tuple[Member, bytes]]:
        """The members whose bytes are here."""
        for member in self.manifest.members:
            if member.name in self.bodies:
                yield member, self.bodies[member.name]


@dataclass(slots=True)
class Gathering:
    """Members on their way to a manifest."""

    members: list[Member] = field(default_factory=list)
    bodies: dict[str, bytes] = field(default_factory=dict)

    def add(self, name: str, media_type: str, body: bytes, access: Access = Access.OPEN) -> None:
        self.put(Member.of(name, media_type, body, access), body)

    def put(self, member: Member, body: bytes) -> None:
        """Take a member whose digests are known already."""
        self.members.append(member)
        self.bodies[member.name] = body

    def add_json(self, name: str, value: Mapping[str, Any], access: Access = Access.OPEN) -> None:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1)
        self.add(name, "application/json", text.encode(), access)

    def closed(self, number: int, previous: str, finding_id: str, told: Mapping[str, Any]) -> Manifest:
        return Manifest(number, previous, finding_id, told, tuple(self.members))
