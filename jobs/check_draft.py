"""Checks a draft before it is published: the ``inspect`` contract, in a process of its own, and nothing is kept."""

from __future__ import annotations

import json
import os
import re
import sys
import threading
from collections.abc import Mapping
from datetime import datetime
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from config.settings import environment
from inspection.registry import ColumnKind
from jobs.limited_process import run_limited
from jobs.page_files import SUFFIXES
from jobs.workspace import Workspace

#: Most bytes of a draft.
LARGEST_DRAFT = 10 * 1024 * 1024
_SECONDS, _MEMORY = 60.0, 2 << 30
#: Drafts that are checked at once; more people wait.
_TURN = threading.BoundedSemaphore(2)
_UNSAFE = re.compile(r"[^\w.-]+")


class DraftError(Exception):
    """The draft cannot be checked; the text (Chinese) says why and what would do."""


def check_text(work: Workspace, title: str, text: str, kind: ColumnKind | None, at: datetime) -> Mapping[str, Any]:
    """The answer of ``inspect`` about a text that would become an article. Raises ``DraftError``."""
    if not text.strip():
        raise DraftError("请粘贴要检查的文字，或选择文件")
    if text.lstrip()[:200].lower().startswith(("<!doctype", "<html")):
        return check_file(work, "draft.html", text.encode("utf-8", "replace"), kind, at)
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())
    heading = escape(title.strip()) or "草稿"
    page = (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{heading}</title></head>'
        f'<body><h1>{heading}</h1><div class="article">{paragraphs}</div></body></html>'
    )
    return check_file(work, "draft.html", page.encode("utf-8", "replace"), kind, at)


def check_file(work: Workspace, name: str, body: bytes, kind: ColumnKind | None, at: datetime) -> Mapping[str, Any]:
    """The answer of ``inspect`` about a page or attachment called ``name``. Raises ``DraftError``."""
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise DraftError(f"不能检查这种文件，可用：{'、'.join(sorted(SUFFIXES))}")
    if len(body) > LARGEST_DRAFT:
        raise DraftError(f"文件超过 {LARGEST_DRAFT // 1024**2} MB，请拆开检查")
    with _TURN, TemporaryDirectory(prefix="xunjian-draft-") as folder:
        path = Path(folder) / (_UNSAFE.sub("_", Path(name).stem)[:60] + suffix)
        path.write_bytes(body)
        asked = [sys.executable, "-m", "cli.main", "inspect", str(path), "--json", "--as-of", at.isoformat()]
        asked += ["--column-kind", kind.value] if kind else []
        ended = run_limited(
            asked, {**os.environ, **environment(work.settings)}, seconds=_SECONDS, memory=_MEMORY, stop=lambda: False
        )
    if ended.cut:
        raise DraftError(f"检查{ended.cut}，已停止。请拆成小一些的文件再试")
    try:
        found: Mapping[str, Any] = json.loads(ended.out)["pages"][0]
    except (ValueError, KeyError, IndexError):
        raise DraftError("检查没有完成，请换一个文件再试；仍不行请联系管理员") from None
    return found
