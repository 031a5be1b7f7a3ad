"""Rectification notices (整改通知单): what a unit still has to mend, with deadlines of the ledger and pictures."""

from __future__ import annotations

from datetime import date

from config.problem import ConfigError
from facts.masking import mask_personal
from inspection.finding import Severity
from inspection.ledger import State
from inspection.moment import beijing_day
from jobs.documents_circular import circular_form
from jobs.documents_pictures import shown_pictures
from jobs.ledger import LedgerError, Line, Terms, lines
from jobs.workspace import Workspace, rulebook
from monitors.frame.catalogue import CatalogueError
from reports.circular_facts import ShownPicture
from reports.notice import NoticeFacts, NoticeProblem, render_notice

#: Standings in which a unit has something to do.
_TO_MEND = frozenset({State.CONFIRMED, State.NOTIFIED, State.FIXING, State.RECURRED})


def units_to_notify(work: Workspace) -> tuple[str, ...]:
    """Ids of the units that have something to mend, in the registry's order."""
    named = {line.finding.subject.unit_id for line in _to_mend(work, frozenset())}
    return tuple(unit.id for unit in work.district.units if unit.id in named)


def notice_facts(work: Workspace, unit_id: str, day: date) -> NoticeFacts:
    """What a notice issued on ``day`` (Beijing) tells a unit: every confirmed problem that it has not mended.

    A problem that was not announced yet gets the deadline of its class, counted from ``day``. Raises ``LedgerError``
    when there is nothing to mend, ``ConfigError`` for a bad ``circular.yaml``, ``KeyError`` for an unknown unit.
    """
    unit = work.district.unit(unit_id)
    to_mend = _to_mend(work, frozenset({unit_id}))
    if not to_mend:
        raise LedgerError(f"{unit.name}没有已确认、尚未整改的问题，不需要整改通知单")
    terms, form = Terms(), circular_form(work)
    pictures = shown_pictures(work, [line.finding.id for line in to_mend])
    problems = (_problem(line, terms, day, pictures.get(line.finding.id)) for line in to_mend)
    ordered = tuple(sorted(problems, key=lambda one: (one.due, one.rule, one.id)))
    doubt = terms.calendar.doubt(day, max(one.due for one in ordered))
    return NoticeFacts(
        unit.name, f"{day:%Y%m%d}-{unit_id}", form.issuer, form.inspector, day, ordered, (doubt,) if doubt else ()
    )


def notice_document(work: Workspace, unit_id: str, day: date) -> bytes:
    """The .docx of ``notice_facts``; raises as it does."""
    return render_notice(notice_facts(work, unit_id, day))


def _to_mend(work: Workspace, unit_ids: frozenset[str]) -> list[Line]:
    """Hints that somebody confirmed are to be mended too; early warnings are in no ledger."""
    found = lines(work, unit_ids=unit_ids, states=_TO_MEND)
    return [line for line in found if line.finding.severity is not Severity.WARNING]


def _problem(line: Line, terms: Terms, day: date, picture: ShownPicture | None) -> NoticeProblem:
    finding, standing = line.finding, line.standing
    running = standing.due if standing.state in (State.NOTIFIED, State.FIXING) else None
    days = terms.deadlines.of(finding.monitor, finding.severity).working_days
    title, clause = _titles(line)
    seen = finding.observations[-1]
    return NoticeProblem(
        id=finding.id[:8],
        rule=title,
        clause=clause,
        subject=mask_personal(finding.subject.title),
        url=finding.subject.url,
        message=finding.message,
        quote=mask_personal(finding.quote),
        found=finding.first_seen_at,
        due=running or terms.due(finding, day)[0],
        basis="" if running else f"自通知次日起{days}个工作日",
        late=terms.late_days(standing, day) if running else 0,
        snapshot=next((proof.sha256 for proof in seen.evidence if proof.sha256), ""),
        picture=picture,
    )


def _titles(line: Line) -> tuple[str, str]:
    """How the rule was called when it was asked, and its clause; its id where that table is no more."""
    seen = line.finding.observations[-1]
    try:
        rule = rulebook(beijing_day(seen.as_of)).rule(line.finding.rule)
    except (KeyError, ConfigError, CatalogueError):
        return line.finding.rule, ""
    return rule.title, rule.clause
