"""A weekly record as a document: of a signed week what was signed, else what the database says now."""

from __future__ import annotations

import json

from jobs.documents_circular import circular_form
from jobs.weekly_signing import Week
from jobs.workspace import Workspace
from reports.weekly_docx import SignedBy, render_weekly


def weekly_record_document(work: Workspace, week: Week) -> bytes:
    """The .docx of a week (``jobs.weekly_signing.week_of``). Raises ``ConfigError`` for a bad ``circular.yaml``."""
    one = week.signature
    signed = SignedBy(one.who, one.signed_at, one.sha256, json.loads(one.document).get("note", "")) if one else None
    return render_weekly(week.counting, work.district.name, circular_form(work).inspector, signed)
