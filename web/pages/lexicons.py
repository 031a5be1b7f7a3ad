"""错别字词表: what is called a wrong word, and a trial of another one on stored pages."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from config.lexicons import load_lexicon
from inspection.lexicon import Lexicon, WordClass
from jobs.lexicon_trial import Trial, TrialError
from jobs.tasks import TaskError, start
from web.frame.access import Administrator
from web.frame.desk import Desk, TheDesk
from web.frame.rendering import page

router = APIRouter(prefix="/settings/lexicons")

_MOST = 200

Word = Annotated[str, Form(max_length=60)]


@router.get("")
def show(
    request: Request,
    viewer: Administrator,
    q: Annotated[str, Query(max_length=40)] = "",
    kind: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    return _page(request, q, kind)


@router.post("/trial")
def begin_trial(
    request: Request,
    desk: TheDesk,
    viewer: Administrator,
    wrong: Word = "",
    right: Word = "",
    exceptions: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Leads to the task that reads the stored pages."""
    entered = {"wrong": wrong.strip(), "right": right.strip(), "exceptions": exceptions.strip()}
    words = [entered["wrong"], entered["right"], *entered["exceptions"].replace("，", "、").split("、")]
    try:
        trial = Trial.read("|".join(word for word in words[:2]) + "".join(f"|{word}" for word in words[2:] if word))
        task_id = start(desk.work, "lexicon", f"word:{trial}", viewer.name, desk.clock())
    except (TrialError, TaskError) as problem:
        return _page(request, entered=entered, problem=str(problem))
    _record(desk, viewer, task_id, trial)
    return RedirectResponse(f"/tasks/{task_id}", 303)


def _record(desk: Desk, viewer: Administrator, task_id: int, trial: Trial) -> None:
    with desk.work.database.writing() as cx:
        desk.record(cx, viewer, "task.start", str(task_id), f"lexicon {trial}")


def _page(
    request: Request, q: str = "", kind: str = "", *, entered: dict[str, str] | None = None, problem: str = ""
) -> Response:
    words = [
        word
        for word in _kept().words
        if (not q or q in word.wrong or q in word.right) and (not kind or word.word_class.value == kind)
    ]
    return page(
        request, "settings/lexicons.html", 422 if problem else 200, words=words[:_MOST], number=len(words), q=q,
        kind=kind, kinds=list(WordClass), entered=entered or {"wrong": "", "right": "", "exceptions": ""},
        problem=problem,
    )  # fmt: skip


@lru_cache(maxsize=1)
def _kept() -> Lexicon:
    """The word lists; read once, as they belong to the program."""
    return load_lexicon()
