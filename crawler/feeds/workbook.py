"""Opens an XLSX file that others sent: bounded, without formulas, macros or links."""

from __future__ import annotations

import io
import logging
import warnings
import zipfile
from collections.abc import Iterator, Sequence

from crawler.feeds.assembling import Unreadable

log = logging.getLogger(__name__)

#: A unit's sheet for a quarter has tens of rows; the caps only stop abuse.
MAX_ROWS, MAX_COLUMNS, MAX_PARTS, MAX_UNPACKED = 5_000, 40, 200, 32 * 1024 * 1024


def workbook_rows(body: bytes) -> Iterator[Sequence[object]]:
    """The rows of the first sheet (cell values, formulas as their last result); raises ``Unreadable``."""
    import openpyxl  # noqa: PLC0415 - half a second to load, and few accounts send sheets

    try:
        _refuse_bombs(body)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns about decorations that it leaves out
            book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # the stated size may lie in both directions
            rows = list(sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS, values_only=True))
    except Unreadable:
        raise
    except Exception as problem:  # a broken workbook makes zipfile, the XML parser or openpyxl raise anything
        log.warning("workbook could not be read: %r", problem)
        raise Unreadable("不是可以读取的 XLSX 文件") from problem
    if len(rows) > MAX_ROWS:
        raise Unreadable(f"表格超过 {MAX_ROWS} 行，未读取")
    yield from rows


def _refuse_bombs(body: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = archive.infolist()
        # zipfile never unpacks more than the stated size of a part, so the statement can be trusted as a bound
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise Unreadable("XLSX 文件解压后过大，未读取")
        for part in parts:
            if part.filename.endswith((".xml", ".rels")) and b"<!entity" in _content(archive, part):
                raise Unreadable("XLSX 文件含有 XML 实体声明，为安全起见未读取")


def _content(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    return archive.read(part).replace(b"\x00", b"").lower()
