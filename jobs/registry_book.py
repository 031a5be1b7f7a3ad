"""The registry as one workbook: a sheet per file, written for a clerk and read back from one."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import BadZipFile, ZipFile

from config.csv_rows import read_rows
from config.problem import ConfigError
from config.registry_files import HEADERS
from reports.sheets import new_book

#: The sheet of each file.
SHEETS: Mapping[str, str] = {
    "units.csv": "单位",
    "sites.csv": "专栏",
    "columns.csv": "栏目",
    "accounts.csv": "账号",
    "manual.csv": "人工录入",
}
#: Rows and columns of one sheet, and bytes of a workbook unpacked: many times what a district has.
_MOST_ROWS, _MOST_COLUMNS = 20_000, 30
_MOST_BYTES = 64 * 1024 * 1024
_WIDTH = {"名称": 28.0, "首页地址": 44.0, "地址": 44.0, "数据地址": 44.0, "说明": 40.0, "来源": 30.0}

#: Cells under the file's headers, without the header row, by file.
Tables = dict[str, list[tuple[str, ...]]]


class RegistryError(Exception):
    """The registry cannot be read or changed; the text (Chinese) says why, a line per fault."""


def read_tables(folder: Path) -> Tables:
    """The files of a district as they are. Raises ``ConfigError``."""
    return {
        name: [tuple(row.optional(header) for header in headers) for row in read_rows(folder / name, headers)]
        for name, headers in HEADERS.items()
    }


def workbook_of(tables: Tables, day: date) -> bytes:
    """All tables as a workbook; a cell is text, whatever it begins with."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "registry.xlsx"
        with new_book(path, title="登记册", created=day) as book:
            for name, headers in HEADERS.items():
                sheet = book.sheet(SHEETS[name], repeat=(0, 0))
                widths = tuple(_WIDTH.get(header, 14.0) for header in headers)
                book.table(sheet, 0, widths, [headers, *tables[name]])
        return path.read_bytes()


def read_workbook(body: bytes) -> Tables:
    """The tables of a workbook. Raises ``RegistryError`` for anything that is not such a workbook."""
    from openpyxl import load_workbook  # noqa: PLC0415 - half a second that only an import pays

    try:
        with ZipFile(BytesIO(body)) as packed:
            if sum(member.file_size for member in packed.infolist()) > _MOST_BYTES:
                raise RegistryError("工作簿太大，请只保留登记册的几张表")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that do not matter here
            book = load_workbook(BytesIO(body), read_only=True, data_only=True)
            sheets = {title: list(_rows(book[title])) for title in book.sheetnames if title in SHEETS.values()}
    except RegistryError:
        raise
    except (BadZipFile, KeyError, ValueError, TypeError, OSError, SyntaxError, AttributeError):
        raise RegistryError("这个文件不是能打开的 xlsx 工作簿，请用导出的工作簿修改后再导入") from None
    faults = [f"缺少工作表“{title}”" for title in SHEETS.values() if title not in sheets]
    tables: Tables = {}
    for name, headers in HEADERS.items():
        rows = sheets.get(SHEETS[name], [])
        if SHEETS[name] in sheets and (not rows or [cell for cell in rows[0] if cell] != list(headers)):
            faults.append(f"工作表“{SHEETS[name]}”第1行应为表头：{'、'.join(headers)}")
        tables[name] = [_fitted(row, len(headers)) for row in rows[1:] if any(row)]
    if faults:
        raise RegistryError("\n".join(faults))
    return tables


def _rows(sheet: Any) -> Iterator[tuple[str, ...]]:
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True)):
        if number > _MOST_ROWS:
            raise RegistryError(f"工作表“{sheet.title}”超过 {_MOST_ROWS} 行")
        yield tuple(_text(cell) for cell in row)


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell).strip()


def _fitted(row: Sequence[str], width: int) -> tuple[str, ...]:
    return tuple([*row, *[""] * width][:width])


def problems_of(error: ConfigError) -> tuple[str, ...]:
    """The faults of the files, named as the sheets that a clerk sees."""
    return tuple(_named_as_sheet(problem) for problem in error.problems)


def _named_as_sheet(problem: str) -> str:
    for name, title in SHEETS.items():
        problem = problem.replace(name, f"工作表“{title}”")
    return problem
