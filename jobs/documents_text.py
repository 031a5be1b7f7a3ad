"""The text of a quarter's circular that people edit in the console, kept beside the files that are made from it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from db import quarters
from jobs.documents_circular import circular_facts
from jobs.kept_results import Kept
from jobs.tasks_report import TEXT, reports_folder
from jobs.workspace import Workspace
from reports.circular_facts import CircularFacts
from reports.whole_file import write_bytes

_FACTS: Kept[CircularFacts] = Kept(4)


def facts_now(work: Workspace, quarter_id: str, today: date) -> CircularFacts:
    """The facts as they stand, kept while nothing that they rest on changes; pictures may be older than that.

    Raises as ``circular_facts`` does.
    """
    with work.database.reading() as cx:
        mark = quarters.mark(cx, work.district.id)
    name = (work.database.url, quarter_id)
    return _FACTS.get(name, (mark, today), work.district, lambda: circular_facts(work, quarter_id, today))


def kept_text(work: Workspace, quarter_id: str) -> bytes | None:
    """The file as it is, perhaps edited; ``None`` before it was first written. ``QuarterError``: unknown quarter."""
    path = _path(work, quarter_id)
    return path.read_bytes() if path.exists() else None


def keep_text(work: Workspace, quarter_id: str, text: str) -> None:
    """Keep what people made of it; the next document prints it. ``QuarterError``: unknown quarter."""
    write_bytes(_path(work, quarter_id), text.encode("utf-8", errors="replace"))


def _path(work: Workspace, quarter_id: str) -> Path:
    return reports_folder(work, quarter_id) / TEXT
