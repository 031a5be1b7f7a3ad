"""The scores that one site or account had in the closed quarters."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from db import closings, quarters
from jobs.workspace import Workspace


@dataclass(frozen=True, slots=True)
class PastScore:
    """As a closed quarter printed it."""

    quarter_id: str
    score: Decimal
    rank: int | None
    veto: bool


def score_history(work: Workspace, subject_id: str) -> tuple[PastScore, ...]:
    """The closed quarters that scored the site or account, oldest first. A closing is read once: it never changes."""
    found = []
    with work.database.reading() as cx:
        for quarter_id, head in sorted(quarters.closed(cx, work.district.id).items()):
            scored = _KNOWN.get(head.sha256)
            if scored is None:
                closing = closings.closing(cx, quarter_id, work.district.id)
                scored = _KNOWN[head.sha256] = _scores(closing.document) if closing else {}
            if subject_id in scored:
                found.append(PastScore(quarter_id, *scored[subject_id]))
    return tuple(found)


#: By the hash of a closing: score, rank and veto by site and account.
_KNOWN: dict[str, Mapping[str, tuple[Decimal, int | None, bool]]] = {}


def _scores(document: str) -> dict[str, tuple[Decimal, int | None, bool]]:
    told = json.loads(document)
    return {
        one["subject"]: (Decimal(one["printed_score"]), one["printed_rank"], bool(one["veto"]))
        for one in (*told["sites"], *told["accounts"])
    }
