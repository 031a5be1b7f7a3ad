"""Total access to JSON that others wrote: a wrong shape is an empty value, a broken body is ``Unreadable``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from crawler.feeds.assembling import Unreadable, identifier, plain

Object = Mapping[str, Any]

_WHOLE_NUMBER = re.compile(r"^-?\d{1,12}$", re.ASCII)


def json_object(body: bytes) -> Object:
    """The JSON object in ``body``; raises ``Unreadable`` for anything else (cut off, too deep, not JSON)."""
    try:
        loaded = json.loads(body)
    except (ValueError, RecursionError) as problem:
        raise Unreadable("返回的内容不是完整的 JSON") from problem
    if not isinstance(loaded, dict):
        raise Unreadable("返回的 JSON 不是对象，无法识别")
    return loaded


def child(parent: Object, *keys: str) -> Object:
    """The object at ``keys``, or an empty one."""
    here: Any = parent
    for key in keys:
        here = here.get(key) if isinstance(here, dict) else None
    return here if isinstance(here, dict) else {}


def children(parent: Object, key: str) -> list[Object]:
    """The objects in the list at ``key``; members of other kinds are left out."""
    value = parent.get(key)
    return [member for member in value if isinstance(member, dict)] if isinstance(value, list) else []


def refuse_error(code: object, message: object, known: Mapping[int, str], ok: int = 0) -> None:
    """Raise ``Unreadable`` when ``code`` is a number other than ``ok``, with the ``known`` wording or the message."""
    number = int(code) if isinstance(code, str) and _WHOLE_NUMBER.match(code) else code
    if number is None or number == ok:
        return
    said = (known.get(number) if isinstance(number, int) else None) or plain(message, 80) or "未说明原因"
    raise Unreadable(f"平台返回错误{identifier(number)[:20]}：{said}")
