"""Pages to read: look-alikes under tests/cases/pages, and real ones where samples lie beside the repository."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from facts.document import Document
from inspection.fetched import Page
from inspection.moment import BEIJING

AS_OF = datetime(2021, 2, 27, 0, 47, 55, tzinfo=BEIJING)
FOLDER = "http://www.example.gov.cn/sl/dt/"

_REPOSITORY = Path(__file__).parents[2]
_PAGES = _REPOSITORY / "tests" / "cases" / "pages"
_SAMPLES = _REPOSITORY.parent / "shared" / "samples"


def document(
    body: bytes | str, url: str = FOLDER, status: int = 200, content_type: str | None = "text/html"
) -> Document:
    """``body`` as the answer of ``url``; text is sent as utf-8."""
    headers = (("content-type", content_type),) if content_type else ()
    sent = body.encode() if isinstance(body, str) else body
    return Document(Page(url, url, status, headers, sent, AS_OF))


def look_alike(name: str, url: str = FOLDER) -> Document:
    return document((_PAGES / f"{name}.html").read_bytes(), url)


def sample(path: str, url: str = "http://www.example.gov.cn/a/b/page.html") -> Document:
    """A real page; the test skips where the samples are not at hand."""
    file = _SAMPLES / path
    if not file.exists():
        pytest.skip("real sample pages are not part of the repository")
    return document(file.read_bytes(), url)
