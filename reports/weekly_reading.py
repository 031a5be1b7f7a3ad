"""Reads a weekly record back from its JSON document, so that the files of a signed week can be written from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from inspection.finding import Severity
from scoring.weekly_record import Change, SeenFinding, UnitWeek, UnknownRow, WeeklyRecord


def read_weekly_document(document: Mapping[str, Any]) -> WeeklyRecord:
    """The record of which ``weekly_document`` made ``document``: written again it gives the same bytes.

    A change of a document that does not name the units of what is gone (the first ones did not) leaves them empty.
    """
    units = tuple(_unit(one) for one in document["units"])
    return WeeklyRecord(
        scan_id=document["scan"],
        first_day=date.fromisoformat(document["first_day"]),
        last_day=date.fromisoformat(document["last_day"]),
        as_of=datetime.fromisoformat(document["as_of"]),
        units=units,
        change=_change(document["change"], units) if document["change"] is not None else None,
    )


def _unit(one: Mapping[str, Any]) -> UnitWeek:
    unit = one["unit"], one["name"]
    return UnitWeek(
        unit_id=one["unit"],
        unit_name=one["name"],
        planned=one["planned"],
        judged=one["judged"],
        findings=tuple(_seen(each, *unit) for each in one["findings"]),
        warnings=tuple(_seen(each, *unit) for each in one["warnings"]),
        unknown=tuple(
            UnknownRow(*unit, each["rule"], each["subject"], each["title"], each["reason"]) for each in one["unknown"]
        ),
    )


def _change(change: Mapping[str, Any], units: tuple[UnitWeek, ...]) -> Change:
    now = {each.finding_id: each for unit in units for each in unit.findings}
    absent = {
        kind: tuple(_seen(each, each.get("unit", ""), each.get("unit_name", "")) for each in change[kind])
        for kind in ("gone", "unchecked")
    }
    return Change(
        new=tuple(now[id_] for id_ in change["new"]),
        still=tuple(now[id_] for id_ in change["still"]),
        gone=absent["gone"],
        unchecked=absent["unchecked"],
    )


def _seen(one: Mapping[str, Any], unit_id: str, unit_name: str) -> SeenFinding:
    return SeenFinding(
        finding_id=one["finding"],
        rule=one["rule"],
        unit_id=unit_id,
        unit_name=unit_name,
        subject_id=one["subject"],
        title=one["title"],
        url=one["url"],
        message=one["message"],
        severity=Severity(one["severity"]),
        status=one["status"],
        points=Decimal(one["points"]),
        first_seen=datetime.fromisoformat(one["first_seen"]),
    )
