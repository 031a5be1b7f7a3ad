"""Review: people decide what the monitors suspect. One call per decision, from arguments or from a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.csv_rows import Row, read_all
from config.problem import ConfigError
from db import decisions, findings
from db.decisions import Action, FindingState
from db.findings import StoredFinding
from inspection.finding import Confidence, Severity
from jobs.workspace import Workspace

#: What a reviewer writes in a file, in Chinese, and the action it stands for.
WORDS: dict[str, Action] = {"确认": "confirm", "驳回": "dismiss", "忽略": "ignore", "重审": "reopen"}

#: How the states of a finding are called.
STATE_WORDS = {"suspected": "疑似", "confirmed": "已确认", "dismissed": "驳回", "ignored": "忽略"}

HEADER = ("规则", "主体", "决定", "理由", "审核人")


class ReviewError(Exception):
    """A decision that cannot be taken; the text (Chinese) names the row or finding and what to do."""


@dataclass(frozen=True, slots=True)
class FileDecision:
    """One row: all findings of ``rule`` about ``subject`` (page address, column, site or account id) get ``action``."""

    row: int
    rule: str
    subject: str
    action: Action
    reason: str
    who: str


def decide(work: Workspace, finding_id: str, action: Action, who: str, at: datetime, reason: str) -> StoredFinding:
    """Take one decision about the finding whose id starts with ``finding_id``. Raises ``ReviewError``."""
    try:
        with work.database.writing() as connection:
            found = findings.get(connection, finding_id)
            if found is None:
                raise ReviewError(f"没有编号以“{finding_id}”开头的问题，请用 xunjian review 查看编号")
            decisions.decide(connection, found.id, action, who, at, reason)
            decided = findings.get(connection, found.id)
    except ValueError as problem:
        raise ReviewError(str(problem)) from problem
    return decided or found


def apply_file(work: Workspace, path: Path, at: datetime) -> int:
    """Apply every row of a decisions file in one transaction: all of it, or (on any bad row) nothing.

    Returns the number of findings decided. A row that matches no finding is an error: it says that the world and the
    file disagree. A finding that already stands as the row wants it is left alone, so a file can be applied again.
    """
    rows = read_decisions(path)
    decided = 0
    with work.database.writing() as connection:
        known = findings.listing(connection)
        for row in rows:
            matches = [one for one in known if one.rule == row.rule and one.subject.id == row.subject]
            if not matches:
                raise ReviewError(f"{path.name} 第{row.row}行：没有找到规则 {row.rule}、主体 {row.subject} 的问题")
            for match in matches:
                if match.decision is None or match.decision.action != row.action:
                    try:
                        decisions.decide(connection, match.id, row.action, row.who, at, row.reason)
                    except ValueError as problem:
                        raise ReviewError(f"{path.name} 第{row.row}行：{problem}") from problem
                    decided += 1
    return decided


def read_decisions(path: Path) -> tuple[FileDecision, ...]:
    """Rows of a decisions file (CSV as spreadsheets save it). Raises ``ReviewError`` naming the first bad row."""
    try:
        return tuple(read_all(path, HEADER, _decision))
    except ConfigError as problem:
        raise ReviewError(f"{problem}，没有写入任何决定") from problem


def _decision(row: Row) -> FileDecision:
    action = row.choice("决定", WORDS)
    reason = row.optional("理由") if action in ("confirm", "reopen") else row.text("理由")
    return FileDecision(row.number, row.text("规则"), row.text("主体"), action, reason, row.text("审核人"))


def list_findings(work: Workspace, state: FindingState | None, unit_ids: frozenset[str]) -> list[StoredFinding]:
    """Findings in ``state`` (``None`` = any) of the units (empty = all); least certain first, warnings left out."""
    with work.database.reading() as connection:
        found = findings.listing(connection, state=state)
    kept = [
        one
        for one in found
        if one.severity is not Severity.WARNING and (not unit_ids or one.subject.unit_id in unit_ids)
    ]
    order = list(Confidence)
    return sorted(kept, key=lambda one: (-order.index(one.confidence), one.subject.unit_id, one.rule, one.id))
