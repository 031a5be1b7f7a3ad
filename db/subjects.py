"""Subjects as table columns, and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from inspection.finding import Subject, SubjectKind
from inspection.registry import ColumnKind, Platform


def subject_columns(subject: Subject) -> dict[str, Any]:
    """The values of the columns that ``verdicts`` and ``findings`` share."""
    return {
        "subject_kind": subject.kind.value,
        "subject_id": subject.id,
        "unit_id": subject.unit_id,
        "site_id": subject.site_id,
        "column_id": subject.column_id,
        "account_id": subject.account_id,
        "url": subject.url,
        "title": subject.title,
        "column_kind": subject.column_kind.value if subject.column_kind else None,
        "platform": subject.platform.value if subject.platform else None,
    }


def subject_of(row: Row[Any]) -> Subject:
    """The subject that ``row`` speaks of."""
    return Subject(
        kind=SubjectKind(row.subject_kind),
        id=row.subject_id,
        unit_id=row.unit_id,
        site_id=row.site_id,
        column_id=row.column_id,
        account_id=row.account_id,
        url=row.url,
        title=row.title,
        column_kind=ColumnKind(row.column_kind) if row.column_kind else None,
        platform=Platform(row.platform) if row.platform else None,
    )
