"""All tables together: those of ``db.tables`` and of every ``db.tables_<topic>`` module, found by their names."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from db.tables import metadata

__all__ = ["APPEND_ONLY", "metadata"]

_MODULES = [import_module(f"db.{path.stem}") for path in sorted(Path(__file__).parent.glob("tables*.py"))]

#: Tables whose rows are never changed or removed.
APPEND_ONLY: tuple[str, ...] = tuple(name for module in _MODULES for name in getattr(module, "APPEND_ONLY", ()))
