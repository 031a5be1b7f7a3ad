"""The circular (通报) of a quarter: its facts, its draft, and the document with the text that people edited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from config.circulars import load_circular
from config.districts import find_district
from inspection.circular import CircularForm
from inspection.finding import Severity
from inspection.ledger import State
from inspection.moment import beijing_day
from inspection.rule import ScanKind
from jobs.documents_pictures import shown_pictures
from jobs.ledger import Line, Terms, lines
from jobs.quarter import Scored, score
from jobs.weekly_signing import weeks
from jobs.workspace import Workspace
from reports.circular import render_circular
from reports.circular_check import doubtful_figures
from reports.circular_facts import CircularFacts, FollowUp, Reach
from reports.circular_file import Edited, file_text, read_text
from reports.circular_wording import draft


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
    scored = score(work, quarter_id, day)
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
        _follow_up(work, scored, day),
        shown_pictures(work, reasons, scored.scores.quarter),
    )


def circular_draft(facts: CircularFacts) -> str:
    """The file for the editor: the draft of these facts, with help."""
    return file_text(draft(facts))


def circular_document(facts: CircularFacts, edited: bytes | None = None) -> Circular:
    """The document with the text of the file ``edited``, where people changed it; else with the draft of now.

    Raises ``ValueError`` (Chinese) for a file that is no text, or empty.
    """
    now = draft(facts)
    read = read_text(edited, now) if edited is not None else Edited(now, edited=False, outdated=False)
    text = read.text if read.edited else now
    warnings = [*_blanks(facts)]
    if read.edited:
        if read.outdated:
            warnings.append("正文改过之后数据又有变化，请核对（删除正文文件可按现在的数据重新生成）")
        warnings += doubtful_figures(text, now)
    return Circular(
        render_circular(facts, text), read.text if read.edited else file_text(now), read.edited, tuple(warnings)
    )


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


def _follow_up(work: Workspace, scored: Scored, day: date) -> FollowUp:
    """Of the problems that cost points or are vetoes, those that official scans of the quarter saw."""
    scans = {slot.scan.id for slot in scored.slots if slot.scan}
    relevant = [
        line
        for line in lines(work)
        if line.finding.severity.rank >= Severity.ERROR.rank
        and any(seen.scan_id in scans for seen in line.finding.observations)
    ]
    confirmed = [line for line in relevant if line.standing.state not in _NOT_CONFIRMED]
    by_state = Counter(line.standing.state for line in confirmed)
    announced = [line for line in confirmed if line.standing.state in (State.NOTIFIED, State.FIXING)]
    waiting = [line for line in confirmed if line.standing.state in (State.CONFIRMED, State.RECURRED)]
    running = [line.standing.due for line in announced if line.standing.due and not line.standing.overdue(day)]
    return FollowUp(
        day=day,
        confirmed=len(confirmed),
        passed=by_state[State.PASSED],
        fixed=by_state[State.FIXED],
        announced=len(announced),
        overdue=sum(line.standing.overdue(day) for line in announced),
        waiting=len(waiting),
        undecided=len(scored.open),
        due=max(running, default=None),
        terms=_terms(waiting),
    )


_NOT_CONFIRMED = frozenset({State.SUSPECTED, State.DISMISSED, State.IGNORED, State.APPEALED})


def _terms(waiting: Sequence[Line]) -> tuple[tuple[str, int], ...]:
    deadlines = Terms().deadlines
    used = {deadlines.of(line.finding.monitor, line.finding.severity).id for line in waiting}
    return tuple((one.title, one.working_days) for one in deadlines.classes if one.id in used)
