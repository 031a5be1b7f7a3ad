"""Reads the texts of messages, ``config/messages/*.yaml``: sentences with ``$places``, which cannot run anything.

A district may put files of the same names into a folder ``messages`` of its own; such a file replaces the packaged one.
"""

from __future__ import annotations

from pathlib import Path
from string import Template

from pydantic import model_validator

from config.problem import ConfigError
from config.yaml_file import Strict, read_yaml

PACKAGED = Path(__file__).parent / "messages"


class MessageTexts(Strict):
    """The sentences of one kind of message; see ``docs/messages.md`` for the places that each may use.

    ``row`` is repeated for each thing told, ``more`` says how many did not fit, ``link`` is left out where there is no
    console, ``clean`` says that there is nothing to tell.
    """

    title: str
    opening: str
    row: str
    more: str
    closing: str = ""
    link: str = ""
    clean: str = ""

    @model_validator(mode="after")
    def _places(self) -> MessageTexts:
        _check(self)
        return self


_COMMON = frozenset({"district", "unit", "day", "count"})
_ROW = _COMMON | {"number", "grade", "state", "message", "subject", "address", "quote", "found", "due", "left"}
_PLACES: dict[str, frozenset[str]] = {
    "title": _COMMON, "opening": _COMMON | {"fresh", "warnings", "unknown", "first_day", "last_day", "earlier"},
    "row": _ROW, "more": _COMMON | {"rest"}, "closing": _COMMON, "link": _COMMON | {"link"},
    "clean": _COMMON | {"unknown", "first_day", "last_day", "earlier"},
}  # fmt: skip


KINDS = ("first", "weekly", "confirmed", "deadline", "operator", "test")


def load_texts(kind: str, folder: Path | None = None) -> MessageTexts:
    """The texts of one of ``KINDS``: those of the district in ``folder`` if it has some, else the packaged ones.

    Raises ``ConfigError`` with file and key.
    """
    own = folder / "messages" / f"{kind}.yaml" if folder else None
    return read_yaml(own if own is not None and own.exists() else PACKAGED / f"{kind}.yaml", MessageTexts)


def text_problems(folder: Path | None) -> list[str]:
    """Chinese lines, one per fault of any text."""
    problems: list[str] = []
    for kind in KINDS:
        try:
            load_texts(kind, folder)
        except ConfigError as error:
            problems += error.problems
    return problems


def _check(texts: MessageTexts) -> None:
    for name, allowed in _PLACES.items():
        template = Template(getattr(texts, name))
        if not template.is_valid():
            raise ValueError(f"{name} 中的 $ 写法不对：占位写成 $名称，美元符号本身写成 $$")
        strange = sorted(set(template.get_identifiers()) - allowed)
        if strange:
            raise ValueError(
                f"{name} 中没有占位“${strange[0]}”（可用：{'、'.join('$' + one for one in sorted(allowed))}）"
            )
