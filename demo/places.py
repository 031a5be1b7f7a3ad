"""Each site as the world knows it: how its unit is called, who leads it, how its pages look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random
from zlib import crc32

from demo.plan import HeadChange, Plan
from demo.wording import invented_name
from inspection.registry import Column, District, Site, Unit

#: Last words of a unit's name, and what its head is called.
_HEADS = (
    ("街道办事处", "主任"),
    ("镇", "镇长"),
    ("支队", "支队长"),
    ("中心", "主任"),
    ("局", "局长"),
    ("委", "主任"),
    ("办", "主任"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One site. ``style`` is 0, 1 or 2 and chooses the list template; ``deputies`` are invented names."""

    site: Site
    unit: Unit
    columns: tuple[Column, ...]
    name: str
    formal_name: str
    post: str
    first_head: str
    deputies: tuple[str, ...]
    change: HeadChange | None
    style: int

    def head(self, moment: datetime) -> str:
        """The head that the site's own pages name at ``moment``."""
        shown = self.change.shown if self.change else None
        return self.change.after if self.change and shown and moment >= shown else self.first_head

    def leaders(self, moment: datetime) -> list[tuple[str, str]]:
        """(name, post) of each leader that the site shows at ``moment``, the head first."""
        deputy = f"副{self.post}"
        return [
            (self.head(moment), f"党委书记、{self.post}"),
            *((name, f"党委委员、{deputy}") for name in self.deputies),
        ]


def read_places(district: District, plan: Plan) -> dict[str, Place]:
    """All sites by id."""
    changes = {change.site: change for change in plan.head_changes}
    return {site.id: _place(district, site, plan, changes.get(site.id)) for site in district.sites}


def _place(district: District, site: Site, plan: Plan, change: HeadChange | None) -> Place:
    rng = Random(plan.seed ^ crc32(site.id.encode()))
    unit = district.unit(site.unit_id)
    named = [name for name in (unit.name, *unit.aliases) if site.name.startswith(name)]
    name = named[0] if named else unit.name
    people: list[str] = []
    while len(people) < 4:
        person = invented_name(rng)
        if person not in people:
            people.append(person)
    return Place(
        site=site,
        unit=unit,
        columns=district.columns_of(site.id),
        name=name,
        formal_name=next((alias for alias in unit.aliases if alias.startswith("区")), name),
        post=next((post for ending, post in _HEADS if name.endswith(ending)), "管委会主任"),
        first_head=change.before if change else people[0],
        deputies=tuple(people[1:]),
        change=change,
        style=site.row % 3,
    )
