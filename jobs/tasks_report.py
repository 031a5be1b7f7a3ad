"""The files of a quarter, written where the console offers them for download."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from jobs.documents_circular import circular_document, circular_facts
from jobs.documents_overview import overview_document
from jobs.documents_weekly import weekly_record_document
from jobs.quarter import QuarterError, score
from jobs.report import write_quarter
from jobs.scheduled_done import Done
from jobs.weekly_signing import weeks
from jobs.workspace import Workspace
from reports.whole_file import write_bytes

CIRCULAR, TEXT, OVERVIEW = "通报.docx", "通报正文.txt", "概览.docx"
#: Files that hold pictures out of the evidence: whoever takes one is recorded.
WITH_PICTURES = frozenset({CIRCULAR})


def reports_folder(work: Workspace, quarter_id: str) -> Path:
    """Where the files of a quarter are. ``QuarterError`` for one that is not registered: its id becomes no path."""
    if all(quarter.id != quarter_id for quarter in work.district.quarters):
        raise QuarterError(f"没有登记季度“{quarter_id}”")
    return work.settings.data_dir / "reports" / work.district.id / quarter_id


def make_report(work: Workspace, quarter_id: str, today: date) -> Done:
    """Write all files of the quarter as it stands on ``today``. Raises ``QuarterError``, ``ConfigError``."""
    folder = reports_folder(work, quarter_id)
    write_quarter(work, score(work, quarter_id, today), folder, printed_rank=True)
    warnings = _circular(work, quarter_id, today, folder)
    write_bytes(folder / OVERVIEW, overview_document(work, quarter_id))
    for week in weeks(work, quarter_id):
        write_bytes(folder / "weekly" / f"{week.record.last_day}.docx", weekly_record_document(work, week))
    said = f"写出 {len(report_files(work, quarter_id))} 个文件，可在季度考核页下载"
    return Done(1, note="；".join([said, *warnings]))


def _circular(work: Workspace, quarter_id: str, today: date, folder: Path) -> tuple[str, ...]:
    """The circular, with the text that people edited if they did; what to look at before it is issued."""
    text = folder / TEXT
    made = circular_document(circular_facts(work, quarter_id, today), text.read_bytes() if text.exists() else None)
    if not made.edited:
        write_bytes(text, made.text.encode())
    write_bytes(folder / CIRCULAR, made.body)
    return made.warnings


def report_files(work: Workspace, quarter_id: str) -> tuple[Path, ...]:
    """The files there are, by name. Raises ``QuarterError``."""
    folder = reports_folder(work, quarter_id)
    return tuple(sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")))
