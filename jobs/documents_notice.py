"""Rectification notices (整改通知单): what a unit still has to mend, with deadlines of the ledger and pictures."""

from __future__ import annotations

from datetime import date

from config.problem import ConfigError
from db import findings, ledger_pages
from db.findings import StoredFinding
from db.ledger_pages import Wanted
from facts.masking import mask_personal
from inspection.ledger import Standing, State
from inspection.moment import beijing_day
from jobs.documents_circular import circular_form
from jobs.documents_pictures import shown_pictures
from jobs.ledger import LedgerError, Terms
from jobs.workspace import Workspace, rulebook
from monitors.frame.catalogue import CatalogueError
from reports.circular_facts import ShownPicture
from reports.notice import NoticeFacts, NoticeProblem, render_notice

#: Problems in one notice: what a clerk can work through, and a file can hold with its pictures.
MOST = 200
#: Standings in which a unit has something to do.
_TO_MEND = frozenset({State.CONFIRMED, State.NOTIFIED, State.FIXING, State.RECURRED})


def units_to_notify(work: Workspace) -> tuple[str, ...]:
    """Ids of the units that have something to mend, in the registry's order."""
    with work.database.reading() as cx:
        return tuple(unit.id for unit in work.district.units if ledger_pages.count(cx, _wanted(unit.id), 1))


def notice_facts(work: Workspace, unit_id: str, day: date) -> NoticeFacts:
    """What a notice issued on ``day`` (Beijing) tells a unit: every confirmed problem that it has not mended, confirmed
    hints among them, the most urgent ``MOST`` of them.

    A problem that was not announced yet gets the deadline of its class, counted from ``day``. Raises ``LedgerError``
    when there is nothing to mend, ``ConfigError`` for a bad ``circular.yaml``, ``KeyError`` for an unknown unit.
    """
    unit = work.district.unit(unit_id)
    with work.database.reading() as cx:
        listed = ledger_pages.page(cx, _wanted(unit_id), size=MOST)
        stands = {row.id: row.standing for row in listed.rows}
        to_mend = findings.some(cx, stands)
    if not to_mend:
        raise LedgerError(f"{unit.name}没有已确认、尚未整改的问题，不需要整改通知单")
    terms, form = Terms(), circular_form(work)
    pictures = shown_pictures(work, stands)
    problems = (_problem(one, stands[one.id], terms, day, pictures.get(one.id)) for one in to_mend)
    ordered = tuple(sorted(problems, key=lambda one: (one.due, one.rule, one.id)))
    doubts = [terms.calendar.doubt(day, max(one.due for one in ordered))]
    doubts += [f"{unit.name}待整改的问题超过 {MOST} 个，只列出最急的 {MOST} 个"] if listed.older else []
    return NoticeFacts(
        unit.name, f"{day:%Y%m%d}-{unit_id}", form.issuer, form.inspector, day, ordered, tuple(filter(None, doubts))
    )


def notice_document(work: Workspace, unit_id: str, day: date) -> bytes:
    """The .docx of ``notice_facts``; raises as it does."""
    return render_notice(notice_facts(work, unit_id, day))


def _wanted(unit_id: str) -> Wanted:
    return Wanted(unit_ids=frozenset({unit_id}), states=_TO_MEND)


def _problem(
    finding: StoredFinding, standing: Standing, terms: Terms, day: date, picture: ShownPicture | None
) -> NoticeProblem:
    running = standing.due if standing.state in (State.NOTIFIED, State.FIXING) else None
    days = terms.deadlines.of(finding.monitor, finding.severity).working_days
    title, clause = _titles(finding)
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


def _titles(finding: StoredFinding) -> tuple[str, str]:
    """How the rule was called when it was asked, and its clause; its id where that table is no more."""
    seen = finding.observations[-1]
    try:
        rule = rulebook(beijing_day(seen.as_of)).rule(finding.rule)
    except (KeyError, ConfigError, CatalogueError):
        return finding.rule, ""
    return rule.title, rule.clause
