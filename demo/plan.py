"""The plan of the replayed world: what is wrong in it, what only looks wrong, and what cannot be told.

``plan.yaml`` is read by the demo world and by the tests, never by the inspection.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

import yaml
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

PLAN_FILE = Path(__file__).parent / "plan.yaml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Expect(_Strict):
    """What the inspection must conclude. ``scans`` are the Beijing days of the scans or sittings that see it."""

    outcome: Literal["confirmed", "suspected", "innocent", "unknown"]
    subject: str
    rule: str | None = None
    scans: tuple[date, ...] = ()

    @model_validator(mode="after")
    def _accusation_names_its_rule(self) -> Expect:
        if self.outcome in ("confirmed", "suspected") and not (self.rule and self.scans):
            raise ValueError("an accusation needs the rule and the scans that see it")
        return self


class _Entry(_Strict):
    id: str = Field(pattern=r"^[a-z0-9-]+$")
    why: str = Field(min_length=2)
    expect: tuple[Expect, ...] = Field(min_length=1)


class Silence(_Entry):
    """Nothing new in ``column`` after the day ``last`` and before the day ``next`` (both have an item)."""

    column: str
    last: date
    next: date


class QuietWeek(_Entry):
    """``account`` posts only ``posts`` times in the week (Monday to Sunday) that ends on ``ends``."""

    account: str
    ends: date
    posts: int = Field(ge=0)


class Written(_Entry):
    """An article with words of its own.

    ``at`` is when it really appears (and what its docid tells). ``shown`` is the date that page, list and address
    claim; ``docid`` fixes the number; ``gone`` is when the document is removed (a stub stays, the list keeps the row).
    ``paragraphs`` may hold HTML.
    """

    column: str
    title: str
    at: AwareDatetime
    shown: AwareDatetime | None = None
    docid: int | None = None
    gone: AwareDatetime | None = None
    pinned: bool = False
    paragraphs: tuple[str, ...] = Field(min_length=1)


class HeadChange(_Entry):
    """The head of ``site`` changes from ``before`` to ``after``; its pages say so from ``shown`` (never if null)."""

    site: str
    before: str
    after: str
    shown: AwareDatetime | None


class IncompleteGuide(_Entry):
    """Guide number ``guide`` (0-based) of ``site``, published ``at`` under ``docid``, does not say ``lacks``."""

    site: str
    guide: int = Field(ge=0)
    at: AwareDatetime
    docid: int
    lacks: str


class OddColumn(_Entry):
    """A column whose pages are built unlike the others'.

    ``moved_to``: its address answers with a meta refresh to this relative folder from ``since`` on. ``gbk``: bytes are
    GBK under a utf-8 label. ``short_dates``: rows show MM-DD. ``undated_row``: this row (0-based) shows no date.
    ``stamped``: 页面生成时间 and Maketime are renewed every night though nothing else changes.
    """

    column: str
    moved_to: str | None = Field(default=None, pattern=r"^[\w./-]+/$")
    since: AwareDatetime | None = None
    gbk: bool = False
    short_dates: bool = False
    undated_row: int | None = None
    stamped: bool = False


class Outage(_Entry):
    """From ``since`` until ``until`` (exclusive) every address below ``prefix`` gives this answer instead."""

    prefix: str
    since: AwareDatetime
    until: AwareDatetime
    answer: Literal["bad-gateway", "challenge", "missing", "weibo-empty", "wechat-error", "rss-empty", "forbidden"]


class PinnedPost(_Entry):
    """An old post of ``account`` stays on top of its list."""

    account: str
    at: AwareDatetime


class Plan(_Strict):
    """The whole file. ``first_day`` is the day of the oldest articles, ``last_day`` of the newest (inclusive)."""

    seed: int
    first_day: date
    last_day: date
    silences: tuple[Silence, ...]
    quiet_weeks: tuple[QuietWeek, ...]
    written: tuple[Written, ...]
    head_changes: tuple[HeadChange, ...]
    incomplete_guides: tuple[IncompleteGuide, ...]
    odd_columns: tuple[OddColumn, ...]
    outages: tuple[Outage, ...]
    pinned_posts: tuple[PinnedPost, ...]

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Plan:
        ids = [entry.id for entry in self.entries]
        if len(ids) != len(set(ids)):
            raise ValueError(f"plan entries share an id: {sorted(i for i in ids if ids.count(i) > 1)}")
        columns = [odd.column for odd in self.odd_columns]
        if len(columns) != len(set(columns)):
            raise ValueError("a column stands twice in odd_columns")
        return self

    @property
    def entries(self) -> tuple[_Entry, ...]:
        """All planned things, in file order of the sections."""
        return (
            *self.silences, *self.quiet_weeks, *self.written, *self.head_changes, *self.incomplete_guides,
            *self.odd_columns, *self.outages, *self.pinned_posts,
        )  # fmt: skip

    def expected(self, *outcomes: str) -> tuple[Expect, ...]:
        """Every expectation with one of ``outcomes``."""
        return tuple(e for entry in self.entries for e in entry.expect if e.outcome in outcomes)


def load_plan(path: Path = PLAN_FILE) -> Plan:
    """The checked plan; raises ``pydantic.ValidationError`` for an unknown key or a wrong value."""
    return Plan.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
