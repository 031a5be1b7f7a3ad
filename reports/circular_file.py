"""The file in which people edit a circular's text before it is issued."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from reports.cell_text import printable
from reports.circular_check import printed_lines

_HELP = """\
# 通报正文：可直接修改，改后重新运行同一命令，印出的就是改过的文字。
# “一、”开头的行是一级标题，“（一）”开头的是二级标题（到第一个句号为止），其余每行一段；“#”开头的行不印出。
# 与数据不符的数字会有提示。删除本文件即重新生成。
# 生成标记 {mark}（请保留，用来识别是否改过）
"""
_MARK = re.compile(r"^#\s*生成标记\s+([0-9a-f]{16})", re.MULTILINE)
#: Longer than any circular; what is longer is no text that somebody typed.
_LONGEST = 200_000


@dataclass(frozen=True, slots=True)
class Edited:
    """The text in the file. ``edited``: people changed it; ``outdated``: it was drafted from other facts than now."""

    text: str
    edited: bool
    outdated: bool


def file_text(draft: str) -> str:
    """``draft`` with the help for its editor above, and the mark by which changes are known."""
    return _HELP.format(mark=_mark(draft)) + draft


def draft_mark(draft: str) -> str:
    """What tells this draft from others: 16 hex digits."""
    return _mark(draft)


def typed_text(text: str, mark: str) -> str:
    """The file for a text that was typed elsewhere than in the file, beside the draft with ``mark``."""
    known = mark if re.fullmatch("[0-9a-f]{16}", mark) else "0" * 16
    typed = "".join(f"{line}\n" for line in text.splitlines() if not _MARK.match(line))
    return _HELP.format(mark=known) + typed


def read_text(body: bytes, draft: str) -> Edited:
    """What a file holds, against the ``draft`` of now. Editors on Windows save GB 18030 or UTF-8 with a mark: both do.

    Raises ``ValueError`` (Chinese) for bytes that are no text, nothing to print, or far too much.
    """
    if len(body) > _LONGEST:
        raise ValueError(f"通报正文超过 {_LONGEST} 字节，不像是通报")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = body.decode("gb18030")
        except UnicodeDecodeError:
            raise ValueError("通报正文不是文本文件，请另存为 UTF-8") from None
    text = "\n".join(printable(line) for line in text.splitlines()) + "\n"
    if not printed_lines(text):
        raise ValueError("通报正文是空的；要重新生成，请删除这个文件")
    mark = _MARK.search(text)
    told = mark[1] if mark else ""
    return Edited(text, edited=told != _mark(text), outdated=told != _mark(draft))


def _mark(text: str) -> str:
    return sha256("\n".join(printed_lines(text)).encode()).hexdigest()[:16]
