"""The text of pictures, where the optional extra ``ocr`` is installed; its package ships the model."""

from __future__ import annotations

import importlib
from functools import cache
from importlib.util import find_spec
from typing import Any

#: Larger pictures are refused before they are decoded.
MAX_PICTURE_BYTES = 15_000_000
#: Lines read with less confidence say nothing.
MIN_CONFIDENCE = 0.6


def available() -> bool:
    """Whether pictures can be read on this machine."""
    return find_spec("rapidocr_onnxruntime") is not None


def picture_text(body: bytes) -> str:
    """Lines of text in reading order, ``""`` for a picture without text.

    Raises ``ImportError`` when the extra is not installed, ``ValueError`` for a picture that is too large; other errors
    of the library pass through.
    """
    if len(body) > MAX_PICTURE_BYTES:
        raise ValueError(f"a picture of {len(body)} bytes")
    lines, _ = _engine()(body)
    return "\n".join(str(text) for _, text, sure in lines or () if float(sure) >= MIN_CONFIDENCE)


@cache
def _engine() -> Any:
    return importlib.import_module("rapidocr_onnxruntime").RapidOCR()
