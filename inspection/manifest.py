"""Manifests of evidence: what was kept of a finding, by hash, each naming the hash of the one before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import new, sha256
from typing import Any

from inspection.moment import BEIJING

FORMAT = "xunjian-evidence/1"
#: What the first manifest of a chain names as the one before.
GENESIS = "0" * 64


class Access(StrEnum):
    """Who may see a member: ``open`` holds no unmasked personal data, ``restricted`` may."""

    OPEN = "open"
    RESTRICTED = "restricted"


class BrokenManifest(ValueError):
    """Bytes that are no manifest as this program writes them; the text (Chinese) says why."""


@dataclass(frozen=True, slots=True)
class Member:
    """One kept file: ``name`` inside the evidence of its finding, ``size`` in bytes, digests in lower-case hex.

    SM3 (GB/T 32905) stands beside SHA-256 for authorities that require the national algorithm.
    """

    name: str
    media_type: str
    size: int
    sha256: str
    sm3: str
    access: Access

    @classmethod
    def of(cls, name: str, media_type: str, body: bytes, access: Access = Access.OPEN) -> Member:
        return cls(name, media_type, len(body), sha256(body).hexdigest(), sm3(body), access)

    def describes(self, body: bytes) -> bool:
        """Whether ``body`` is this member to the last byte, by both digests."""
        return len(body) == self.size and sha256(body).hexdigest() == self.sha256 and sm3(body) == self.sm3


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was kept of one finding. The digest of its bytes is what the next manifest names as ``previous``.

    ``number`` counts from 1 along the chain. ``told`` holds plain JSON values about finding, rule, page, capture and
    mark; quotes in it are masked. Moments in it are given twice, in UTC and in Beijing (``both_times``).
    """

    number: int
    previous: str
    finding_id: str
    told: Mapping[str, Any]
    members: tuple[Member, ...]

    @property
    def bytes(self) -> bytes:
        """The one spelling that is hashed: JSON, UTF-8, keys sorted, no blanks, one line feed at the end."""
        told = {
            "format": FORMAT,
            "number": self.number,
            "previous": self.previous,
            "finding_id": self.finding_id,
            "told": self.told,
            "members": [asdict(member) for member in self.members],
        }
        text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return text.encode() + b"\n"

    @property
    def sha256(self) -> str:
        return sha256(self.bytes).hexdigest()

    @property
    def sm3(self) -> str:
        return sm3(self.bytes)

    def member(self, name: str) -> Member | None:
        return next((member for member in self.members if member.name == name), None)


def sm3(body: bytes) -> str:
    """The SM3 digest of ``body`` in hex. Raises ``ValueError`` where the system's OpenSSL was built without it."""
    return new("sm3", body).hexdigest()


def read_manifest(document: bytes) -> Manifest:
    """The manifest in ``document``; ``BrokenManifest`` unless the bytes are exactly those this program would write."""
    try:
        told = json.loads(document)
        if told["format"] != FORMAT:
            raise BrokenManifest(f"清单格式是 {told['format']}，本程序只认 {FORMAT}")
        members = tuple(Member(**{**one, "access": Access(one["access"])}) for one in told["members"])
        manifest = Manifest(told["number"], told["previous"], told["finding_id"], told["told"], members)
        same = manifest.bytes == document
    except (KeyError, TypeError, ValueError, RecursionError) as problem:
        if isinstance(problem, BrokenManifest):
            raise
        raise BrokenManifest(f"清单无法读取（{type(problem).__name__}）") from problem
    if not same:
        raise BrokenManifest("清单的写法被改动过")
    return manifest


def chain_faults(manifests: Iterable[Manifest]) -> list[str]:
    """What is wrong (Chinese) with a whole chain, oldest first: gaps, and links that miss the manifest before."""
    faults: list[str] = []
    number, previous = 1, GENESIS
    for manifest in manifests:
        if manifest.number != number:
            faults.append(f"清单 {number} 缺失（后面是清单 {manifest.number}）")
        elif manifest.previous != previous:
            faults.append(f"清单 {manifest.number} 与上一份清单衔接不上")
        number, previous = manifest.number + 1, manifest.sha256
    return faults


def root_of(digests: Iterable[str]) -> str:
    """One digest for the manifests of a day: SHA-256 over their hex digests in chain order, a line feed after each."""
    return sha256("".join(f"{digest}\n" for digest in digests).encode()).hexdigest()


def both_times(moment: datetime) -> dict[str, str]:
    """``moment`` as ISO 8601 to the second, in UTC and in Beijing."""
    return {
        "utc": moment.astimezone(UTC).isoformat(timespec="seconds"),
        "beijing": moment.astimezone(BEIJING).isoformat(timespec="seconds"),
    }
