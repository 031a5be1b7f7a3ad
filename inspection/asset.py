"""Style sheets and pictures that a page refers to: what is fetched so that a picture of the page looks like it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from inspection.answered import Server


class AssetKind(StrEnum):
    """What an address is asked as: nothing else of a page is ever fetched."""

    STYLE = "style"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Asset:
    """One address as it was last asked. ``sha256`` names the stored body; ``None``: ``missing`` (Chinese) says why.

    ``content_type`` as sent; ``at`` is aware; ``server`` as in ``Page``.
    """

    url: str
    kind: AssetKind
    final_url: str
    status: int
    content_type: str
    sha256: str | None
    missing: str
    at: datetime
    server: Server | None = None
