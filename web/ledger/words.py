"""Chinese words and marks for findings, and which of their addresses may become links."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

from facts.masking import mask_personal
from inspection.finding import Confidence, Severity
from inspection.ledger import Standing, State
from inspection.registry import District
from jobs.ledger import Terms

GRADES = {Severity.HINT: "提示", Severity.WARNING: "预警", Severity.ERROR: "扣分", Severity.VETO: "单项否决"}
SURENESS = {Confidence.HIGH: "把握大", Confidence.MEDIUM: "把握中等", Confidence.LOW: "把握小"}
_KINDS = {
    State.SUSPECTED: "unknown", State.CONFIRMED: "bad", State.NOTIFIED: "warn", State.FIXING: "warn",
    State.FIXED: "warn", State.PASSED: "good", State.DISMISSED: "good", State.IGNORED: "good", State.APPEALED: "warn",
    State.RECURRED: "bad",
}  # fmt: skip


@lru_cache
def terms() -> Terms:
    """Time limits and calendar, read once."""
    return Terms()


def state_kind(standing: Standing, today: date) -> str:
    """The class of the mark beside the state: good, warn, bad or unknown."""
    return "bad" if standing.overdue(today) else _KINDS[standing.state]


def deadline_words(standing: Standing, today: date) -> str:
    """What the deadline means today; empty where none runs."""
    if standing.due is None or standing.state not in (State.NOTIFIED, State.FIXING):
        return ""
    if standing.overdue(today):
        return f"已超期 {terms().late_days(standing, today)} 个工作日"
    days = (standing.due - today).days
    return f"还剩 {days} 天" if days else "今天到期"


def unit_words(district: District, unit_id: str) -> str:
    """The unit's name; its id where it is not registered any more."""
    return next((unit.name for unit in district.units if unit.id == unit_id), unit_id)


def link_of(address: str) -> str:
    """``address`` if a browser may open it from our pages, else empty."""
    try:
        return address if urlsplit(address).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def shown(text: str) -> str:
    """Crawled words as they may be shown: titles and addresses may hold personal numbers."""
    return mask_personal(text)
