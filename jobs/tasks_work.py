"""What each kind of task does: the same calls as the command line makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

from db import ledger_pages
from db.ledger_pages import Wanted
from inspection.moment import beijing_day
from inspection.recheck import Now
from inspection.rule import ScanKind
from jobs.evidence_wanted import wanted_findings
from jobs.lexicon_trial import Trial, try_word
from jobs.manual_entries import SCORE_RULE
from jobs.recheck import recheck
from jobs.scan import run_scan
from jobs.scheduled_done import Done
from jobs.tasks import Subject
from jobs.workspace import Workspace

#: Told how many things are done, and of how many.
Tell = Callable[[int, int], None]
TaskWork = Callable[[Workspace, Subject, datetime, Tell], Done]

#: More findings than anybody can have open about one thing: a bound on what one query brings.
_MOST = 100_000


def _recheck(work: Workspace, about: Subject, at: datetime, tell: Tell) -> Done:
    ids = _open_findings(work, about, at)
    if not ids:
        return Done(0, note="没有要复检的问题")
    tell(0, len(ids))
    _, answers = recheck(work, ids, at, lambda done, planned, _failures: tell(done, planned))
    counts = Counter(one.now for one in answers)
    note = "，".join(f"{now.label} {counts[now]} 个" for now in Now if counts[now])
    return Done(len(answers), counts[Now.UNKNOWN], note)


def _open_findings(work: Workspace, about: Subject, at: datetime) -> list[str]:
    if about.what == "finding":
        return [about.id]
    wanted = {
        "site": Wanted(site_id=about.id, open=True),
        "account": Wanted(account_id=about.id, open=True),
        "unit": Wanted(unit_ids=frozenset({about.id}), open=True),
        "overdue": Wanted(overdue_on=beijing_day(at)),
    }[about.what]
    with work.database.reading() as cx:
        return [row.id for row in ledger_pages.page(cx, wanted, size=_MOST).rows if row.rule != SCORE_RULE]


def _scan(work: Workspace, about: Subject, at: datetime, tell: Tell) -> Done:
    """A daily scan of this moment, beside the calendar: it costs no points."""
    units = frozenset({about.id}) if about.id else frozenset[str]()
    ran = run_scan(work, ScanKind.DAILY, at, units, lambda done, planned, _failures: tell(done, planned))
    reason = next(iter(ran.coverage.reasons.values()), "")
    note = f"检测 {ran.coverage.planned} 项" + (
        f"，无法判定 {ran.coverage.unknown} 项，例如：{reason}" if reason else ""
    )
    return Done(ran.coverage.planned, ran.coverage.unknown, note)


def _evidence(work: Workspace, about: Subject, _at: datetime, tell: Tell) -> Done:
    """Of one finding anew; of a unit or of all, whatever has none yet."""
    from jobs.evidence_capture import capture  # noqa: PLC0415 - loads the browser's driver

    names = [about.id] if about.what == "finding" else []
    units = frozenset({about.id}) if about.what == "unit" else frozenset[str]()
    wanted = wanted_findings(work, names, units)
    if not wanted:
        return Done(0, note="没有要提取证据的问题")
    report = capture(work, wanted, tell, assets=work.settings.evidence_assets)
    reason = next(iter(report.failed.values()), "")
    note = f"提取 {len(report.captured)} 个问题的证据" + (
        f"，{len(report.failed)} 个未成，例如：{reason}" if reason else ""
    )
    return Done(len(wanted), len(report.failed), note)


def _report(work: Workspace, about: Subject, at: datetime, _tell: Tell) -> Done:
    from jobs.tasks_report import make_report  # noqa: PLC0415 - loads the document writers

    return make_report(work, about.id, beijing_day(at))


def _messages(work: Workspace, _about: Subject, at: datetime, _tell: Tell) -> Done:
    """One round: the newest weekly digest, confirmations, deadlines; whatever was told before is not told again."""
    from jobs.scheduled_messages import send_messages  # noqa: PLC0415 - loads the channels

    return send_messages(work, at)


def _discover(work: Workspace, about: Subject, at: datetime, tell: Tell) -> Done:
    from jobs.kept_discoveries import look_round  # noqa: PLC0415 - loads the crawler's asker

    columns, unread = look_round(work, about.id, at, tell)
    unknown = f"，其中 {unread} 个未能读取" if unread else ""
    return Done(columns, unread, f"找到 {columns} 个栏目{unknown}；请返回查看并勾选要登记的")


def _lexicon(work: Workspace, about: Subject, at: datetime, tell: Tell) -> Done:
    return try_word(work, Trial.read(about.id), at, tell)


WORK: Mapping[str, TaskWork] = {
    "lexicon": _lexicon,
    "recheck": _recheck,
    "scan": _scan,
    "evidence": _evidence,
    "messages": _messages,
    "report": _report,
    "discover": _discover,
}
