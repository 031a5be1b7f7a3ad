"""The style sheets and pictures of a page as members of its findings' evidence."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from evidence.exhibit import Gathering
from evidence.page_assets import PageAssets, Picture, Sheet
from facts.masking import mask_personal
from inspection.manifest import Access, Member, both_times

_MISSING_TOLD = 40


class AssetMembers:
    """What of ``assets`` is kept with a page whose open copy is ``html``. ``closed``: no picture of it may be shown.

    A picture that the copy does not show is closed too: it is covered there, as it may hold personal data.
    """

    def __init__(self, assets: PageAssets, html: bytes, *, closed: bool) -> None:
        self._members: dict[str, tuple[Member, bytes]] = {}
        kept: list[dict[str, Any]] = []
        shown: dict[str, Picture | Sheet] = {**assets.sheets, **assets.pictures}
        for url, one in sorted(shown.items()):
            hidden = isinstance(one, Picture) and (closed or one.name.encode() not in html)
            media_type = one.kind.media_type if isinstance(one, Picture) else "text/css"
            if one.name not in self._members:
                access = Access.RESTRICTED if hidden else Access.OPEN
                self._members[one.name] = (Member.of(one.name, media_type, one.body, access), one.body)
            kept.append(_told(url, one))
        missing = [
            {"address": mask_personal(wish.url), "kind": wish.kind.value, "reason": reason}
            for wish, reason in sorted(assets.missing.items(), key=lambda pair: pair[0].url)
        ]
        times = [one.asset.at for one in shown.values()]
        self.missing = len(missing)
        self.newest: datetime | None = max(times, default=None)
        self.told = {
            "kept": len(kept), "missing_count": len(missing), "missing": missing[:_MISSING_TOLD],
            "oldest": both_times(min(times)) if times else None,
            "newest": both_times(max(times)) if times else None,
        }  # fmt: skip
        self._clean = all(
            mask_personal(one["address"] + one["reached"]) == one["address"] + one["reached"] for one in kept
        )
        self._list = json.dumps(kept, ensure_ascii=False, sort_keys=True, indent=1)

    def add_to(self, gathering: Gathering) -> None:
        """The files, and ``assets.json`` with the address, time and server of each."""
        if not self._members:
            return
        access = Access.OPEN if self._clean else Access.RESTRICTED
        gathering.add("assets.json", "application/json", self._list.encode(), access)
        for member, body in self._members.values():
            gathering.put(member, body)


def _told(url: str, one: Picture | Sheet) -> dict[str, Any]:
    asset = one.asset
    return {
        "address": url, "reached": asset.final_url, "kind": asset.kind.value, "status": asset.status,
        "content_type": asset.content_type, "fetched_at": both_times(asset.at), "member": one.name,
        "sha256": asset.sha256, "server_address": asset.server.place if asset.server else None,
        "server_is_proxy": bool(asset.server and asset.server.proxy),
    }  # fmt: skip
