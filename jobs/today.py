"""How every site and account stands today: what is open, what is nearly over, and what could not be judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from db import freshness, open_counts, scans
from db.freshness import Seen
from db.open_counts import OpenCount
from inspection.finding import Severity, SubjectKind
from inspection.moment import beijing_day
from inspection.registry import Account, Column, Site
from jobs.update_windows import Rhythm, Window, update_windows
from jobs.workspace import Workspace


class Light(StrEnum):
    """What one sees at a glance; the gravest that holds. The word is shown with the colour."""

    BAD = "bad"  # confirmed problems are open
    WARN = "warn"  # something waits for a decision, or a window ends soon
    UNKNOWN = "unknown"  # not judged, wholly or in part: no sign of being in order
    GOOD = "good"

    @property
    def label(self) -> str:
        return _WORDS[self]


_WORDS = {Light.BAD: "有问题", Light.WARN: "需关注", Light.UNKNOWN: "未判明", Light.GOOD: "正常"}


@dataclass(frozen=True, slots=True)
class Fresh:
    """How fresh a column or account is today. ``days`` since its newest item, ``left`` until it is late: 0 = the last
    day in time, negative = over; ``None`` where no window holds or no day is known. ``why`` (Chinese): why it is not.
    """

    newest: date | None
    as_of: datetime | None
    window: Window | None
    days: int | None
    left: int | None
    why: str

    @property
    def light(self) -> Light:
        if self.left is not None and self.window and self.days is not None and self.days >= self.window.warn_from:
            return Light.WARN
        return Light.UNKNOWN if self.why else Light.GOOD


@dataclass(frozen=True, slots=True)
class Open:
    """Open findings. ``confirmed`` are errors and vetoes that somebody or a rule confirmed; ``hints`` cost nothing;
    ``suspected`` wait for a decision; ``warnings`` are early ones of the last scan.
    """

    confirmed: int = 0
    hints: int = 0
    suspected: int = 0
    overdue: int = 0
    warnings: int = 0

    @property
    def total(self) -> int:
        return self.confirmed + self.hints + self.suspected

    @property
    def light(self) -> Light:
        if self.confirmed:
            return Light.BAD
        return Light.WARN if self.hints or self.suspected or self.warnings else Light.GOOD


@dataclass(frozen=True, slots=True)
class SiteToday:
    """``columns`` in the order of the registry. ``unknown`` of them were not judged."""

    site: Site
    open: Open
    columns: tuple[tuple[Column, Fresh], ...]

    @property
    def unknown(self) -> int:
        return sum(bool(fresh.why) for _, fresh in self.columns)

    @property
    def seen_at(self) -> datetime | None:
        return max((fresh.as_of for _, fresh in self.columns if fresh.as_of), default=None)

    @property
    def nearest(self) -> tuple[Column, Fresh] | None:
        """The column whose window ends first."""
        dated = [(fresh.left, number) for number, (_, fresh) in enumerate(self.columns) if fresh.left is not None]
        return self.columns[min(dated)[1]] if dated else None

    @property
    def light(self) -> Light:
        judged = [fresh.light for _, fresh in self.columns] or [Light.UNKNOWN]  # nothing registered, nothing judged
        return gravest(self.open.light, *judged)


@dataclass(frozen=True, slots=True)
class AccountToday:
    """``posts`` in the weeks that ``rhythm`` asks about, as far as they are known."""

    account: Account
    open: Open
    fresh: Fresh
    rhythm: Rhythm | None
    posts: int

    @property
    def light(self) -> Light:
        return gravest(self.open.light, self.fresh.light)


@dataclass(frozen=True, slots=True)
class Today:
    """``scan_ids`` are the scans that the freshness of all of them comes from."""

    sites: tuple[SiteToday, ...]
    accounts: tuple[AccountToday, ...]
    scan_ids: frozenset[int] = frozenset()

    def site(self, site_id: str) -> SiteToday | None:
        return next((one for one in self.sites if one.site.id == site_id), None)

    def account(self, account_id: str) -> AccountToday | None:
        return next((one for one in self.accounts if one.account.id == account_id), None)


def sum_of(today: Today) -> Open:
    """What is open in all sites and accounts together."""
    opened = [*(one.open for one in today.sites), *(one.open for one in today.accounts)]
    return Open(
        confirmed=sum(one.confirmed for one in opened),
        hints=sum(one.hints for one in opened),
        suspected=sum(one.suspected for one in opened),
        overdue=sum(one.overdue for one in opened),
        warnings=sum(one.warnings for one in opened),
    )


def gravest(*lights: Light) -> Light:
    order = list(Light)
    return min(lights, key=order.index, default=Light.UNKNOWN)


@dataclass(frozen=True, slots=True)
class _Stored:
    columns: Mapping[str, Seen]
    accounts: Mapping[str, Seen]
    opened: Mapping[tuple[str | None, str | None], Open]
    reasons: Mapping[tuple[int, str], str]
    scan_ids: frozenset[int]
    posts: Mapping[int, Mapping[str, int]] = field(default_factory=dict)


def read_today(work: Workspace, at: datetime) -> Today:
    """The whole district at the aware moment ``at``, by a fixed number of queries. Raises ``StorageError``."""
    day, windows = beijing_day(at), update_windows()
    stored = _read(work, day, {rhythm.weeks for rhythm in windows.rhythms.values()})
    sites = []
    for site in work.district.sites:
        columns = tuple(
            (column, _fresh(stored, stored.columns.get(column.id), windows.columns.get(column.kind), day))
            for column in work.district.columns_of(site.id)
        )
        sites.append(SiteToday(site, stored.opened.get((site.id, None), Open()), columns))
    accounts = []
    for account in work.district.accounts:
        fresh = _fresh(stored, stored.accounts.get(account.id), windows.accounts.get(account.platform), day)
        rhythm = windows.rhythms.get(account.platform)
        posts = stored.posts[rhythm.weeks].get(account.id, 0) if rhythm else 0
        opened = stored.opened.get((None, account.id), Open())
        accounts.append(AccountToday(account, opened, fresh, rhythm, posts))
    return Today(tuple(sites), tuple(accounts), stored.scan_ids)


def _read(work: Workspace, day: date, weeks: set[int]) -> _Stored:
    district = work.district.id
    with work.database.reading() as cx:
        columns = freshness.of_kind(cx, district, SubjectKind.COLUMN)
        accounts = freshness.of_kind(cx, district, SubjectKind.ACCOUNT)
        scan_ids = frozenset(seen.scan_id for seen in (*columns.values(), *accounts.values()))
        reasons = scans.reasons(cx, scan_ids)
        warned = open_counts.warned(cx, scan_ids)
        counted = open_counts.open_counts(cx, day)
        posts = {each: freshness.posts_since(cx, district, day - timedelta(days=7 * each - 1)) for each in weeks}
    return _Stored(columns, accounts, _opened(counted, warned), reasons, scan_ids, posts)


def _opened(
    counted: list[OpenCount], warned: Mapping[tuple[str | None, str | None], int]
) -> dict[tuple[str | None, str | None], Open]:
    sums: dict[tuple[str | None, str | None], Counter[str]] = {}
    for one in counted:
        known = sums.setdefault((one.site_id, one.account_id), Counter())
        known["hints" if one.severity is Severity.HINT else "confirmed"] += one.count - one.suspected
        known["suspected"] += one.suspected
        known["overdue"] += one.overdue
    for key, count in warned.items():
        sums.setdefault(key, Counter())["warnings"] += count
    return {key: Open(**known) for key, known in sums.items()}


def _fresh(stored: _Stored, seen: Seen | None, window: Window | None, day: date) -> Fresh:
    if seen is None:
        return Fresh(None, None, window, None, None, "还没有扫描过")
    why = stored.reasons.get((seen.scan_id, seen.id), "")
    if window is None:
        return Fresh(seen.newest, seen.as_of, None, None, None, why)
    days = (day - seen.newest).days if seen.newest else None
    left = window.days - days if days is not None else None
    return Fresh(seen.newest, seen.as_of, window, days, left, why or (seen.gap if days is None else ""))
