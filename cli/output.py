"""Where words go: results to standard output, everything else to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

#: A crawled page could send a terminal sequences that hide or forge lines: nothing but line feeds gets through.
_CONTROLS = {code: "\ufffd" for code in (*range(32), *range(127, 160)) if code != 10}

results = Console(highlight=False, soft_wrap=False)
remarks = Console(stderr=True, highlight=False)


def _literal(text: str) -> str:
    """``text`` without markup and control characters of its own."""
    return escape(text.translate(_CONTROLS))


def complain(message: str) -> None:
    """One line about what went wrong and what to do."""
    remarks.print(f"[red]错误：[/]{_literal(message)}", soft_wrap=True)


def remark(message: str) -> None:
    remarks.print(_literal(message), soft_wrap=True)


def say(message: str = "") -> None:
    results.print(_literal(message), soft_wrap=True)


def print_json(value: Any) -> None:
    """The machine-readable answer, alone on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def print_table(title: str, header: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """A table whose cells wrap; cell text is never read as markup (it may come from a crawled page)."""
    table = Table(title=title, title_justify="left", header_style="bold")
    for name in header:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(_literal(cell) for cell in row))
    results.print(table)
