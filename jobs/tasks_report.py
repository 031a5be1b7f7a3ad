"""The files of a quarter, written where the console offers them for download."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from jobs.quarter import QuarterError, score
from jobs.report import write_quarter
from jobs.scheduled_done import Done
from jobs.workspace import Workspace


def reports_folder(work: Workspace, quarter_id: str) -> Path:
    """Where the files of a quarter are. ``QuarterError`` for one that is not registered: its id becomes no path."""
    if all(quarter.id != quarter_id for quarter in work.district.quarters):
        raise QuarterError(f"没有登记季度“{quarter_id}”")
    return work.settings.data_dir / "reports" / work.district.id / quarter_id


def make_report(work: Workspace, quarter_id: str, today: date) -> Done:
    """Write all files of the quarter as it stands on ``today``. Raises ``QuarterError``."""
    folder = reports_folder(work, quarter_id)
    files = write_quarter(work, score(work, quarter_id, today), folder, printed_rank=True)
    return Done(len(files), note=f"写出 {len(files)} 个文件，可在季度考核页下载")


def report_files(work: Workspace, quarter_id: str) -> tuple[Path, ...]:
    """The files there are, by name. Raises ``QuarterError``."""
    folder = reports_folder(work, quarter_id)
    return tuple(sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")))
