"""How fresh every column and account was when it was last judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, case, func, select

from db.batches import batches, upsertable
from db.tables_freshness import freshness, post_days
from inspection.finding import SubjectKind
from inspection.freshness import Freshness


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest judging of a column or account: of which scan, as of when, and what it saw (see ``Freshness``).

    ``newest`` is older than ``as_of`` tells where that judging could not read anything: the last day known before.
    """

    id: str
    site_id: str | None
    scan_id: int
    as_of: datetime
    newest: date | None
    gap: str


def keep(cx: Connection, district: str, scan_id: int, seen: Iterable[Freshness]) -> None:
    """Write down what the scan saw. What an older scan says about the same subject, judged later, changes nothing."""
    known = {(one.kind, one.id): one for one in seen}
    for batch in batches([known[key] for key in sorted(known)], 500):  # one order, or PostgreSQL may deadlock
        upsert = upsertable(cx, freshness)
        new, old = upsert.excluded, freshness.c
        later = new.as_of >= old.as_of
        values = {name: case((later, new[name]), else_=old[name]) for name in ("site_id", "scan_id", "as_of", "gap")}
        values["newest"] = case((later, func.coalesce(new.newest, old.newest)), else_=old.newest)
        key = [old.district, old.kind, old.subject_id]
        rows = [
            {
                "district": district, "kind": one.kind.value, "subject_id": one.id, "site_id": one.site_id,
                "scan_id": scan_id, "as_of": one.as_of, "newest": one.newest, "gap": one.gap,
            }
            for one in batch
        ]  # fmt: skip
        cx.execute(upsert.on_conflict_do_update(index_elements=key, set_=values), rows)
    _keep_days(cx, district, known.values())


def of_kind(cx: Connection, district: str, kind: SubjectKind) -> dict[str, Seen]:
    """By id: the newest judging of every column, or of every account, of the district."""
    columns = ("subject_id", "site_id", "scan_id", "as_of", "newest", "gap")
    query = select(*(freshness.c[name] for name in columns))
    query = query.where(freshness.c.district == district, freshness.c.kind == kind.value)
    return {row.subject_id: Seen(*row) for row in cx.execute(query)}


def posts_by_day(cx: Connection, district: str, account_id: str, since: date) -> dict[date, int]:
    """Posts of an account by Beijing day, from ``since`` (inclusive) on, by day."""
    query = (
        select(post_days.c.day, post_days.c.posts)
        .where(post_days.c.district == district, post_days.c.account_id == account_id, post_days.c.day >= since)
        .order_by(post_days.c.day)
    )
    return {row.day: row.posts for row in cx.execute(query)}


def posts_since(cx: Connection, district: str, since: date) -> dict[str, int]:
    """By account: how many posts it made since the Beijing day ``since`` (inclusive); silent ones are left out."""
    query = select(post_days.c.account_id, func.sum(post_days.c.posts))
    query = query.where(post_days.c.district == district, post_days.c.day >= since).group_by(post_days.c.account_id)
    return {account: int(posts) for account, posts in cx.execute(query)}


def _keep_days(cx: Connection, district: str, seen: Iterable[Freshness]) -> None:
    rows = [
        {"district": district, "account_id": one.id, "day": day, "posts": posts}
        for one in seen
        if one.kind is SubjectKind.ACCOUNT
        for day, posts in sorted(one.items.items())
    ]
    for batch in batches(rows):
        upsert = upsertable(cx, post_days)
        new, old = upsert.excluded, post_days.c
        most = case((new.posts > old.posts, new.posts), else_=old.posts)  # a later feed may show only part of a day
        key = [old.district, old.account_id, old.day]
        cx.execute(upsert.on_conflict_do_update(index_elements=key, set_={"posts": most}), batch)
