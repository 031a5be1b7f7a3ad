"""The circular (通报) of a quarter: its facts, its draft, and the document with the text that people edited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from config.circulars import load_circular
from config.deadlines import load_deadlines
from config.districts import find_district
from db import ledger
from db.findings import StoredFinding
from inspection.circular import CircularForm
from inspection.finding import Severity
from inspection.ledger import State
from inspection.moment import beijing_day
from inspection.rule import ScanKind
from jobs.documents_pictures import shown_pictures
from jobs.quarter import Basis, Scored, basis, score_of
from jobs.weekly_signing import weeks
from jobs.workspace import Workspace
from reports.circular import render_circular
from reports.circular_check import doubtful_figures
from reports.circular_facts import CircularFacts, FollowUp, Reach
from reports.circular_file import Edited, draft_mark, file_text, read_text
from reports.circular_wording import REMARK, draft

_NOT_CONFIRMED = frozenset({State.SUSPECTED, State.DISMISSED, State.IGNORED, State.APPEALED})


@dataclass(frozen=True, slots=True)
class Text:
    """``printed`` is what the document says, ``file`` the file to edit; ``mark`` is that of the draft of now, whose
    ``remarks`` (Chinese) have to be settled before the document is issued; ``warnings`` as in ``Circular``.
    """

    printed: str
    file: str
    edited: bool
    warnings: tuple[str, ...]
    mark: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Circular:
    """``body`` is the .docx, ``text`` the file to edit (as it is now), ``warnings`` what to look at before issuing."""

    body: bytes
    text: str
    edited: bool
    warnings: tuple[str, ...]


def circular_form(work: Workspace) -> CircularForm:
    """The words that the district gives for its circulars. Raises ``ConfigError``."""
    return load_circular(find_district(work.district.id, work.settings.districts_dir))


def circular_facts(work: Workspace, quarter_id: str, today: date | None = None) -> CircularFacts:
    """Everything a circular is written from. Problems stand as on its 成文日期 where that is known, else ``today``.

    Raises ``QuarterError`` for an unknown quarter, ``ConfigError`` for a bad ``circular.yaml``.
    """
    form = circular_form(work)
    day = form.issue(quarter_id).day or today or beijing_day(datetime.now(UTC))
    read = basis(work, quarter_id, day)
    scored = score_of(work, read)
    reasons = {
        reason
        for group in scored.scores.problems
        for section in group.sections
        for problem in section.problems
        for reason in problem.reasons
    }
    return CircularFacts(
        scored.scores,
        form,
        _reach(work, scored),
        _follow_up(work, read, scored, day),
        shown_pictures(work, reasons, scored.scores.quarter),
    )


def circular_draft(facts: CircularFacts) -> str:
    """The file for the editor: the draft of these facts, with help."""
    return file_text(draft(facts))


def circular_text(facts: CircularFacts, edited: bytes | None = None) -> Text:
    """The text that the document prints: that of the file ``edited`` where people changed it, else the draft of now.

    Raises ``ValueError`` (Chinese) for a file that is no text, or empty.
    """
    now = draft(facts)
    read = read_text(edited, now) if edited is not None else Edited(now, edited=False, outdated=False)
    warnings, mark = [*_blanks(facts)], draft_mark(now)
    remarks = tuple(line.removeprefix(REMARK) for line in now.splitlines() if line.startswith(REMARK))
    if not read.edited:
        return Text(now, file_text(now), False, tuple(warnings), mark, remarks)
    if read.outdated:
        warnings.append("正文改过之后数据又有变化，请核对（删除正文文件可按现在的数据重新生成）")
    return Text(read.text, read.text, True, (*warnings, *doubtful_figures(read.text, now)), mark, remarks)


def circular_document(facts: CircularFacts, edited: bytes | None = None) -> Circular:
    """The document with ``circular_text``; raises as it does."""
    text = circular_text(facts, edited)
    return Circular(render_circular(facts, text.printed), text.file, text.edited, text.warnings)


def _blanks(facts: CircularFacts) -> list[str]:
    missing = {
        "发文机关（issuer）": facts.form.issuer,
        "主送机关（recipients）": facts.form.recipients,
        "本季度发文字号（quarters.number）": facts.issue.number,
        "本季度成文日期（quarters.day）": facts.issue.day,
    }
    names = [name for name, value in missing.items() if not value]
    return [f"区县的 circular.yaml 没有写：{'、'.join(names)}，文件中留空"] if names else []


def _reach(work: Workspace, scored: Scored) -> Reach:
    records = [week.counting for week in weeks(work, scored.scores.quarter.id)]
    held = Counter(slot.kind for slot in scored.slots if slot.scan)
    return Reach(
        weekly_scans=held[ScanKind.WEEKLY],
        sittings=held[ScanKind.QUARTER],
        missing=len(scored.missing),
        planned=sum(record.planned for record in records),
        judged=sum(record.judged for record in records),
        unknown=sum(len(record.unknown) for record in records),
    )


def _follow_up(work: Workspace, read: Basis, scored: Scored, day: date) -> FollowUp:
    """Of the problems that cost points or are vetoes, those that official scans of the quarter saw."""
    scans = {slot.scan.id for slot in scored.slots if slot.scan}
    found = {
        one.id: one
        for one in read.found
        if one.severity.rank >= Severity.ERROR.rank and any(seen.scan_id in scans for seen in one.observations)
    }
    with work.database.reading() as cx:
        stands = ledger.standings(cx, found)
    confirmed = {key: one for key, one in stands.items() if one.state not in _NOT_CONFIRMED}
    by_state = Counter(one.state for one in confirmed.values())
    announced = [one for one in confirmed.values() if one.state in (State.NOTIFIED, State.FIXING)]
    waiting = [found[key] for key, one in confirmed.items() if one.state in (State.CONFIRMED, State.RECURRED)]
    return FollowUp(
        day=day,
        confirmed=len(confirmed),
        passed=by_state[State.PASSED],
        fixed=by_state[State.FIXED],
        announced=len(announced),
        overdue=sum(one.overdue(day) for one in announced),
        waiting=len(waiting),
        undecided=len(scored.open),
        due=max((one.due for one in announced if one.due and not one.overdue(day)), default=None),
        terms=_terms(waiting),
    )


def _terms(waiting: Sequence[StoredFinding]) -> tuple[tuple[str, int], ...]:
    deadlines = load_deadlines()
    used = {deadlines.of(one.monitor, one.severity).id for one in waiting}
    return tuple((one.title, one.working_days) for one in deadlines.classes if one.id in used)
