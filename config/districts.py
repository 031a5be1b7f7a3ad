"""Loads a district's registry: a folder of CSV and YAML files that a clerk can edit."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from pathlib import Path

from pydantic import Field, field_validator

from config.csv_rows import is_web_address
from config.maintenance import read_maintenance
from config.problem import ConfigError
from config.quarters import read_quarters
from config.registry_checks import faults
from config.registry_files import Registry, read_registry
from config.yaml_file import Strict, read_yaml
from inspection.maintenance import Maintenance
from inspection.registry import District, Quarter

PACKAGED = Path(__file__).parent / "districts"
DISTRICT_ID = r"^[a-z0-9][a-z0-9-]*$"


class _Anchor(Strict):
    docid: int = Field(gt=0)
    day: date
    source: str = Field(min_length=1)


class _DistrictFile(Strict):
    id: str = Field(pattern=DISTRICT_ID)
    name: str = Field(min_length=1)
    feed_bridge: str | None = None
    docid_anchors: tuple[_Anchor, ...] = ()

    @field_validator("feed_bridge")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is not None and not is_web_address(value):
            raise ValueError("应为 http:// 或 https:// 开头的完整地址")
        return value

    @field_validator("docid_anchors")
    @classmethod
    def _rising(cls, value: tuple[_Anchor, ...]) -> tuple[_Anchor, ...]:
        for early, late in pairwise(value):
            if late.docid <= early.docid or late.day <= early.day:
                raise ValueError(f"应按 docid 和日期从小到大排列（{late.docid} 不对）")
        return value


def load_district(district_id: str, folder: Path | None = None) -> District:
    """The district called ``district_id`` out of ``folder/ID`` if that exists, else out of the packaged districts.

    ``ConfigError`` lists every fault of every file.
    """
    return read_district(find_district(district_id, folder))


def find_district(district_id: str, folder: Path | None = None) -> Path:
    """The district's folder; ``ConfigError`` names the districts there are."""
    places = [place for place in (folder, PACKAGED) if place is not None]
    if re.fullmatch(DISTRICT_ID, district_id):
        for place in places:
            if (place / district_id).is_dir():
                return place / district_id
    known = sorted({path.parent.name for place in places for path in place.glob("*/district.yaml")})
    raise ConfigError(
        f"没有“{district_id}”这个区县（现有：{'、'.join(known) or '无'}），可用 xunjian init --district 新建"
    )


def read_district(path: Path) -> District:
    """The district whose files lie in ``path``."""
    problems: list[str] = []
    try:
        head = read_yaml(path / "district.yaml", _DistrictFile)
        if head.id != path.name:
            problems.append(f"district.yaml: id：写的是“{head.id}”，应与文件夹名“{path.name}”一致")
    except ConfigError as error:
        problems += error.problems
        head = _DistrictFile(id="x", name="x", feed_bridge="http://unread.invalid")
    quarters: tuple[Quarter, ...] | None = None
    try:
        quarters = read_quarters(path / "quarters.yaml")
    except ConfigError as error:
        problems += error.problems
    registry = read_registry(path, head.feed_bridge, problems)
    maintenance: tuple[Maintenance, ...] = ()
    if registry is not None:
        problems += faults(registry, quarters)
        maintenance = read_maintenance(path, registry, problems)
    if problems or registry is None or quarters is None:
        raise ConfigError(*problems)
    return _assemble(head, registry, quarters, maintenance)


def _assemble(
    head: _DistrictFile, registry: Registry, quarters: tuple[Quarter, ...], maintenance: tuple[Maintenance, ...]
) -> District:
    return District(
        id=head.id,
        name=head.name,
        units=tuple(unit for _, unit in registry.units),
        sites=tuple(site for _, site in registry.sites),
        columns=tuple(column for _, column in registry.columns),
        accounts=tuple(account for _, account in registry.accounts),
        quarters=quarters,
        manual_entries=tuple(entry for _, entry in registry.manual_entries),
        docid_anchors=tuple((anchor.docid, anchor.day) for anchor in head.docid_anchors),
        maintenance=maintenance,
    )
