"""Returns (复发) under another key: a new finding that is the same fault for a person as one that had passed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from db.batches import batches, upsertable
from db.tables import findings
from db.tables_recurrences import recurrences


@dataclass(frozen=True, slots=True)
class Return:
    """``finding_id`` is the return of ``earlier_id``, as scan ``scan_id`` saw; ``number`` counts along the chain."""

    finding_id: str
    earlier_id: str
    scan_id: int
    number: int


def link(cx: Connection, one: Return) -> None:
    """Remember a return. A finding is the return of one other at most: the first link stays."""
    row = {name: getattr(one, name) for name in Return.__slots__}
    cx.execute(upsertable(cx, recurrences).on_conflict_do_nothing(), row)


def returns(cx: Connection, finding_ids: Iterable[str]) -> dict[str, Return]:
    """By finding id: what it is the return of, where it is one."""
    found: dict[str, Return] = {}
    for batch in batches(sorted(set(finding_ids)), 500):
        for row in cx.execute(select(recurrences).where(recurrences.c.finding_id.in_(batch))):
            found[row.finding_id] = Return(*row)
    return found


def returned_as(cx: Connection, finding_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """By finding id: the findings that are its return, sorted."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for batch in batches(sorted(set(finding_ids)), 500):
        query = select(recurrences).where(recurrences.c.earlier_id.in_(batch)).order_by(recurrences.c.finding_id)
        for row in cx.execute(query):
            found[row.earlier_id].append(row.finding_id)
    return {id_: tuple(later) for id_, later in found.items()}


def earlier_ones(cx: Connection, finding_ids: Iterable[str]) -> dict[str, tuple[datetime, list[str]]]:
    """By finding id: when it was first seen, and the findings of the same rule and subject first seen before that."""
    new, old = findings.alias(), findings.alias()
    found: dict[str, tuple[datetime, list[str]]] = {}
    for batch in batches(sorted(set(finding_ids)), 500):
        query = (
            select(new.c.id, new.c.first_seen_at, old.c.id.label("earlier"))
            .join(old, (old.c.scope == new.c.scope) & (old.c.first_seen_at < new.c.first_seen_at))
            .where(new.c.id.in_(batch))
            .order_by(new.c.id, old.c.id)
        )
        for row in cx.execute(query):
            found.setdefault(row.id, (row.first_seen_at, []))[1].append(row.earlier)
    return found
