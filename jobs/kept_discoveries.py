"""What looks round sites found, kept until the same address is looked at again: people accept columns later."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from config.csv_rows import is_web_address
from crawler.polite_asker import PoliteAsker
from facts.masking import mask_personal
from inspection.registry import District
from jobs.discover import DEFAULT_BUDGET, Question, discover
from jobs.discovery import as_json, header
from jobs.registry_book import RegistryError
from jobs.registry_change import current, propose, take_over
from jobs.workspace import Workspace
from reports.whole_file import write_bytes

#: Longer addresses are nobody's home page.
LONGEST = 500


def can_be_looked_at(address: str) -> bool:
    """Whether ``address`` is an absolute http(s) address of a reasonable length."""
    return len(address) <= LONGEST and address.isprintable() and is_web_address(address)


def look_round(work: Workspace, address: str, at: datetime, tell: Callable[[int, int], None]) -> tuple[int, int]:
    """Look round the site at ``address`` and keep what was found: how many columns, and how many of them could not be
    read. ``tell`` is told of requests made and allowed.
    """
    ask = PoliteAsker(work.settings, DEFAULT_BUDGET)
    question = Question(address, at, DEFAULT_BUDGET)
    found = discover(question, ask, lambda done, planned, _unread: tell(done, planned))
    told = _masked(as_json(found, site_of(work.district, address) or found.site_id))
    path = _path(work, address)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(path, json.dumps(told, ensure_ascii=False).encode())
    return len(found.columns), sum(bool(column.problem) for column in found.columns)


def _masked(told: dict[str, Any]) -> dict[str, Any]:
    """The names of links may hold personal numbers like any other words of a page."""
    for one in told["columns"]:
        one["path"] = [mask_personal(name) for name in one["path"]]
    for one in (*told["unread"], *told["unasked"]):
        one["name"] = mask_personal(one["name"])
    for row in told["rows"]:
        row["名称"] = mask_personal(row["名称"])
    return told


def kept(work: Workspace, address: str) -> dict[str, Any] | None:
    """What the last look round ``address`` found, as ``jobs.discovery.as_json`` has it; ``None`` without one."""
    try:
        told = json.loads(_path(work, address).read_bytes())
    except FileNotFoundError:
        return None
    return dict(told)


def site_of(district: District, address: str) -> str:
    """The registered site with this home page; empty when there is none."""
    bare = address.rstrip("/")
    return next((site.id for site in district.sites if site.home_url.rstrip("/") == bare), "")


def accept(work: Workspace, address: str, site_id: str, urls: frozenset[str]) -> tuple[District, int]:
    """Register the proposed columns with these addresses under a site: the district from then on, and how many there
    were. Columns whose address is registered under the site already are left out; all come in unverified.

    Raises ``RegistryError`` (Chinese) where nothing can be registered.
    """
    found = kept(work, address)
    if found is None or site_id not in {site.id for site in work.district.sites}:
        raise RegistryError("请先选择要登记到哪个专栏")
    tables = current(work)
    place = {name: number for number, name in enumerate(header())}
    ids = {row[place["编号"]] for row in tables["columns.csv"]}
    there = {row[place["地址"]] for row in tables["columns.csv"] if row[place["专栏编号"]] == site_id}
    rows = []
    for row in found["rows"]:
        if row["地址"] in urls and row["地址"] not in there:
            row_id = _free(f"{site_id}-{row['编号'].removeprefix(row['专栏编号'] + '-')}", ids)
            ids.add(row_id)
            rows.append(tuple({**row, "编号": row_id, "专栏编号": site_id}[name] for name in header()))
    if not rows:
        raise RegistryError("请勾选至少一个还没有登记的栏目")
    tables = {**tables, "columns.csv": [*tables["columns.csv"], *rows]}
    return take_over(work, propose(work, tables).token), len(rows)


def _free(wanted: str, taken: set[str]) -> str:
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name


def _path(work: Workspace, address: str) -> Path:
    name = sha256(f"{work.district.id} {address}".encode()).hexdigest()[:24]
    return work.settings.data_dir / "discoveries" / f"{name}.json"
