"""Keeps the answers of a look round a site in a folder, and gives them back as if the site were asked again.

The pages are raw evidence: whatever personal data a page shows is in its file. So files and folder are readable by
their owner only. One answer more is on disk before the next is asked for.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from crawler.polite_asker import Asked
from inspection.fetched import FetchFailure, FetchProblem, Page
from jobs.discover import Ask, Question, StopLooking
from jobs.file_problem import in_chinese

_FORMAT = 1
_MANIFEST = "manifest.json"
_DIGEST = re.compile(r"[0-9a-f]{64}")


class BundleError(Exception):
    """The folder cannot be written to or is no saved look round; the text (Chinese) says why."""


@dataclass(slots=True)
class Recording:
    """A folder that fills while ``ask`` is used."""

    folder: Path
    head: dict[str, Any]
    answers: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def begin(cls, folder: Path, question: Question) -> Recording:
        """Make ``folder``, which must not exist or be empty. Raises ``BundleError``."""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if any(folder.iterdir()):
                raise BundleError(f"文件夹“{folder}”不是空的，请换一个，以免混在一起")
            head = {
                "format": _FORMAT,
                "start": question.start,
                "scope": question.scope,
                "as_of": question.as_of.isoformat(),
                "budget": question.budget,
                "complete": False,
            }
            recording = cls(folder, head)
            recording._write()
        except OSError as problem:
            raise BundleError(f"无法写入文件夹“{folder}”：{in_chinese(problem)}") from problem
        return recording

    def recorded(self, ask: Ask) -> Ask:
        """``ask``, with every answer kept before it is given."""

        def asked(url: str) -> Asked:
            answer = ask(url)
            self._keep(url, answer)
            return answer

        return asked

    def end(self, *, interrupted: bool) -> None:
        self.head["complete"] = not interrupted
        self._write()

    def _keep(self, url: str, answer: Asked) -> None:
        fetched = answer.fetched
        entry: dict[str, Any] = {"url": url, "requests": answer.requests}
        if isinstance(fetched, FetchProblem):
            entry |= {"failure": fetched.failure.value, "detail": fetched.detail, "at": fetched.at.isoformat()}
        else:
            entry |= {
                "final_url": fetched.final_url,
                "status": fetched.status,
                "headers": [list(pair) for pair in fetched.headers],
                "sha256": fetched.sha256,
                "at": fetched.fetched_at.isoformat(),
            }
            _write_private(self.folder / fetched.sha256, fetched.body)
        self.answers.append(entry)
        self._write()

    def _write(self) -> None:
        text = json.dumps({**self.head, "answers": self.answers}, ensure_ascii=False, indent=1)
        _write_private(self.folder / _MANIFEST, text.encode())


@dataclass(slots=True)
class Replay:
    """A saved look round: what was asked with, and ``ask`` to ask it again."""

    question: Question
    _complete: bool
    _folder: Path
    _answers: dict[str, dict[str, Any]]
    _given: set[str] = field(default_factory=set)

    @classmethod
    def load(cls, folder: Path) -> Replay:
        """Read ``folder``. Raises ``BundleError``."""
        try:
            read = json.loads((folder / _MANIFEST).read_text("utf-8"))
            if read["format"] != _FORMAT:
                raise BundleError(f"文件夹“{folder}”由别的版本保存（格式 {read['format']}），这个版本读不了")
            answers = {str(entry["url"]): dict(entry) for entry in read["answers"]}
            moment = datetime.fromisoformat(read["as_of"])
            question = Question(str(read["start"]), moment, int(read["budget"]), read["scope"])
            return cls(question, bool(read["complete"]), folder, answers)
        except OSError as problem:
            raise BundleError(f"“{folder}”里没有保存的网站页面（{_MANIFEST}：{in_chinese(problem)}）") from problem
        except (ValueError, KeyError, TypeError) as problem:
            raise BundleError(f"“{folder / _MANIFEST}”已损坏，无法重放（{type(problem).__name__}）") from problem

    def ask(self, url: str) -> Asked:
        """The saved answer; a problem for what was not asked then, ``StopLooking`` where the saving was interrupted."""
        entry = self._answers.get(url)
        if entry is None:
            if not self._complete and len(self._given) == len(self._answers):
                raise StopLooking
            return Asked(FetchProblem(url, FetchFailure.SKIPPED, "保存的页面中没有这个地址", datetime.now(UTC)), 0)
        self._given.add(url)
        try:
            return Asked(self._fetched(url, entry), int(entry["requests"]))
        except (ValueError, KeyError, TypeError) as problem:
            raise BundleError(f"保存的页面清单中“{url}”一条已损坏（{type(problem).__name__}）") from problem

    def _fetched(self, url: str, entry: dict[str, Any]) -> Page | FetchProblem:
        at = datetime.fromisoformat(entry["at"])
        if "failure" in entry:
            return FetchProblem(url, FetchFailure(entry["failure"]), str(entry["detail"]), at)
        digest = str(entry["sha256"])
        if not _DIGEST.fullmatch(digest):
            raise ValueError("no digest")
        try:
            body = (self._folder / digest).read_bytes()
        except OSError as problem:
            return FetchProblem(url, FetchFailure.BROKEN, f"保存的页面读不了：{in_chinese(problem)}", at)
        if sha256(body).hexdigest() != digest:
            return FetchProblem(url, FetchFailure.BROKEN, "保存的页面已被改动", at)
        headers = tuple((str(name), str(value)) for name, value in entry["headers"])
        return Page(url, str(entry["final_url"]), int(entry["status"]), headers, body, at)


def _write_private(path: Path, content: bytes) -> None:
    """Write at once or not at all, readable by the owner only."""
    draft = path.with_name(path.name + ".part")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:  # noqa: PTH123 - the mode
        handle.write(content)
    draft.replace(path)
