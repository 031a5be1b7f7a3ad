"""Judges the accounts of a scan from the stored feeds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from typing import Any

from crawler.feeds import read_feed
from db import visits
from db.scans import ScanRecord
from facts.masking import mask_personal
from facts.post_document import post_document
from facts.sources import AccountSource, PageSource, Read
from inspection.fetched import FetchProblem
from inspection.finding import Case, Subject, SubjectKind, Verdict
from inspection.post import FeedReading, Post
from inspection.registry import Account
from inspection.rule import Rule
from inspection.visit import Role, Visit
from jobs.judge_site import rules_asked
from jobs.proof import tied
from jobs.stored_pages import read_visit
from jobs.workspace import Workspace
from monitors.frame.runner import judge


def judge_accounts(
    work: Workspace, rules: tuple[Rule[Any], ...], scan: ScanRecord, accounts: Iterable[Account]
) -> Iterator[Verdict]:
    """Every account rule about each account's reading in this scan."""
    with work.database.reading() as connection:
        feeds = {visit.target.account_id: visit for visit in visits.of_scan(connection, scan.id, roles=[Role.FEED])}
    for account in accounts:
        yield from _judge_account(work, rules, scan, account, feeds.get(account.id))


def _judge_account(
    work: Workspace, rules: tuple[Rule[Any], ...], scan: ScanRecord, account: Account, visit: Visit | None
) -> Iterator[Verdict]:
    read = read_visit(visit, work.snapshots) if visit else None
    reading = feed_reading(read, account, scan.as_of)
    subject = Subject(
        SubjectKind.ACCOUNT, account.id, account.unit_id, None, None, account.id,
        account.feed_url, account.name, None, account.platform,
    )  # fmt: skip
    source = AccountSource(account, reading, scan.as_of)
    answers = [judge(source, Case(subject, scan.as_of), rules, rules_asked(scan))]
    answers += [_judge_post(post, account, rules, scan, work.district.names) for post in reading.posts]
    for verdict in chain.from_iterable(answers):
        yield tied(verdict, read) if read else verdict


def _judge_post(
    post: Post, account: Account, rules: tuple[Rule[Any], ...], scan: ScanRecord, names: tuple[str, ...]
) -> Iterator[Verdict]:
    """The account table's rules about texts, asked of one post; its proof is the feed it stood in."""
    address = post.url or f"{account.feed_url}#{post.id}"
    subject = Subject(
        SubjectKind.PAGE, address, account.unit_id, None, None, account.id,
        address, mask_personal(post.title), None, account.platform,
    )  # fmt: skip
    source = PageSource(address, post_document(post, scan.as_of), None, scan.as_of, names=names)
    yield from judge(source, Case(subject, scan.as_of), rules, rules_asked(scan))


def feed_reading(read: Read | None, account: Account, as_of: datetime) -> FeedReading:
    """What an account's feed said; why nothing, where it was not read (``None``: not even asked)."""
    if not account.feed_url:
        return FeedReading.unknown("没有登记信息源地址，需人工填报", account.id)
    if read is None:
        return FeedReading.unknown("本次扫描没有读取该账号", account.id)
    if isinstance(read, FetchProblem):
        return FeedReading.unknown(read.reason, account.id)
    return read_feed(read.page.body, account.feed_format, as_of, read.page.header("content-type"))
