"""What a scheduled job says of itself when it ends."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Done:
    """What a job did: of ``planned`` things ``unknown`` could not be done or judged. Nothing planned = an empty run.

    ``note`` is Chinese; with ``remind`` an operator is told of it although all went well.
    """

    planned: int
    unknown: int = 0
    note: str = ""
    remind: bool = False
