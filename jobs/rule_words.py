"""How rules are called and what they rest on, whichever table asked them and whenever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from config.indicators import load_tables
from inspection.registry import Grade


@dataclass(frozen=True, slots=True)
class RuleWords:
    """``clause`` is the source clause, ``table`` the title of the newest table that has the rule, ``source`` its
    source; ``grade`` says how well the clause is known.
    """

    id: str
    title: str
    clause: str
    indicator: str
    points: str
    table: str
    source: str
    grade: Grade


@lru_cache
def rule_words() -> Mapping[str, RuleWords]:
    """By rule id, sorted by it; read once. Raises ``ConfigError`` with file and key."""
    told: dict[str, RuleWords] = {}
    for table in sorted(load_tables(), key=lambda one: one.first_day):
        for row in table.rules:
            told[row.id] = RuleWords(
                row.id, row.title, row.clause, row.indicator, str(row.points), table.title, table.source, row.grade
            )
    return dict(sorted(told.items()))


def title_of(rule: str) -> str:
    """What the rule is called; entries by hand, and rules of tables that are no more, by their id."""
    known = rule_words().get(rule)
    return known.title if known else _BY_HAND.get(rule, rule)


_BY_HAND = {"manual.finding": "人工登记的问题", "manual.score": "人工登记的得分"}
