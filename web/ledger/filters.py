"""The filters of the ledger, as an address spells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from db.ledger_pages import Wanted
from inspection.ledger import State
from inspection.registry import District
from inspection.viewer import Right, Viewer
from jobs.ledger_desk import HIDDEN_FROM_UNITS

#: A deadline is near when no more days are left.
NEAR_DAYS = 7
#: What can be asked for beside single states.
GROUPS: Mapping[str, str] = {"open": "全部待办", "overdue": "超期", "soon": f"{NEAR_DAYS}天内到期"}
ENDS: Mapping[str, str] = {"closed": "已办结", "all": "全部"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the viewer chose. Unknown values ask nothing, so that an old link still opens."""

    state: str = "open"
    unit: str = ""
    rule: str = ""
    quarter: str = ""
    site: str = ""
    account: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str], district: District) -> Filters:
        state = given.get("state", "")
        known = state in GROUPS or state in ENDS or state in set(State)
        units = {unit.id for unit in district.units}
        quarters = {quarter.id for quarter in district.quarters}
        unit, quarter = given.get("unit", ""), given.get("quarter", "")
        return cls(
            state if known else "open",
            unit if unit in units else "",
            _word(given, "rule"),
            quarter if quarter in quarters else "",
            _word(given, "site"),
            _word(given, "account"),
        )

    def wanted(self, viewer: Viewer, district: District, today: date) -> Wanted:
        """The question to the database, narrowed to what ``viewer`` may see."""
        own = viewer.unit_ids
        chosen = frozenset({self.unit}) if self.unit and viewer.sees(self.unit) else own
        quarter = district.quarter(self.quarter) if self.quarter else None
        return Wanted(
            unit_ids=chosen,
            states=frozenset({State(self.state)}) if self.state in set(State) else frozenset(),
            hidden=frozenset() if viewer.may(Right.LOOK) else HIDDEN_FROM_UNITS,
            open={"open": True, "closed": False}.get(self.state),
            rule=self.rule,
            site_id=self.site,
            account_id=self.account,
            first_day=quarter.first_day if quarter else None,
            last_day=quarter.last_day if quarter else None,
            due_by=today + timedelta(days=NEAR_DAYS) if self.state == "soon" else None,
            overdue_on=today if self.state == "overdue" else None,
        )

    def query(self, **other: str) -> str:
        """The filters (with ``other`` values) as the query of an address, without the question mark."""
        chosen = {
            "state": self.state, "unit": self.unit, "rule": self.rule, "quarter": self.quarter, "site": self.site,
            "account": self.account, **other,
        }  # fmt: skip
        return urlencode({name: value for name, value in chosen.items() if value and (name, value) != _USUAL})


_USUAL = ("state", "open")


def _word(given: Mapping[str, str], name: str) -> str:
    """A word that a database can compare with; what it could not is nothing anybody is called."""
    word = given.get(name, "")[:100]
    return word if word.isprintable() else ""
