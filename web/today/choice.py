"""The filters of the lists of sites and accounts, as an address spells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inspection.registry import District
from jobs.today import Light


@dataclass(frozen=True, slots=True)
class Choice:
    """What the viewer chose. Unknown values ask nothing, so that an old link still opens."""

    light: Light | None = None
    unit: str = ""
    words: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str], district: District) -> Choice:
        light, unit = given.get("light", ""), given.get("unit", "")
        known = {one.id for one in district.units}
        return cls(
            Light(light) if light in set(Light) else None,
            unit if unit in known else "",
            given.get("q", "").strip()[:100],
        )

    def keeps(self, light: Light, unit_id: str, *texts: str) -> bool:
        """Whether a site or account is wanted; the words, each of them, have to be in one of ``texts``."""
        return (
            self.light in (None, light)
            and self.unit in ("", unit_id)
            and all(any(word in text for text in texts) for word in self.words.split())
        )
