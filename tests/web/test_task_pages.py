"""Work started by a button: it runs beside the console, tells how far it is, and can be called off."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest

from db import leases, tasks
from inspection.viewer import Role
from jobs.tasks import start
from jobs.tasks_worker import LEASE, working
from tests.web.conftest import BEGINNING, CLERK_UNIT, Console
from tests.web.visiting import Visitor
from tests.web.waiting import begun, ended

SignIn = Callable[[Role], Visitor]


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


def test_the_files_of_a_quarter_are_made_and_downloaded(console: Console, sign_in: SignIn) -> None:
    inspector = sign_in(Role.INSPECTOR)
    with working(console.work):
        assert "已完成" in ended(inspector, begun(inspector, "report", "quarter:2026Q1"), 120)
    page = inspector.get("/quarters/2026Q1").text
    names = re.findall(r'href="(/quarters/2026Q1/files/[^"]+)"', page)
    assert any(name.endswith("annex1.xlsx") for name in names) and len(names) > 8
    for name in names:
        answer = inspector.get(name)
        assert answer.status_code == 200 and answer.content, name
        assert answer.headers["content-disposition"].startswith("attachment"), name


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


def test_what_managers_start_others_do_not(sign_in: SignIn) -> None:
    inspector = sign_in(Role.INSPECTOR)
    for kind, subject in (("lexicon", "word:错别|正确"), ("discover", "address:http://portal.example/")):
        assert inspector.post_form("/tasks", kind=kind, subject=subject).status_code == 403
        headers = {"x-csrf-token": inspector.csrf}
        asked = inspector.post("/api/v1/tasks", json={"kind": kind, "subject": subject}, headers=headers)
        assert asked.status_code == 403
