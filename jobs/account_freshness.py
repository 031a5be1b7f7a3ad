"""How fresh the accounts of a scan are, as their feeds say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from db import visits
from db.scans import ScanRecord
from facts.account_posts import AccountPosts
from facts.masking import mask_personal
from facts.sources import AccountSource
from inspection.finding import SubjectKind
from inspection.freshness import Freshness
from inspection.moment import beijing_day
from inspection.outcome import Missing
from inspection.registry import Account
from inspection.visit import Role
from jobs.judge_account import feed_reading
from jobs.stored_pages import read_visit
from jobs.workspace import Workspace


def account_freshness(work: Workspace, scan: ScanRecord, accounts: Iterable[Account]) -> Iterator[Freshness]:
    """What the feeds show that this scan read, account by account."""
    with work.database.reading() as connection:
        feeds = {visit.target.account_id: visit for visit in visits.of_scan(connection, scan.id, roles=[Role.FEED])}
    for account in accounts:
        visit = feeds.get(account.id)
        read = read_visit(visit, work.snapshots) if visit else None
        yield _account(AccountSource(account, feed_reading(read, account, scan.as_of), scan.as_of))


def _account(source: AccountSource) -> Freshness:
    account, as_of = source.account, source.as_of
    posts = AccountPosts.extract(source)
    if isinstance(posts, Missing):
        return Freshness(SubjectKind.ACCOUNT, account.id, None, as_of, None, mask_personal(posts.reason))
    today = beijing_day(as_of)
    days = Counter(day for _, day in posts.dated if day <= today)
    gap = f"有{posts.undated}条内容没有可读的发布时间" if posts.undated else "" if days else "没有看到内容"
    return Freshness(SubjectKind.ACCOUNT, account.id, None, as_of, max(days, default=None), gap, days)
