"""Work started by a button: it runs beside the console, tells how far it is, and can be called off."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from db import leases, tasks
from inspection.viewer import Role
from jobs.tasks import start
from jobs.tasks_worker import LEASE, working
from tests.web.conftest import BEGINNING, CLERK_UNIT, Console
from tests.web.visiting import Visitor

SignIn = Callable[[Role], Visitor]


def begun(person: Visitor, kind: str, subject: str) -> str:
    """Press the button; where it leads."""
    answer = person.post_form("/tasks", kind=kind, subject=subject)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def ended(person: Visitor, path: str, seconds: float = 60) -> str:
    """The page once the task has ended."""
    until = time.monotonic() + seconds
    while "data-refresh" in (text := person.get(path).text):
        assert time.monotonic() < until, text
        time.sleep(0.2)
    return text


def test_a_recheck_runs_beside_the_console_and_says_what_it_found(console: Console, sign_in: SignIn) -> None:
    inspector = sign_in(Role.INSPECTOR)
    with working(console.work):
        path = begun(inspector, "recheck", f"site:{CLERK_UNIT}")
        assert begun(inspector, "recheck", f"site:{CLERK_UNIT}") == path
        text = ended(inspector, path)
    assert "已完成" in text and "再来一次" in text
    assert "某巡检员" in text and "县水务局专栏" in text
    told = inspector.get(f"/api/v1{path}").json()
    assert (told["state"], told["kind"]) == ("done", "recheck")
    listed = inspector.get("/tasks").text
    assert f'href="{path}"' in listed and told["note"] in listed
    assert "task.start" in sign_in(Role.ADMIN).get("/settings/audit").text


def test_what_cannot_be_done_fails_with_its_reason(console: Console, sign_in: SignIn) -> None:
    inspector = sign_in(Role.INSPECTOR)
    quarter = console.work.district.quarters[0].id if console.work.district.quarters else None
    if quarter is None:
        pytest.skip("the village has no quarter")
    with working(console.work):
        text = ended(inspector, begun(inspector, "report", f"quarter:{quarter}"))
    assert "已完成" in text or "未完成" in text


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("dance", "all"),
        ("scan", ""),
        ("scan", "site:shuiwu"),
        ("scan", "unit:mars"),
        ("scan", "all:1"),
        ("recheck", "finding:0000000000000000"),
        ("recheck", "finding:\x00"),
        ("recheck", "unit:"),
        ("report", "quarter:../../etc"),
    ],
)
def test_what_is_not_there_is_not_started(sign_in: SignIn, kind: str, subject: str) -> None:
    inspector = sign_in(Role.INSPECTOR)
    before = inspector.get("/api/v1/tasks").json()
    assert inspector.post_form("/tasks", kind=kind, subject=subject).status_code == 422
    assert inspector.get("/api/v1/tasks").json() == before


def test_a_task_is_called_off_before_and_while_it_runs(console: Console, sign_in: SignIn) -> None:
    inspector = sign_in(Role.INSPECTOR)
    path = begun(inspector, "scan", "unit:xiang")  # nobody carries it out
    assert "排队等候" in inspector.get(path).text
    assert inspector.post_form(f"{path}/stop").status_code == 303
    assert "某巡检员要求停止" in ended(inspector, path)
    console.portal.delay = 0.5
    try:
        with working(console.work):
            path = begun(inspector, "scan", "unit:xiang")
            while "正在进行" not in inspector.get(f"{path}/progress").text:
                time.sleep(0.1)
            time.sleep(1)
            inspector.post_form(f"{path}/stop")
            assert "已停止" in ended(inspector, path)
    finally:
        console.portal.delay = 0


def test_what_ran_when_the_console_went_away_is_lost_not_stuck(console: Console, sign_in: SignIn) -> None:
    work = console.work
    one = start(work, "evidence", "all", "某人", BEGINNING)
    with work.database.writing() as cx:
        assert tasks.claim(cx, one, "tasks:gone:1:0", BEGINNING)
    inspector = sign_in(Role.INSPECTOR)
    with working(work):
        assert "控制台停止或重启时被中断" in ended(inspector, f"/tasks/{one}")
    with work.database.reading() as cx:
        lease = leases.look(cx, LEASE)
    assert lease and lease.holder == ""


def test_readers_look_and_clerks_do_not(sign_in: SignIn) -> None:
    path = begun(sign_in(Role.INSPECTOR), "scan", "unit:shuiwu")
    reader = sign_in(Role.READER)
    assert reader.get(path).status_code == 200
    assert "停止</button>" not in reader.get(path).text
    assert reader.post_form(f"{path}/stop").status_code == 403
    assert sign_in(Role.CLERK).get(path).status_code == 403
    sign_in(Role.INSPECTOR).post_form(f"{path}/stop")
    assert sign_in(Role.INSPECTOR).get("/tasks/99999").status_code == 404
