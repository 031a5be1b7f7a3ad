"""What kind of picture bytes are, by their own word: a browser must not guess, and no giant may be unpacked."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

#: More pixels than this need more memory than a picture on a page is worth.
MOST_PIXELS = 40_000_000
_KINDS = {
    "PNG": ("image/png", "png"),
    "JPEG": ("image/jpeg", "jpg"),
    "GIF": ("image/gif", "gif"),
    "WEBP": ("image/webp", "webp"),
    "BMP": ("image/bmp", "bmp"),
    "ICO": ("image/x-icon", "ico"),
}
_SVG = re.compile(
    rb"\s*(?:<\?xml[^>]{0,400}\?>\s*)?(?:<!--.{0,4000}?-->\s*|<!DOCTYPE\s+svg[^>\[]{0,400}>\s*)*<svg[\s>]", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class PictureKind:
    """``suffix`` without dot; ``width`` and ``height`` in pixels, 0 for drawings, which have no size of their own."""

    media_type: str
    suffix: str
    width: int
    height: int


def picture_kind(body: bytes) -> PictureKind | None:
    """The kind of picture, by its first bytes; ``None`` for anything else, and for giants."""
    if _SVG.match(body.removeprefix(b"\xef\xbb\xbf")[:8000]):
        return PictureKind("image/svg+xml", "svg", 0, 0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(body), formats=tuple(_KINDS)) as picture:  # reads the head only
                width, height = picture.size
                media_type, suffix = _KINDS[picture.format or ""]
    except (OSError, ValueError, SyntaxError, KeyError, OverflowError, EOFError,
            Image.DecompressionBombError, Image.DecompressionBombWarning):  # fmt: skip
        return None
    return PictureKind(media_type, suffix, width, height) if 0 < width * height <= MOST_PIXELS else None
