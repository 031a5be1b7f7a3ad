"""When a message may be sent, and when it is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta

from inspection.channel import QuietHours
from inspection.moment import BEIJING

#: Pauses after the first, second, … failed try on one channel; after the last one the channel is done with.
_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 480))
#: With a fallback people should not wait a day for the first channel to recover.
_TRIES_BEFORE_FALLBACK = 3


def pause_after(tries: int, *, has_fallback: bool) -> timedelta | None:
    """How long to wait after ``tries`` failed tries on one channel; ``None``: go to the fallback, or give up."""
    if has_fallback and tries >= _TRIES_BEFORE_FALLBACK:
        return None
    return _PAUSES[tries - 1] if 1 <= tries <= len(_PAUSES) else None


def is_quiet(moment: datetime, quiet: QuietHours | None) -> bool:
    """Whether ``moment`` falls into the quiet hours (Beijing's clock; their end is exclusive)."""
    if quiet is None:
        return False
    clock = moment.astimezone(BEIJING).time()
    if quiet.end < quiet.first:  # over midnight
        return clock >= quiet.first or clock < quiet.end
    return quiet.first <= clock < quiet.end
