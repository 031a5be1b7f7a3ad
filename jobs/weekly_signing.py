"""Signing a weekly record: a person says that it was read and is right; from then on it stays as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from db import scans, weekly_signatures
from db.weekly_signatures import Signature
from inspection.moment import BEIJING, beijing_day, iso_minutes
from inspection.rule import ScanKind
from jobs.quarter import QuarterError
from jobs.scan import AFTER_SIGNING
from jobs.weekly import weekly_records
from jobs.workspace import Workspace
from reports.weekly_reading import read_weekly_document
from reports.weekly_record import (
    weekly_document,
    write_weekly_record_csv,
    write_weekly_record_json,
    write_weekly_record_xlsx,
)
from scoring.weekly_record import WeeklyRecord

#: A weekly record is about so many days, the last of them that of the scan.
_DAYS = 7


class SigningError(QuarterError):
    """The record cannot be signed, or is not what was signed; the text (Chinese) says why and what to do."""


@dataclass(frozen=True, slots=True)
class Week:
    """The record of one weekly scan as the database gives it now, and its signature if it has one.

    ``scanned_after`` are the scans of the same moment that were asked for after the signing.
    """

    quarter_id: str
    record: WeeklyRecord
    signature: Signature | None
    scanned_after: tuple[int, ...] = ()

    @property
    def document(self) -> Mapping[str, Any]:
        """What counts: the signed record, else the one of now. As ``reports.weekly_record.weekly_document``."""
        if self.signature is None:
            return weekly_document(self.record)
        record: Mapping[str, Any] = json.loads(self.signature.document)["record"]
        return record

    @property
    def counting(self) -> WeeklyRecord:
        """The record that counts: read back from what was signed, else that of now."""
        return self.record if self.signature is None else read_weekly_document(self.document)

    @property
    def moved_on(self) -> bool:
        """Whether the database says something else now than what was signed."""
        return self.signature is not None and weekly_document(self.record) != self.document

    @property
    def intact(self) -> bool:
        """Whether the signed text is the one whose hash was kept, and names the same signer and time."""
        if self.signature is None:
            return True
        one, sealed = self.signature, json.loads(self.signature.document)
        same = (sealed["who"], sealed["signed_at"]) == (one.who, _exact(one.signed_at))
        return same and sha256(one.document.encode()).hexdigest() == one.sha256


def weeks(work: Workspace, quarter_id: str, only: datetime | None = None) -> tuple[Week, ...]:
    """The held weekly scans of a quarter in time order, or ``only`` the one at that moment.

    Raises ``QuarterError`` for an unknown quarter.
    """
    try:
        records = weekly_records(work, quarter_id, only)
    except KeyError:
        known = "、".join(quarter.id for quarter in work.district.quarters) or "无"
        raise QuarterError(f"没有登记季度“{quarter_id}”（现有：{known}），请在 quarters.yaml 中添加") from None
    with work.database.reading() as connection:
        signed = weekly_signatures.signatures(connection, work.district.id, quarter_id)
        held = scans.of_quarter(connection, quarter_id, work.district.id, ScanKind.WEEKLY)
    later = [one for one in held if AFTER_SIGNING in one.coverage]
    return tuple(
        Week(
            quarter_id,
            record,
            signed.get(record.as_of),
            tuple(one.id for one in later if one.as_of == record.as_of),
        )
        for record in records
    )


def signed_days(work: Workspace, quarter_id: str) -> tuple[date, ...]:
    """The last days of the signed weeks of a quarter."""
    with work.database.reading() as connection:
        signed = weekly_signatures.signatures(connection, work.district.id, quarter_id)
    return tuple(beijing_day(at) for at in signed)


def write_week(folder: Path, week: Week) -> Path:
    """Write the record of ``week`` that counts as workbook, CSV and JSON into ``folder``, named by its last day;
    returns the workbook. A signed week gives the same bytes for ever.

    Raises ``SigningError`` when the signed record is no longer what was signed.
    """
    if not week.intact:
        raise SigningError(
            f"{week.record.last_day} 的签认记录与校验值不符，没有写出，请用备份核对（xunjian weekly verify）"
        )
    record = week.counting
    stem = folder / record.last_day.isoformat()
    write_weekly_record_xlsx(stem.with_suffix(".xlsx"), record)
    write_weekly_record_csv(stem.with_suffix(".csv"), record)
    write_weekly_record_json(stem.with_suffix(".json"), record)
    return stem.with_suffix(".xlsx")


def week_of(work: Workspace, day: date) -> Week:
    """The week whose record ends on ``day`` or holds it. Raises ``SigningError`` when no scan of it was held."""
    for quarter in work.district.quarters:
        for at in quarter.weekly_scans:
            if 0 <= (beijing_day(at) - day).days < _DAYS and (held := weeks(work, quarter.id, at)):
                return held[0]
    raise SigningError(f"{day} 所在的一周没有完成的周扫描，没有记录可签认（xunjian weekly list 查看）")


def sign(work: Workspace, week: Week, who: str, at: datetime, note: str = "") -> Signature:
    """Freeze the record of ``week`` as it is now, signed by ``who``; ``note`` is what the signer has to say.

    Raises ``SigningError``: signed already, incomplete, or with more left unjudged than allowed and no ``note`` on it.
    """
    record, who, note = week.record, who.strip(), note.strip()
    if not who:
        raise SigningError("请写明签认人：--who 姓名")
    if week.signature is not None:
        raise SigningError(_refusal(week.signature))
    if record.unaccounted:
        raise SigningError(f"{record.unaccounted} 项检测去向不明，扫描不完整，请重新扫描后再签认")
    share = Decimal(len(record.unknown)) / record.planned if record.planned else Decimal(1)
    if share > work.settings.max_unknown_share and not note:
        raise SigningError(
            f"未能检测的比例 {share:.0%} 超过上限 {work.settings.max_unknown_share:.0%}，签认须用 --note 说明"
        )
    sealed = {"record": weekly_document(record), "who": who, "signed_at": _exact(at), "note": note}
    text = json.dumps(sealed, ensure_ascii=False, sort_keys=True, indent=1)
    digest = sha256(text.encode()).hexdigest()
    signature = Signature(
        work.district.id, record.as_of, week.quarter_id, int(record.scan_id), who, at, text, digest
    )  # fmt: skip
    with work.database.writing() as connection:
        if weekly_signatures.sign(connection, signature):
            return signature
        first = weekly_signatures.signatures(connection, work.district.id, week.quarter_id)[record.as_of]
    raise SigningError(_refusal(first))


def write_latest_record(work: Workspace, at: datetime) -> tuple[WeeklyRecord, Path] | None:
    """Write the record of the last weekly scan before ``at`` under the data folder; ``None`` when it was not held."""
    past = [(moment, one.id) for one in work.district.quarters for moment in one.weekly_scans if moment < at]
    if not past:
        return None
    moment, quarter_id = max(past)
    for week in weeks(work, quarter_id, moment):
        folder = work.settings.data_dir / "weekly"
        folder.mkdir(parents=True, exist_ok=True)
        return week.counting, write_week(folder, week)
    return None


def _refusal(signature: Signature) -> str:
    when = iso_minutes(signature.signed_at)
    return f"这一周的记录已由 {signature.who} 于 {when} 签认（校验值 {signature.sha256[:16]}…），不能更改或重签"


def _exact(at: datetime) -> str:
    return at.astimezone(BEIJING).isoformat()
