"""What the style sheets and pictures of pages gave when they were last asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, select

from db.batches import batches, upsertable
from db.tables import LONGEST_KEY_BYTES
from db.tables_assets import page_assets
from inspection.answered import Server
from inspection.asset import Asset, AssetKind


def remember(cx: Connection, assets: Iterable[Asset]) -> None:
    """Keep what was asked now instead of what was known; an address that is too long to be a key is not kept."""
    for batch in batches(one for one in assets if len(one.url.encode("utf-8", "replace")) <= LONGEST_KEY_BYTES):
        rows = {one.url: _row(one) for one in batch}
        upsert = upsertable(cx, page_assets)
        upsert = upsert.on_conflict_do_update(
            index_elements=[page_assets.c.url],
            set_={column.name: upsert.excluded[column.name] for column in page_assets.c if column.name != "url"},
        )
        cx.execute(upsert, [rows[url] for url in sorted(rows)])


def known(cx: Connection, urls: Iterable[str]) -> Mapping[str, Asset]:
    """Those of ``urls`` that were asked before, as they were last."""
    found: dict[str, Asset] = {}
    for batch in batches(urls):
        for row in cx.execute(select(page_assets).where(page_assets.c.url.in_(batch))):
            found[row.url] = Asset(
                row.url, AssetKind(row.kind), row.final_url, row.status, row.content_type, row.sha256, row.missing,
                row.at, Server.read(row.server) if row.server else None,
            )  # fmt: skip
    return found


def bodies_since(cx: Connection, since: datetime) -> frozenset[str]:
    """Bodies of what was asked not earlier than ``since``."""
    query = select(page_assets.c.sha256).where(page_assets.c.sha256.is_not(None), page_assets.c.at >= since)
    return frozenset(cx.scalars(query))


def forget(cx: Connection, before: datetime) -> None:
    """Remove what was last asked before ``before``."""
    cx.execute(delete(page_assets).where(page_assets.c.at < before))


def _row(one: Asset) -> dict[str, object]:
    return {
        "url": one.url, "kind": one.kind.value, "final_url": one.final_url, "status": one.status,
        "content_type": one.content_type, "sha256": one.sha256, "missing": one.missing, "at": one.at,
        "server": str(one.server) if one.server else None,
    }  # fmt: skip
