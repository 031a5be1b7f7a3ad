"""Forms whose fields are not known beforehand."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData


async def _sent(request: Request) -> FormData:
    return await request.form()


#: All fields of the form that was sent.
SentForm = Annotated[FormData, Depends(_sent)]
