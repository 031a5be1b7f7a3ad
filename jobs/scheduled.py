"""What each scheduled job does, as one call: a workspace and the planned moment in, what came of it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime

from db import closings, scans
from db.care import care
from inspection.ledger import State
from inspection.moment import beijing_day
from inspection.recheck import Now
from inspection.registry import Quarter
from inspection.rule import ScanKind
from jobs.check_links import check_links
from jobs.ledger import due_soon, lines, overdue
from jobs.official_scans import calendar_units
from jobs.probe_sites import probe_sites
from jobs.recheck import recheck
from jobs.scan import run_scan
from jobs.scheduled_done import Done
from jobs.scheduled_evidence import capture_pending, prune_old
from jobs.scheduled_messages import send_alerts, send_messages
from jobs.workspace import Workspace, rulebook

#: Every how many days an ended quarter that is still open is brought up again.
_REMIND_EVERY = 7

ScheduledJob = Callable[[Workspace, datetime], Done]


def _probe(work: Workspace, _at: datetime) -> Done:
    tried = probe_sites(work)
    own = [one.own_side for one in tried if one.own_side]
    failed = sum(one.failed for one in tried)
    return Done(len(tried), len(own), own[0] if own else f"打不开 {failed} 个" if failed else "")


def _scan(kind: ScanKind) -> ScheduledJob:
    def run(work: Workspace, at: datetime) -> Done:
        """As of the planned moment, however late it starts: that moment is what fills the calendar's slot."""
        coverage = run_scan(work, kind, at, calendar_units(work.district, kind, at)).coverage
        reason = next(iter(coverage.reasons.values()), "")
        return Done(coverage.planned, coverage.unknown, f"无法判定，例如：{reason}" if reason else "")

    return run


def _links(work: Workspace, _at: datetime) -> Done:
    with work.database.reading() as connection:
        scan = scans.latest(connection, work.district.id, kind=ScanKind.WEEKLY, state="judged")
    if scan is None:
        return Done(0, note="还没有完成过周扫描")
    checked = check_links(work, rulebook(beijing_day(scan.as_of)), scan)
    return Done(checked.asked + checked.before, checked.unverified)


def _deadline_watch(work: Workspace, at: datetime) -> Done:
    day = beijing_day(at)
    late, near = overdue(work, day), due_soon(work, day)
    note = (
        f"超期 {len(late)} 个，临近期限 {len(near)} 个（xunjian ledger list --state overdue）" if late or near else ""
    )
    return Done(1, note=note, remind=bool(late))


def _recheck(work: Workspace, at: datetime) -> Done:
    """What units were told of or have reported as fixed; the rest waits for people, not for pages."""
    told = frozenset({State.NOTIFIED, State.FIXING, State.FIXED, State.RECURRED})
    ids = [line.finding.id for line in lines(work, states=told)]
    if not ids:
        return Done(1, note="没有要复检的问题")
    _, answers = recheck(work, ids, at)
    counts = Counter(one.now for one in answers)
    note = "，".join(f"{now.label} {counts[now]} 个" for now in Now if counts[now])
    return Done(len(answers), counts[Now.UNKNOWN], note)


def _weekly_record(work: Workspace, at: datetime) -> Done:
    from jobs.weekly_signing import write_latest_record  # noqa: PLC0415 - loads the workbook writers

    written = write_latest_record(work, at)
    if written is None:
        return Done(0, note="没有可以成文的周扫描：季度没有登记（quarters.yaml），或本周的周扫描没有完成")
    record, path = written
    note = f"周扫描记录已写到 {path}，请核对后签认：xunjian weekly sign {record.last_day} --who 姓名"
    return Done(record.planned, len(record.unknown), note, remind=True)


def _quarter_reminder(work: Workspace, at: datetime) -> Done:
    day = beijing_day(at)
    open_ = [one for one in work.district.quarters if _to_remind(one, day) and not _closed(work, one)]
    said = [f"{one.title}已于 {one.last_day} 结束，还没有结账：xunjian report {one.id} --close" for one in open_]
    if not any(one.first_day <= day <= one.last_day for one in work.district.quarters) and day.isoweekday() == 1:
        said.append(f"{day} 不在任何已登记的季度内，扫描不计入考核，请在 quarters.yaml 中登记")
    return Done(1, note="；".join(said), remind=bool(said))


def _to_remind(quarter: Quarter, day: date) -> bool:
    """On the first day after the quarter, and weekly from then on for a quarter of a year."""
    after = (day - quarter.last_day).days
    return after == 1 or (0 < after <= 100 and after % _REMIND_EVERY == 0)


def _closed(work: Workspace, quarter: Quarter) -> bool:
    with work.database.reading() as connection:
        return closings.closing(connection, quarter.id, work.district.id) is not None


def _database_care(work: Workspace, _at: datetime) -> Done:
    return Done(1, note=care(work.database))


SCHEDULED: Mapping[str, ScheduledJob] = {
    "probe": _probe,
    "daily-scan": _scan(ScanKind.DAILY),
    "weekly-scan": _scan(ScanKind.WEEKLY),
    "quarter-check": _scan(ScanKind.QUARTER),
    "link-check": _links,
    "deadline-watch": _deadline_watch,
    "recheck": _recheck,
    "weekly-record": _weekly_record,
    "quarter-reminder": _quarter_reminder,
    "database-care": _database_care,
    "evidence-capture": capture_pending,
    "retention": prune_old,
    "messages": send_messages,
    "night-alerts": send_alerts,
}
