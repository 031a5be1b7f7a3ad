"""The overview (概览) of a quarter as a document."""

from __future__ import annotations

from jobs.documents_circular import circular_facts
from jobs.weekly_signing import weeks
from jobs.workspace import Workspace
from reports.overview import render_overview


def overview_document(work: Workspace, quarter_id: str) -> bytes:
    """The .docx; ``jobs.documents_pdf.to_pdf`` makes a PDF of it. Raises as ``circular_facts`` does."""
    facts = circular_facts(work, quarter_id)
    return render_overview(facts, [week.counting for week in weeks(work, quarter_id)])
