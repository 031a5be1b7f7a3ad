"""Visits: what a scan got per address, and the newest good answer of every address over all scans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from db.batches import append, batches, upsertable
from db.tables import LONGEST_KEY_BYTES, answers, scans, visits
from inspection.answered import Server
from inspection.fetched import FetchFailure
from inspection.visit import Role, Target, Visit


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """The newest good answer of an address: the name of its body, and what a conditional request needs.

    ``headers`` as in ``Page``.
    """

    sha256: str
    etag: str | None
    last_modified: str | None
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]


def add(cx: Connection, scan_id: int, rows: Iterable[Visit]) -> None:
    """Record visits of a scan, and remember the good bodies for later scans. A target may be visited again."""
    for batch in batches(rows):
        append(cx, visits, [_columns(scan_id, visit) for visit in batch])
        _remember(cx, scan_id, batch)


def of_scan(
    cx: Connection, scan_id: int, *, site_id: str | None = None, roles: Iterable[Role] | None = None
) -> Iterator[Visit]:
    """The last visit of every target, in the order of arrival; streamed, so that memory stays flat."""
    wanted = [visits.c.scan_id == scan_id]
    if site_id is not None:
        wanted.append(visits.c.site_id == site_id)
    if roles is not None:
        wanted.append(visits.c.role.in_([role.value for role in roles]))
    query = _last_visits(wanted)
    for row in cx.execute(query.order_by(visits.c.id).execution_options(yield_per=500)):
        yield visit_of(row)


def urls_of_scan(cx: Connection, scan_id: int) -> dict[str, Visit]:
    """The last visit by address asked: what a resumed scan need not ask again."""
    return {visit.target.url: visit for visit in of_scan(cx, scan_id)}


def listed_in(cx: Connection, scan_ids: Iterable[int]) -> dict[str, str]:
    """By address: the date that the last of these scans, in their order, saw an article or a file listed with.

    Only what was stored counts.
    """
    roles = (Role.ARTICLE.value, Role.ATTACHMENT.value)
    good = select(visits.c.url, visits.c.listed_date).where(visits.c.role.in_(roles), visits.c.sha256.is_not(None))
    found: dict[str, str] = {}
    for scan_id in scan_ids:
        found.update(cx.execute(good.where(visits.c.scan_id == scan_id).order_by(visits.c.id)).tuples().all())
    return found


def last_good(cx: Connection, district: str | None = None) -> dict[str, StoredAnswer]:
    """The newest good answer by address asked, of all districts or of the one whose scan got it."""
    query = select(
        answers.c.url, answers.c.sha256, answers.c.etag, answers.c.last_modified, answers.c.final_url,
        answers.c.status, answers.c.headers,
    )  # fmt: skip
    if district is not None:
        query = query.join(scans, scans.c.id == answers.c.scan_id).where(scans.c.district == district)
    return {
        url: StoredAnswer(sha256, etag, last_modified, final_url, status, _pairs(headers))
        for url, sha256, etag, last_modified, final_url, status, headers in cx.execute(query)
    }


def _last_visits(wanted: list[ColumnElement[bool]]) -> Select[Any]:
    target = (visits.c.url, visits.c.role, visits.c.site_id, visits.c.column_id, visits.c.account_id, visits.c.position)
    last = select(func.max(visits.c.id)).where(*wanted).group_by(*target)
    return select(visits).where(visits.c.id.in_(last))


def _remember(cx: Connection, scan_id: int, batch: list[Visit]) -> None:
    """A 304 is left out: the stored answer, whose headers it does not repeat, stays the newest."""
    rows = {
        visit.target.url: _answer(scan_id, visit)
        for visit in sorted(batch, key=lambda visit: visit.at)
        if visit.sha256 is not None and visit.failure is None and not visit.not_modified
        if len(visit.target.url.encode("utf-8", "replace")) <= LONGEST_KEY_BYTES
    }
    if not rows:
        return
    upsert = upsertable(cx, answers)
    upsert = upsert.on_conflict_do_update(
        index_elements=[answers.c.url],
        set_={column.name: upsert.excluded[column.name] for column in answers.c if column.name != "url"},
        where=upsert.excluded.at >= answers.c.at,
    )
    cx.execute(upsert, [rows[url] for url in sorted(rows)])  # one order for all writers, or PostgreSQL may deadlock


def _answer(scan_id: int, visit: Visit) -> dict[str, Any]:
    named: dict[str, str] = {}
    for name, value in visit.headers:
        named.setdefault(name, value)
    return {
        "url": visit.target.url,
        "scan_id": scan_id,
        "sha256": visit.sha256,
        "etag": named.get("etag"),
        "last_modified": named.get("last-modified"),
        "final_url": visit.final_url,
        "status": visit.status,
        "headers": visit.headers,
        "at": visit.at,
    }


def _columns(scan_id: int, visit: Visit) -> dict[str, Any]:
    target = visit.target
    return {
        "scan_id": scan_id,
        "url": target.url,
        "role": target.role.value,
        "site_id": target.site_id,
        "column_id": target.column_id,
        "account_id": target.account_id,
        "position": target.position,
        "listed_title": target.listed_title,
        "listed_date": target.listed_date,
        "final_url": visit.final_url,
        "status": visit.status,
        "headers": visit.headers,
        "sha256": visit.sha256,
        "failure": visit.failure.value if visit.failure else None,
        "detail": visit.detail,
        "at": visit.at,
        "not_modified": visit.not_modified,
        "server": str(visit.server) if visit.server else None,
    }


def visit_of(row: Row[Any]) -> Visit:
    """The visit in a row of the table ``visits``."""
    target = Target(
        url=row.url,
        role=Role(row.role),
        site_id=row.site_id,
        column_id=row.column_id,
        account_id=row.account_id,
        position=row.position,
        listed_title=row.listed_title,
        listed_date=row.listed_date,
    )
    return Visit(
        target=target,
        final_url=row.final_url,
        status=row.status,
        headers=_pairs(row.headers),
        sha256=row.sha256,
        failure=FetchFailure(row.failure) if row.failure else None,
        detail=row.detail,
        at=row.at,
        not_modified=row.not_modified,
        server=Server.read(row.server) if row.server else None,
    )


def _pairs(headers: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in headers)
