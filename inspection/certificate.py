"""The certificate that a server showed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a server's certificate says of itself; nothing was verified.

    ``first`` and ``last`` (aware, inclusive) bound its validity; ``names`` are the DNS names it is for, lower case.
    """

    host: str
    first: datetime
    last: datetime
    names: tuple[str, ...]

    def covers(self, host: str) -> bool:
        """Whether ``host`` is one of its names; ``*`` stands for exactly one label."""
        wanted = host.lower().rstrip(".")
        parent = wanted.partition(".")[2]
        return any(name in (wanted, f"*.{parent}") for name in self.names)
