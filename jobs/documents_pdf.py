"""Documents as PDF, through LibreOffice where it is there: in a child process with limits and a profile of its own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from jobs.limited_process import run_limited

_PROGRAMS = ("soffice", "libreoffice")
_MEMORY = 2 * 1024**3


class NoOffice(Exception):
    """No PDF can be made; the text (Chinese) says why and what to do."""


def to_pdf(document: bytes, seconds: float = 120.0) -> bytes:
    """The PDF of a .docx. Raises ``NoOffice``: LibreOffice is missing, overruns ``seconds``, or gives nothing."""
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise NoOffice("没有 LibreOffice，不能生成 PDF：请安装 libreoffice-writer，或用办公软件打开 docx 另存")
    with TemporaryDirectory(prefix="xunjian-pdf-") as name:
        folder = Path(name)
        (folder / "document.docx").write_bytes(document)
        ended = run_limited(
            [
                # A profile of its own: a running office of the same user would take the request and answer nothing.
                program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
                "--convert-to", "pdf", "--outdir", name, str(folder / "document.docx"),
            ],
            # Nothing of our settings concerns it, and it must not ask the network for anything.
            {"PATH": os.environ.get("PATH", ""), "HOME": name, "LANG": "C.UTF-8"},
            seconds=seconds, memory=_MEMORY, stop=lambda: False, patience=2.0,
        )  # fmt: skip
        made = folder / "document.pdf"
        if ended.cut or not made.is_file():
            raise NoOffice(
                f"LibreOffice 没有生成 PDF（{ended.cut or f'返回 {ended.code}'}），请用办公软件打开 docx 另存"
            )
        return made.read_bytes()
