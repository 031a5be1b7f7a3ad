"""Numbers that addresses hold, within what both databases can compare."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

_LARGEST = 2**31 - 1

#: The id of a row, in a path.
Id = Annotated[int, Path(ge=1, le=_LARGEST)]
#: Where a list goes on: the id of the last row of the page before; ``None`` = from its beginning.
Before = Annotated[int | None, Query(ge=1, le=_LARGEST)]
