"""What tests of several rooms share: the program run as a person runs it, in a process of its own."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[1]


@dataclass(frozen=True)
class Ran:
    """How one command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Xunjian = Callable[..., Ran]


def environment(home: Path, **settings: str) -> dict[str, str]:
    """This process's environment without our variables, then ``home`` for all storage, then ``settings``."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("XUNJIAN_")}
    ours = {
        "XUNJIAN_DATABASE_URL": f"sqlite:///{home}/xunjian.sqlite3",
        "XUNJIAN_DATA_DIR": str(home),
        "COLUMNS": "200",
    }
    return clean | ours | settings
