"""Changing the registry from the console: a proposal is checked as a whole, shown, and then taken over or not.

What was there before is kept beside the data, so that every change can be undone by hand.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from config.channels import load_channels
from config.districts import find_district, load_district, read_district
from config.problem import ConfigError
from config.registry_files import HEADERS
from inspection.registry import District
from jobs.registry_book import SHEETS, RegistryError, Tables, problems_of, read_tables
from jobs.workspace import Workspace
from reports.whole_file import write_bytes

_BASE = "base"
_TOKEN_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Change:
    """One row that would be another; ``id`` is its first cell, ``cells`` (header, before, after) of a changed one."""

    sheet: str
    kind: str
    id: str
    name: str
    cells: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A registry that was checked and waits. ``token`` names it and the registry that it was made from."""

    token: str
    changes: tuple[Change, ...]


def current(work: Workspace) -> Tables:
    """The tables as the files have them now. Raises ``RegistryError``."""
    try:
        return read_tables(_folder(work))
    except ConfigError as error:
        raise RegistryError("\n".join(problems_of(error))) from error


def propose(work: Workspace, tables: Tables) -> Proposal:
    """Check ``tables`` together with the district's other files. Raises ``RegistryError`` with every fault."""
    _writable(work)
    before = current(work)
    changes = tuple(_changes(before, tables))
    if not changes:
        raise RegistryError("与现在的登记册完全一样，没有要修改的")
    base = _digest(before)
    token = sha256(f"{base} {_digest(tables)}".encode()).hexdigest()[:_TOKEN_LENGTH]
    waiting = _waiting(work)
    shutil.rmtree(waiting, ignore_errors=True)  # one proposal waits at a time
    staged = waiting / token / work.district.id
    shutil.copytree(_folder(work), staged)
    for name, rows in tables.items():
        write_bytes(staged / name, _csv(name, rows))
    write_bytes(staged.parent / _BASE, base.encode())
    try:
        load_channels(read_district(staged), staged)
    except ConfigError as error:
        shutil.rmtree(waiting, ignore_errors=True)
        raise RegistryError("\n".join(problems_of(error))) from error
    return Proposal(token, changes)


def take_over(work: Workspace, token: str) -> District:
    """Make the proposal the registry; the district as it is from then on.

    Raises ``RegistryError`` when it waits no more, or the registry was changed since it was made.
    """
    target = _writable(work)
    staged = _waiting(work) / token / work.district.id
    if len(token) != _TOKEN_LENGTH or not token.isalnum() or not staged.is_dir():
        raise RegistryError("这份修改已经采用或已被另一份替换，请重新导入")
    if (staged.parent / _BASE).read_text() != _digest(current(work)):
        raise RegistryError("登记册在预览之后已被改动，请重新导出、修改再导入")
    _keep(work)
    if not target.is_dir():  # the district came with the program: from now on the machine's own copy counts
        shutil.copytree(staged, target)
    for name in HEADERS:
        write_bytes(target / name, (staged / name).read_bytes())
    shutil.rmtree(_waiting(work), ignore_errors=True)
    return load_district(work.district.id, work.settings.districts_dir)


def _keep(work: Workspace) -> None:
    """The files as they were, by the moment at which they were replaced."""
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}"
    shutil.copytree(_folder(work), work.settings.data_dir / "registry" / work.district.id / stamp)


def _changes(before: Tables, after: Tables) -> Iterator[Change]:
    for name, headers in HEADERS.items():
        old, new = _by_id(name, before[name]), _by_id(name, after[name])
        for id_, row in new.items():
            if id_ not in old:
                yield Change(SHEETS[name], "增加", row[0], _name(headers, row))
            elif old[id_] != row:
                cells = zip(headers, old[id_], row, strict=True)
                changed = tuple((header, was, is_) for header, was, is_ in cells if was != is_)
                yield Change(SHEETS[name], "修改", row[0], _name(headers, row), changed)
        yield from (
            Change(SHEETS[name], "删除", row[0], _name(headers, row)) for id_, row in old.items() if id_ not in new
        )


def _by_id(name: str, rows: list[tuple[str, ...]]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Rows by their id; entries by hand, which have none, by all they say. Ids that stand twice are told by reading."""
    return {row if name == "manual.csv" else row[:1]: row for row in rows}


def _name(headers: tuple[str, ...], row: tuple[str, ...]) -> str:
    header = "名称" if "名称" in headers else "说明"
    return row[headers.index(header)]


def _csv(name: str, rows: list[tuple[str, ...]]) -> bytes:
    """As spreadsheets open it: UTF-8 with a byte order mark."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADERS[name], *rows])
    return text.getvalue().encode("utf-8-sig", errors="replace")


def _digest(tables: Tables) -> str:
    return sha256(b"\x00".join(_csv(name, tables[name]) for name in HEADERS)).hexdigest()


def _folder(work: Workspace) -> Path:
    return find_district(work.district.id, work.settings.districts_dir)


def _writable(work: Workspace) -> Path:
    """Where the registry may be changed: never among the program's own files."""
    if work.settings.districts_dir is None:
        raise RegistryError(
            "登记册随程序安装，不能在网页上修改。请设置 XUNJIAN_DISTRICTS_DIR（存放区县文件夹的目录）后重启"
        )
    return work.settings.districts_dir / work.district.id


def _waiting(work: Workspace) -> Path:
    return work.settings.data_dir / "registry-proposed" / work.district.id
