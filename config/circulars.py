"""Loads ``circular.yaml`` of a district: issuer, recipients and numbers of its circulars. A district may have none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import Field

from config.yaml_file import Strict, read_yaml
from inspection.circular import CircularForm, Issue
from inspection.registry import Grade

FILE = "circular.yaml"
_Text = Field(min_length=1, max_length=200)


class _Issue(Strict):
    number: str = Field(default="", max_length=60)
    day: date | None = None
    source: str = _Text
    grade: Grade


class _File(Strict):
    issuer: str = _Text
    recipients: str = Field(default="", max_length=200)
    inspector: str = Field(default="", max_length=60)
    basis_title: str = Field(default="", max_length=200)
    basis_number: str = Field(default="", max_length=60)
    disclosure: str = Field(default="", max_length=60)
    letterhead: str = Field(default="", max_length=30)
    copies: str = Field(default="", max_length=400)
    printed_by: str = Field(default="", max_length=60)
    source: str = _Text
    grade: Grade
    quarters: dict[str, _Issue] = Field(default_factory=dict)


def load_circular(folder: Path) -> CircularForm:
    """The form in ``folder``; a blank one when there is no such file. ``ConfigError`` lists every fault."""
    path = folder / FILE
    if not path.is_file():
        return CircularForm()
    read = read_yaml(path, _File)
    return CircularForm(
        read.issuer,
        read.recipients.rstrip("：:"),
        read.inspector,
        read.basis_title,
        read.basis_number,
        read.disclosure.strip("（）()"),
        {name: Issue(one.number, one.day, one.source, one.grade) for name, one in read.quarters.items()},
        read.letterhead,
        read.copies.removeprefix("抄送").lstrip("：:").rstrip("。"),
        read.printed_by,
    )
