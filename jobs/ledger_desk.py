"""Steps taken at the console: several findings at once, each noted for the audit, with files handed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from db import ledger, ledger_states, step_files
from db.engine import Connection
from db.snapshots import SnapshotStore
from facts.masking import mask_personal
from inspection.ledger import Entry, State, Step
from jobs.ledger import LedgerError, Line, Terms, take_in
from jobs.workspace import Workspace

#: What a unit may do about its own findings.
UNIT_STEPS = (Step.START, Step.FIX, Step.APPEAL)
#: States that a unit is shown: a suspicion that nobody has looked at yet is no accusation.
HIDDEN_FROM_UNITS = frozenset({State.SUSPECTED})
#: Most bytes of one file handed in, and most files of one step.
LARGEST_FILE, MOST_FILES = 10 * 1024 * 1024, 5
_ADVICE = "请刷新页面，看过新的记录再办理"

Note = Callable[[Connection, str], None]


@dataclass(frozen=True, slots=True)
class Handed:
    """A file handed in: its name as the sender called it, and its bytes."""

    name: str
    body: bytes


def file_store(work: Workspace) -> SnapshotStore:
    """Where files handed in are kept by their hash; readable for the program's own user only, never pruned."""
    folder = work.settings.data_dir / "handed-in"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return SnapshotStore(folder)


def take_one(
    work: Workspace, finding_id: str, entry: Entry, note: Note, *, steps_seen: int | None = None,
    files: Sequence[Handed] = (),
) -> Line:  # fmt: skip
    """Take one step. ``note`` is called in the same transaction. ``steps_seen``: how long the history was that the
    person has seen; when somebody was faster the step is refused. Raises ``LedgerError``.
    """
    if len(files) > MOST_FILES or any(len(one.body) > LARGEST_FILE for one in files):
        raise LedgerError(f"附件最多 {MOST_FILES} 个，每个不超过 {LARGEST_FILE // 1024**2} MB")
    store = file_store(work)
    kept = [(one, store.put(one.body)) for one in files]
    with work.database.writing() as cx:
        past = ledger.histories(cx, [finding_id])[finding_id]
        if steps_seen is not None and steps_seen != len(past):
            newest = f"（{past[-1].who} {past[-1].step.label}）" if past else ""
            raise LedgerError(f"这个问题刚刚有人办理过{newest}，{_ADVICE}")
        line = take_in(cx, Terms(), finding_id, _masked(entry))
        for one, digest in kept:
            step_files.add(cx, finding_id, mask_personal(one.name)[-120:], len(one.body), digest)
        note(cx, finding_id)
    return line


def decide_together(
    work: Workspace, finding_ids: Sequence[str], entry: Entry, note: Note
) -> Mapping[str, Sequence[str]]:
    """Take a reviewer's decision about all suspected ones of the findings, or (when one cannot be taken) about none.

    Returns ids under ``done`` and ``skipped``: what is not suspected any more is left alone. Raises ``LedgerError``.
    """
    terms, done, skipped = Terms(), [], []
    with work.database.writing() as cx:
        for finding_id in sorted(set(finding_ids)):  # each anew: ignoring one ignores its siblings
            stands = ledger_states.kept(cx, [finding_id]).get(finding_id)
            if stands is None or stands.state is not State.SUSPECTED:
                skipped.append(finding_id)
                continue
            take_in(cx, terms, finding_id, _masked(entry))
            note(cx, finding_id)
            done.append(finding_id)
    return {"done": done, "skipped": skipped}


def _masked(entry: Entry) -> Entry:
    """People write down whom they spoke to: personal numbers in a reason are starred before it is kept."""
    return replace(entry, reason=mask_personal(entry.reason))
