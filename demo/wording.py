"""Invented official prose, the same for the same seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

_FILE = Path(__file__).parent / "templates" / "wording.yaml"


@cache
def phrases() -> dict[str, Any]:
    """The phrase book by section."""
    book: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return book


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes in the name of ``unit`` on ``day``; topic, place and project stay the same within one text."""

    rng: Random
    unit: str
    day: date
    topic: str
    place: str
    thing: str

    @classmethod
    def of(cls, seed: int, unit: str, day: date) -> Writer:
        rng, book = Random(seed), phrases()
        return cls(rng, unit, day, rng.choice(book["topics"]), rng.choice(book["places"]), rng.choice(book["things"]))

    def fill(self, phrase: str) -> str:
        """``phrase`` with its slots filled."""
        return phrase.format(
            unit=self.unit,
            topic=self.topic,
            place=self.place,
            thing=self.thing,
            year=self.day.year,
            day=f"{self.day.month}月{self.day.day}日",
            n=self.rng.randint(12, 98),
            m=self.rng.randint(3, 29),
        )

    def one(self, *path: str) -> str:
        """One filled phrase of the section at ``path``."""
        return self.fill(self.rng.choice(_at(path)))

    def some(self, count: int, *path: str) -> list[str]:
        """``count`` different filled phrases of the section at ``path``, in the book's order."""
        section = _at(path)
        chosen = sorted(self.rng.sample(range(len(section)), min(count, len(section))))
        return [self.fill(section[index]) for index in chosen]


def _at(path: tuple[str, ...]) -> list[str]:
    section: Any = phrases()
    for key in path:
        section = section[key]
    return list(section)


def invented_name(rng: Random) -> str:
    """A made-up name of three characters or two and one (rare surnames, bookish given names)."""
    book = phrases()
    return str(rng.choice(book["surnames"])) + str(rng.choice(book["given"]))
