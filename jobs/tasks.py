"""Work started from the console: asked for here, carried out one at a time per kind by ``jobs.tasks_worker``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from config.csv_rows import is_web_address
from db import findings, tasks
from inspection.registry import District
from inspection.viewer import Right
from jobs.lexicon_trial import Trial, TrialError
from jobs.workspace import Workspace


class TaskError(Exception):
    """The task cannot be started; the text (Chinese) says why."""


@dataclass(frozen=True, slots=True)
class Kind:
    """``subjects`` are the kinds of thing it may be about; ``minutes`` after which it is ended. ``managers``: only who
    manages the configuration may start it.
    """

    title: str
    minutes: float
    subjects: frozenset[str]
    managers: bool = False

    @property
    def right(self) -> Right:
        """The right that starting it asks for."""
        return Right.MANAGE if self.managers else Right.DECIDE


#: ``all`` and ``overdue`` stand alone; the others are followed by ``:`` and an id.
KINDS: Mapping[str, Kind] = {
    "recheck": Kind("立即复检", 60, frozenset({"finding", "site", "account", "unit", "overdue"})),
    "scan": Kind("立即扫描", 240, frozenset({"unit", "all"})),
    "evidence": Kind("提取证据", 180, frozenset({"finding", "unit", "all"})),
    "lexicon": Kind("试查词条", 30, frozenset({"word"}), managers=True),
    "messages": Kind("发送通知", 30, frozenset({"all"})),
    "report": Kind("生成季度材料", 60, frozenset({"quarter"})),
    "discover": Kind("发现栏目", 30, frozenset({"address"}), managers=True),
}
_WORDS = {"all": "全部", "overdue": "全部超期问题"}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a task is about: ``what`` and, unless it stands alone, an id."""

    what: str
    id: str = ""

    @classmethod
    def read(cls, text: str) -> Subject:
        what, _, id_ = text.partition(":")
        return cls(what, id_)


def start(work: Workspace, kind: str, subject: str, who: str, at: datetime) -> int:
    """Ask for a task about ``subject`` (``finding:ID``, ``site:ID``, ``account:ID``, ``unit:ID``, ``quarter:ID``,
    ``address:URL``, ``overdue``, ``all``; see ``KINDS`` for what fits); returns its id. Asked for twice, it is the same
    task until it has ended. Raises ``TaskError`` for a kind or subject that there is not.
    """
    known = KINDS.get(kind)
    if known is None:
        raise TaskError(f"没有“{kind}”这种任务（现有：{'、'.join(KINDS)}）")
    about = Subject.read(subject)
    if about.what not in known.subjects or bool(about.id) == (about.what in _WORDS) or not subject_words(work, subject):
        raise TaskError(f"不能对“{subject}”{known.title}：没有这个对象")
    with work.database.writing() as cx:
        return tasks.ask(cx, work.district.id, kind, subject, who, at)


def subject_words(work: Workspace, subject: str) -> str:
    """What people call the subject; empty when there is none such."""
    about = Subject.read(subject)
    if about.what == "finding":
        with work.database.reading() as cx:
            found = findings.get(cx, about.id) if _WHOLE_ID.fullmatch(about.id) else None
        return f"{found.subject.title}（{about.id}）" if found else ""
    if about.what == "address":
        return about.id if is_web_address(about.id) else ""
    if about.what == "word":
        return _trial_words(about.id)
    return _WORDS.get(about.what) or _registered(work.district, about)


_WHOLE_ID = re.compile(r"[0-9a-f]{16}")


def _trial_words(text: str) -> str:
    try:
        trial = Trial.read(text)
    except TrialError:
        return ""
    return f"“{trial.wrong}”应为“{trial.right}”"


def _registered(district: District, about: Subject) -> str:
    names = {
        "site": ((one.id, one.name) for one in district.sites),
        "account": ((one.id, one.name) for one in district.accounts),
        "unit": ((one.id, one.name) for one in district.units),
        "quarter": ((one.id, one.title) for one in district.quarters),
    }
    return dict(names.get(about.what, ())).get(about.id, "")
