"""Reads a clerk's CSV row by row; every complaint names file, row (as a spreadsheet counts) and column header."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from config.problem import ConfigError

T = TypeVar("T")
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_YES_NO = {"是": True, "否": False}


class Row:
    """One data row. Each reader raises ``ConfigError`` with place and remedy when its cell does not fit."""

    def __init__(self, file: str, number: int, cells: Mapping[str, str]) -> None:
        self.file, self.number, self._cells = file, number, cells

    def wrong(self, header: str, what: str) -> ConfigError:
        """The complaint ``what`` about this row's cell under ``header``."""
        return ConfigError(f"{self.file} 第{self.number}行“{header}”：{what}")

    def optional(self, header: str) -> str:
        return self._cells[header].strip()

    def text(self, header: str) -> str:
        value = self.optional(header)
        if not value:
            raise self.wrong(header, "不能为空，请补上")
        return value

    def id(self, header: str) -> str:
        value = self.text(header)
        if not _ID.fullmatch(value):
            raise self.wrong(header, f"“{value}”只能用小写字母、数字和连字符，如 jiaowei-news")
        return value

    def words(self, header: str) -> tuple[str, ...]:
        """The parts of a cell such as ``17、19`` (separated by 、, comma or blank)."""
        return tuple(part for part in re.split(r"[、,，;；\s]+", self.optional(header)) if part)

    def numbers(self, header: str) -> tuple[int, ...]:
        self.text(header)
        for word in self.words(header):
            if not (word.isascii() and word.isdigit() and 0 < int(word) < 100_000):
                raise self.wrong(header, f"“{word}”应为从 1 起的整数")
        return tuple(int(word) for word in self.words(header))

    def yes_no(self, header: str) -> bool:
        return self.choice(header, _YES_NO)

    def choice(self, header: str, allowed: Mapping[str, T]) -> T:
        value = self.text(header)
        if value not in allowed:
            raise self.wrong(header, f"没有“{value}”这一项（允许：{'、'.join(allowed)}）")
        return allowed[value]

    def url(self, header: str) -> str:
        value = self.text(header)
        if not is_web_address(value):
            raise self.wrong(header, f"“{value}”不是网址，应为 http:// 或 https:// 开头的完整地址")
        return value


def is_web_address(value: str) -> bool:
    """Whether ``value`` is a whole http(s) address with a host, without blanks, backslashes or a user name."""
    if re.search(r"[\s\\\x00-\x1f]", value):
        return False
    try:
        parts = urlsplit(value)
        return (
            parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
        )
    except ValueError:
        return False


def read_rows(path: Path, headers: Sequence[str], optional: Sequence[str] = ()) -> list[Row]:
    """The rows under ``headers`` (any order; empty rows are left out), which must all be there; of ``optional`` ones,
    a column that is not there reads as empty.

    UTF-8 with or without a byte order mark, or GB18030 as Chinese spreadsheets save it. ``ConfigError`` for a missing
    file, another encoding or other headers.
    """
    table = list(_table(path))
    if not table:
        raise ConfigError(f"{path.name}：文件是空的，第1行应为表头（{','.join(headers)}）")
    found = [cell.strip() for cell in table[0]]
    while found and not found[-1]:
        found.pop()
    allowed = (*headers, *optional)
    problems = [
        *(f"{path.name} 第1行：缺少“{header}”一列" for header in headers if header not in found),
        *(f"{path.name} 第1行：不认识“{one}”一列（允许：{'、'.join(allowed)}）" for one in found if one not in allowed),
        *(f"{path.name} 第1行：“{one}”一列出现了两次" for one in allowed if found.count(one) > 1),
    ]
    rows = []
    for number, cells in enumerate(table[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(found) :]):
            problems.append(f"{path.name} 第{number}行：比表头多出一格，请检查是否多了逗号（含逗号的文字要加引号）")
        padded = [*cells, *[""] * len(found)]
        rows.append(Row(path.name, number, dict.fromkeys(optional, "") | dict(zip(found, padded, strict=False))))
    if problems:
        raise ConfigError(*problems)
    return rows


def parse_rows(rows: Sequence[Row], parse: Callable[[Row], T], problems: list[str]) -> list[T]:
    """``parse`` over ``rows``; a row that fails adds its complaint to ``problems`` and is left out."""
    read = []
    for row in rows:
        try:
            read.append(parse(row))
        except ConfigError as error:
            problems += error.problems
    return read


def read_all(path: Path, headers: Sequence[str], parse: Callable[[Row], T], optional: Sequence[str] = ()) -> list[T]:
    """Every row of a clerk's file, read by ``parse``: all of them or none.

    ``ConfigError`` holds one line for all that is wrong: the first complaint and how many more there are.
    """
    problems: list[str] = []
    try:
        read = parse_rows(read_rows(path, headers, optional), parse, problems)
    except ConfigError as problem:
        problems += problem.problems
    if problems:
        more = f"（另有 {len(problems) - 1} 处问题）" if len(problems) > 1 else ""
        raise ConfigError(f"{problems[0]}{more}")
    return read


def _table(path: Path) -> Iterator[list[str]]:
    try:
        text = _decode(path.read_bytes(), path.name)
        yield from csv.reader(io.StringIO(text, newline=""), strict=True)
    except FileNotFoundError:
        raise ConfigError(f"{path.name}：缺少这个文件（应在 {path.parent.name}/ 下）") from None
    except OSError as problem:
        raise ConfigError(f"{path.name}：读不了这个文件（{problem.strerror}），请检查权限") from problem
    except csv.Error as problem:
        raise ConfigError(f"{path.name}：不是完好的 CSV（{problem}），请检查引号是否成对") from problem


def _decode(raw: bytes, name: str) -> str:
    remedy = "请在表格软件中另存为“CSV UTF-8（逗号分隔）”"
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ConfigError(f"{name}：这是 UTF-16 编码，{remedy}")
    if raw.startswith(b"PK\x03\x04"):
        raise ConfigError(f"{name}：这是 xlsx 文件，{remedy}")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ConfigError(f"{name}：编码无法识别，{remedy}")
