"""Which addresses a re-check asks: those that open findings are about, their lists, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from crawler.plan import ColumnPlan, CrawlPlan, SitePlan
from db import articles, findings
from db.findings import StoredFinding
from db.scans import ScanRecord
from facts.sources import (
    AccountSource,
    ColumnSource,
    HostSource,
    LinksSource,
    PageSource,
    ProbeSource,
    SiteSource,
    Source,
)
from inspection.finding import SubjectKind
from inspection.moment import beijing_day
from inspection.registry import Column, ColumnKind, District
from inspection.rule import Rule, ScanKind
from inspection.visit import Role, Target
from jobs.manual_entries import MONITOR, SCORE_RULE
from jobs.plan_scan import MARGIN_DAYS, plan_scan
from jobs.workspace import Workspace
from monitors.frame.catalogue import catalogue

#: A list is read back to the day of the article that is asked about, but no further than this.
MOST_DAYS_OF_LIST = 60
#: Columns whose articles site-wide rules read.
_READ_THROUGH = frozenset({ColumnKind.FUNCTIONS, ColumnKind.LEADERS, ColumnKind.ANNUAL_REPORT})


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """An open finding with its rule, both ``None`` where the rule is no longer in force."""

    finding: StoredFinding
    rule: Rule[Any] | None
    source: type[Source] | None

    @property
    def by_person(self) -> bool:
        """Whether a person entered it; a rule that it names was not what saw it."""
        return self.finding.monitor == MONITOR

    @property
    def asked_of(self) -> str:
        """The id of the subject that the rule is asked about: a site-wide rule may blame one of its pages."""
        subject = self.finding.subject
        if self.source in (SiteSource, HostSource, ProbeSource):
            return subject.site_id or subject.id
        if self.source is AccountSource:
            return subject.account_id or subject.id
        return subject.id


def questions(open_: Iterable[StoredFinding], rules: Iterable[Rule[Any]]) -> tuple[OpenQuestion, ...]:
    """The findings in order, each with its rule."""
    known = {rule.id: rule for rule in rules}
    return tuple(
        OpenQuestion(
            one, known.get(one.rule), catalogue()[known[one.rule].monitor].source if one.rule in known else None
        )
        for one in open_
    )


def plan_of(work: Workspace, scan: ScanRecord, rules: Iterable[Rule[Any]]) -> CrawlPlan:
    """The crawl of ``scan``: of its ``focus``, the ids of open findings, where a re-check has one."""
    rules = tuple(rules)
    if "focus" not in scan.coverage:
        return plan_scan(work.district, rules, scan.kind, scan.as_of, scan.unit_ids)
    with work.database.reading() as connection:
        found = [findings.get(connection, one) for one in scan.coverage["focus"]]
        open_ = [one for one in found if one is not None]
        shown = articles.shown_dates(connection, [one.subject.id for one in open_])
    return plan_recheck(work.district, questions(open_, rules), scan.as_of, shown)


def plan_recheck(
    district: District, asked: Iterable[OpenQuestion], as_of: datetime, shown: Mapping[str, str]
) -> CrawlPlan:
    """The crawl that answers ``asked``. ``shown`` are the known dates of articles by address (ISO days)."""
    focus = _Focus(district, as_of, shown)
    for one in asked:
        focus.add(one)
    return CrawlPlan(
        kind=ScanKind.RECHECK,
        as_of=as_of,
        sites=tuple(
            SitePlan(
                site,
                tuple(
                    ColumnPlan(c, focus.columns[c.id]) for c in district.columns_of(site.id) if c.id in focus.columns
                ),
                home=site.id in focus.homes,
            )
            for site in district.sites
            if site.id in focus.sites
        ),
        accounts=tuple(account for account in district.accounts if account.id in focus.accounts),
        articles="all",
        article_columns=frozenset(focus.read_through),
        pages=tuple(focus.pages.values()),
    )


@dataclass(slots=True)
class _Focus:
    """Gathers what the questions need; the widest wish for a column counts (``None`` = its whole list)."""

    district: District
    as_of: datetime
    shown: Mapping[str, str]
    sites: set[str] = field(default_factory=set)
    homes: set[str] = field(default_factory=set)
    columns: dict[str, date | None] = field(default_factory=dict)
    accounts: set[str] = field(default_factory=set)
    read_through: set[str] = field(default_factory=set)
    pages: dict[str, Target] = field(default_factory=dict)

    def add(self, asked: OpenQuestion) -> None:
        subject = asked.finding.subject
        if subject.account_id:
            self.accounts.add(subject.account_id)
        if not subject.site_id:
            return
        if asked.by_person and asked.finding.rule != SCORE_RULE:
            self.sites.add(subject.site_id)
            self._address(asked, subject.site_id)
        if asked.rule is None:
            return
        self.sites.add(subject.site_id)
        if asked.source in (PageSource, LinksSource):
            self._page(asked, subject.site_id)
        elif asked.source is HostSource:
            self.homes.add(subject.site_id)
        elif asked.source is ColumnSource and subject.column_id:
            self._column(subject.column_id, asked.rule)
        elif asked.source is SiteSource:
            self._whole(subject.site_id)

    def _address(self, asked: OpenQuestion, site_id: str) -> None:
        """What a person pointed at: a page, a column, or the site as a whole."""
        subject = asked.finding.subject
        if subject.kind is SubjectKind.PAGE:
            self._page(asked, site_id)
        elif subject.column_id:
            self._want(subject.column_id, self._list_until(""))
        else:
            self.homes.add(site_id)

    def _page(self, asked: OpenQuestion, site_id: str) -> None:
        subject = asked.finding.subject
        site = next((one for one in self.district.sites if one.id == site_id), None)
        day = self.shown.get(subject.id, "")
        if subject.column_id:
            self._want(subject.column_id, self._list_until(day))
        if site and subject.id == site.home_url:
            self.homes.add(site_id)
        elif subject.id not in {column.url for column in self.district.columns_of(site_id)}:
            attached = asked.rule is not None and asked.rule.applies.attachments and not asked.by_person
            role = Role.ATTACHMENT if attached else Role.ARTICLE
            self.pages[subject.id] = Target(
                subject.id, role, site_id, subject.column_id, listed_title=subject.title, listed_date=day
            )

    def _list_until(self, day: str) -> date:
        """The first list page, and further ones back to the article's day, unless that is long ago."""
        today = beijing_day(self.as_of)
        listed = date.fromisoformat(day) if day else None
        near = listed is not None and (today - listed).days <= MOST_DAYS_OF_LIST
        return listed if listed and near else today + timedelta(days=1)

    def _column(self, column_id: str, rule: Rule[Any]) -> None:
        """The column and those inside it, as far back as the rule looks."""
        days = getattr(rule.params, "late_after_days", None)
        back_to = beijing_day(self.as_of) - timedelta(days=days + MARGIN_DAYS) if days is not None else None
        for column in self._inside(column_id):
            self._want(column.id, back_to)

    def _inside(self, column_id: str) -> list[Column]:
        children: defaultdict[str | None, list[Column]] = defaultdict(list)
        for column in self.district.columns:
            children[column.parent_id].append(column)
        found = [column for column in self.district.columns if column.id == column_id]
        for column in found:  # grows while it is walked
            found += children[column.id]
        return found

    def _whole(self, site_id: str) -> None:
        """A site-wide rule needs every column, but articles only of those that it reads through."""
        self.homes.add(site_id)
        for column in self.district.columns_of(site_id):
            self._want(column.id, beijing_day(self.as_of) + timedelta(days=1))
            if column.kind in _READ_THROUGH:
                self._want(column.id, None)
                self.read_through.add(column.id)

    def _want(self, column_id: str, back_to: date | None) -> None:
        known = self.columns.get(column_id, back_to)
        self.columns[column_id] = None if known is None or back_to is None else min(known, back_to)
