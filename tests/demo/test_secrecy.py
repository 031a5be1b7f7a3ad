"""The inspection knows nothing of the world it is tested on."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "inspection",
    "config",
    "facts",
    "monitors",
    "scoring",
    "crawler",
    "db",
    "reports",
    "jobs",
    "cli",
    "benchmarks",
)


def sources() -> list[Path]:
    return [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    """First names of everything that ``path`` imports, also by ``import_module``."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("demo."):
            names.add("demo")
    return names


def test_nothing_imports_the_demo() -> None:
    assert len(sources()) > 50
    assert [str(path.relative_to(ROOT)) for path in sources() if "demo" in imported(path)] == []


def test_nothing_names_the_plan() -> None:
    files = [
        path for room in ROOMS for path in (ROOT / room).rglob("*") if path.suffix in {".py", ".yaml", ".csv", ".sh"}
    ]
    named = [path for path in files if "plan.yaml" in path.read_text(encoding="utf-8", errors="replace")]
    assert [str(path.relative_to(ROOT)) for path in named] == []
