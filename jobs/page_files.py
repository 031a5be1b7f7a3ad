"""Pages and attachments handed in as files, folders or an address, for ``inspect``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin, urlsplit

from config.settings import Settings
from facts.attachment_text import attachment_document
from facts.document import Document
from facts.sources import Read
from inspection.fetched import Fetched, FetchFailure, FetchProblem, Page
from jobs.attachment_process import BoundedProcess, Stopped
from jobs.file_problem import in_chinese
from jobs.inspect_pages import Submitted

PAGES = frozenset({".html", ".htm", ".shtml", ".xhtml", ".xml"})
ATTACHMENTS = frozenset({".xlsx", ".xls", ".docx", ".doc", ".pdf", ".csv", ".txt", ".zip"})
SUFFIXES = PAGES | ATTACHMENTS
_Reader = BoundedProcess[tuple[Page, str], Fetched]


class PageFileError(Exception):
    """The target cannot be read as pages; the text (Chinese) says why and what would do."""


def read_pages(target: str, url: str, as_of: datetime, settings: Settings) -> tuple[Submitted, ...]:
    """Pages of ``target``: one file, every page file of a folder (sorted by path), or one address.

    Raises ``PageFileError`` when there is nothing to read. A file over the size limit becomes a page that cannot be
    judged, not an error.
    """
    if target.startswith(("http://", "https://")):
        from crawler.fetch_one import fetch_one  # noqa: PLC0415 - loads the crawler, which files do not need

        fetched = fetch_one(target, settings)
        with _Reader(_opened, settings.attachment_seconds) as reader:
            return (Submitted(target, url or target, _read(fetched, urlsplit(target).path, reader)),)
    path = Path(target)
    with _Reader(_opened, settings.attachment_seconds) as reader:
        try:
            if path.is_dir():
                return tuple(_folder(path, url, as_of, settings.max_bytes, reader))
            if not path.is_file():
                raise PageFileError(f"没有文件或文件夹“{target}”")
        except OSError as problem:
            raise PageFileError(f"无法读取“{target}”：{in_chinese(problem)}") from problem
        return (_file(path, target, url, path.name, as_of, settings.max_bytes, reader),)


def _folder(folder: Path, base: str, as_of: datetime, limit: int, reader: _Reader) -> Iterator[Submitted]:
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    if not paths:
        raise PageFileError(f"文件夹“{folder}”里没有网页或附件（{'、'.join(sorted(SUFFIXES))}）")
    for path in paths:
        name = path.relative_to(folder).as_posix()
        yield _file(path, name, urljoin(base, name) if base else "", name, as_of, limit, reader)


def _file(path: Path, name: str, url: str, place: str, as_of: datetime, limit: int, reader: _Reader) -> Submitted:
    """``name`` is what the caller calls it; ``place`` stands for the address of a page that has none yet."""
    address = url or f"file:///draft/{place}"  # in some folder: a bare /index.html would be a site's home page
    try:
        if path.stat().st_size > limit:
            problem = FetchProblem(address, FetchFailure.TOO_LARGE, f"超过 {limit} 字节", as_of)
            return Submitted(name, url, problem)
        body = path.read_bytes()
    except OSError as error:
        raise PageFileError(f"无法读取“{name}”：{in_chinese(error)}") from error
    return Submitted(name, url, _read(Page(address, address, 200, (), body, as_of), name, reader))


def _read(fetched: Fetched, name: str, reader: _Reader) -> Read:
    """An attachment becomes a page of its text, so that the page monitors read it too."""
    if isinstance(fetched, FetchProblem):
        return fetched
    if PurePosixPath(name).suffix.lower() not in ATTACHMENTS:
        return Document(fetched)
    try:
        opened = reader.ask((fetched, PurePosixPath(name).name))
    except Stopped as why:
        return FetchProblem(fetched.url, FetchFailure.UNDECODABLE, str(why), fetched.fetched_at)
    return Document(opened) if isinstance(opened, Page) else opened


def _opened(question: tuple[Page, str]) -> Fetched:
    """What the reading process does with an attachment: it may stall or eat the memory."""
    made = attachment_document(*question)
    return made.page if isinstance(made, Document) else made
