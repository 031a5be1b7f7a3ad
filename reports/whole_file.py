"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a place beside ``path`` to write to; it takes the name ``path`` when the block ends without an error.

    Makes the folder. After an error (a full disk, say) the old ``path`` is untouched and nothing else is left behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        yield draft
        with draft.open("rb+") as written:
            os.fsync(written.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8 without a byte-order mark, whole or not at all; half characters become question marks."""
    with replacing(path) as draft:
        draft.write_bytes(text.encode("utf-8", errors="replace"))


def write_bytes(path: Path, body: bytes) -> None:
    """Write ``body``, whole or not at all."""
    with replacing(path) as draft:
        draft.write_bytes(body)
