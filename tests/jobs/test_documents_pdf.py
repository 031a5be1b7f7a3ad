"""PDF through LibreOffice: where it is there, where it is missing, hangs, or gives nothing."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from office import needs_office, pages

from jobs.documents_pdf import NoOffice, to_pdf
from reports.official_paper import OfficialPaper


def document() -> bytes:
    paper = OfficialPaper("试", "", date(2021, 4, 27))
    paper.title("检查概览")
    return paper.bytes()


@needs_office
def test_a_document_becomes_a_pdf(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(to_pdf(document()))
    (page,) = pages(tmp_path / "a.pdf")
    assert "检查概览" in page.text
    assert "—1—" in page.text


def test_without_the_program_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoOffice, match="没有 LibreOffice，不能生成 PDF：请安装"):
        to_pdf(document())


@pytest.mark.parametrize(
    ("script", "said"),
    [("exit 0", "返回 0"), ("exit 77", "返回 77"), ("exec /bin/sleep 30", "超过时限")],
)
def test_a_program_that_gives_nothing_or_hangs_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    began = time.monotonic()
    with pytest.raises(NoOffice, match=said):
        to_pdf(document(), seconds=1)
    assert time.monotonic() - began < 10
