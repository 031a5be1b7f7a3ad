"""How long a unit has to fix a problem, and what being late costs: the nouns; the values are data."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from inspection.finding import Severity
from inspection.registry import Grade


@dataclass(frozen=True, slots=True)
class DeadlineClass:
    """A class of problems (问题类别) and its time limit in working days after the day of the announcement.

    It holds a finding when every non-empty condition does. ``warn_days``: warned so many working days before the
    deadline.
    """

    id: str
    title: str
    working_days: int
    warn_days: int
    clause: str
    grade: Grade
    monitors: frozenset[str] = frozenset()
    severities: frozenset[Severity] = frozenset()

    def holds(self, monitor: str, severity: Severity) -> bool:
        return (not self.monitors or monitor in self.monitors) and (not self.severities or severity in self.severities)

    @property
    def basis(self) -> str:
        """The words that a history line keeps: what the deadline rests on."""
        return f"{self.title}：{self.working_days}个工作日（{self.clause}，依据等级 {self.grade}）"


@dataclass(frozen=True, slots=True)
class OverdueCost:
    """What a missed deadline costs: ``points`` of ``item`` in indicator table ``table``, once a finding and quarter."""

    table: str
    item: str
    indicator: str
    points: Decimal
    clause: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class Recurrence:
    """What counts as 复发 although it is another finding: a problem found by one of ``monitors``, whose key names one
    episode, when one of the same rule and subject passed its re-check at most ``within_days`` days (inclusive) before.
    """

    within_days: int
    monitors: frozenset[str]
    clause: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The classes in order, the first that holds counts (the last holds everything); the costs, perhaps none; and what
    counts as 复发 under another key, perhaps nothing.
    """

    classes: tuple[DeadlineClass, ...]
    overdue: tuple[OverdueCost, ...]
    recurrence: Recurrence | None = None

    def of(self, monitor: str, severity: Severity) -> DeadlineClass:
        return next(one for one in self.classes if one.holds(monitor, severity))
