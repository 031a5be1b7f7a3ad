"""LibreOffice as an eye: what a document looks like on paper."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

needs_office = pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")),
    reason="LibreOffice or poppler is missing: scripts/setup-test-services.sh office",
)
_POINTS_PER_MM = 72 / 25.4


@dataclass(frozen=True)
class Word:
    """One run of text on a page, in mm from the page's left and top edge."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Page:
    width: float
    height: float
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """All words without blanks between them: where a line breaks depends on the fonts of the machine."""
        return "".join(word.text for word in self.words)


def to_pdf(document: Path) -> Path:
    """The document as PDF beside it."""
    profile = document.parent / "office-profile"
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "pdf",
         "--outdir", str(document.parent), str(document)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return document.with_suffix(".pdf")


def pages(pdf: Path) -> list[Page]:
    told = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    found = []
    for page in told.split("<page ")[1:]:
        width, height = (float(size) / _POINTS_PER_MM for size in re.findall(r'(?:width|height)="([\d.]+)"', page)[:2])
        words = re.findall(
            r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>', page
        )
        found.append(
            Page(
                width, height, tuple(Word(one[4], *(float(edge) / _POINTS_PER_MM for edge in one[:4])) for one in words)
            )
        )
    return found


def picture(pdf: Path, page: int, resolution: int = 50) -> Image.Image:
    """One page (from 1) as a grey picture."""
    stem = pdf.with_name(f"{pdf.stem}-{page}")
    subprocess.run(
        ["pdftoppm", "-singlefile", "-gray", "-r", str(resolution), "-f", str(page), "-l", str(page), "-png", str(pdf),
         str(stem)],
        check=True, capture_output=True,
    )  # fmt: skip
    return Image.open(f"{stem}.png").convert("L")
