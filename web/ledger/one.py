"""One finding with all that its pages show, for those who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Path
from starlette.exceptions import HTTPException

from db import evidence, ledger, ledger_pages, sightings, step_files
from db.findings import Observation
from db.ledger_pages import LedgerRow
from db.step_files import StepFile
from inspection.ledger import Entry, State, Step, legal
from inspection.manifest import Manifest, read_manifest
from inspection.viewer import Right, Viewer
from jobs.ledger_desk import HIDDEN_FROM_UNITS, UNIT_STEPS
from web.frame.access import Forbidden
from web.frame.desk import Desk

#: The id of a finding in an address; databases refuse some other characters.
FindingId = Annotated[str, Path(pattern=r"^[0-9a-f]{1,16}$")]

_SIGHTINGS = 12
#: Elsewhere a confirmation is legal and says nothing new.
_TO_CONFIRM = frozenset({State.SUSPECTED, State.DISMISSED, State.IGNORED, State.APPEALED})
_IDLE = {State.SUSPECTED: (Step.REOPEN,), State.DISMISSED: (Step.DISMISS,), State.IGNORED: (Step.IGNORE,)}


@dataclass(frozen=True, slots=True)
class One:
    """``history`` oldest first; ``sightings`` the newest scans that saw it, newest first, of ``times``; ``manifest``
    the newest evidence.
    """

    row: LedgerRow
    history: tuple[Entry, ...]
    sightings: tuple[Observation, ...]
    times: int
    manifest: Manifest | None
    files: tuple[StepFile, ...]


def seen_by(desk: Desk, viewer: Viewer, finding_id: str) -> One:
    """The finding with this id. Raises ``Forbidden`` for another unit's, and 404 where there is none."""
    with desk.work.database.reading() as cx:
        row = ledger_pages.one(cx, finding_id)
        if row is None:
            raise HTTPException(404, "没有这个问题，可能是链接不完整。请从问题台账里打开。")
        refuse_foreign(row, viewer)
        kept = evidence.newest_of(cx, finding_id)
        return One(
            row,
            tuple(ledger.histories(cx, [finding_id])[finding_id]),
            sightings.newest(cx, finding_id, _SIGHTINGS),
            sightings.times_seen(cx, [finding_id]).get(finding_id, 0),
            read_manifest(kept.document) if kept else None,
            step_files.of_finding(cx, finding_id),
        )


def refuse_foreign(row: LedgerRow, viewer: Viewer) -> None:
    """Raise ``Forbidden`` unless ``viewer`` may see this finding."""
    if not viewer.sees(row.subject.unit_id):
        raise Forbidden
    if not viewer.may(Right.LOOK) and row.standing.state in HIDDEN_FROM_UNITS:
        raise Forbidden


def offered(state: State, viewer: Viewer) -> list[Step]:
    """The steps that this viewer may take now and that change something. Re-checks and recurrences are for scans to
    say: a person starts a re-check, and does not write one down.
    """
    if viewer.may(Right.DECIDE):
        idle = {Step.RECUR, Step.CHECK, *_IDLE.get(state, ()), *(() if state in _TO_CONFIRM else (Step.CONFIRM,))}
        return [step for step in legal(state) if step not in idle]
    if viewer.may(Right.REPLY):
        return [step for step in legal(state) if step in UNIT_STEPS]
    return []
