"""单位端: the own unit's things and no others', replies with files, a check that keeps nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from db import ledger, step_files
from inspection.ledger import State, Step
from inspection.viewer import Role
from tests.web.conftest import CLERK_UNIT, Console
from tests.web.invented_findings import invent, row_of, standing
from tests.web.visiting import Visitor

SignIn = Callable[[Role], Visitor]
#: Seconds that a check may take while other tests run.
PATIENCE = 60.0


def test_a_clerk_sees_the_own_units_sites_and_open_findings(console: Console, sign_in: SignIn) -> None:
    own, foreign, suspected = invent(console), invent(console, unit="xiang"), invent(console, review=True)
    page = sign_in(Role.CLERK).get("/own?unit=xiang")
    names = {unit.id: unit.name for unit in console.work.district.units}
    assert names[CLERK_UNIT] in page.text and names["xiang"] not in page.text
    assert row_of(console, own).message in page.text
    assert row_of(console, foreign).message not in page.text
    assert row_of(console, suspected).message not in page.text  # nobody has looked at it yet
    for column in console.work.district.columns_of(CLERK_UNIT):
        assert column.name in page.text


def test_those_who_see_the_district_choose_a_unit(console: Console, sign_in: SignIn) -> None:
    inspector = sign_in(Role.INSPECTOR)
    assert "请选一个单位" in inspector.get("/own").text
    assert row_of(console, invent(console, unit="xiang")).message in inspector.get("/own?unit=xiang").text
    assert sign_in(Role.READER).get("/own").status_code == 403


def test_a_unit_reports_a_finding_as_mended_with_its_proof(console: Console, sign_in: SignIn) -> None:
    one, clerk = invent(console), sign_in(Role.CLERK)
    files = [("files", ("截图.png", b"\x89PNG\r\n\x1a\n<script>", "image/png"))]
    sent = clerk.post_files(f"/own/findings/{one}/steps", files, step="fix", reason="已改正", steps_seen=0)
    assert sent.status_code == 303
    assert standing(console, one).state is State.FIXED
    with console.work.database.reading() as cx:
        kept = step_files.of_finding(cx, one)
        told = ledger.histories(cx, [one])[one][-1]
    assert (told.step, told.who, told.reason) == (Step.FIX, "某单位填报员", "已改正")
    assert [(file.name, file.who) for file in kept] == [("截图.png", "某单位填报员")]
    path = f"/own/findings/{one}/files/{kept[0].id}"
    assert path in clerk.get(f"/ledger/{one}").text
    given = sign_in(Role.READER).get(path)  # whatever it is, it comes as a file to keep
    assert given.content == files[0][1][1]
    assert given.headers["content-type"] == "application/octet-stream"
    assert given.headers["content-disposition"].startswith("attachment")


def test_an_appeal_needs_a_reason_and_stops_the_clock(console: Console, sign_in: SignIn) -> None:
    one, clerk = invent(console), sign_in(Role.CLERK)
    refused = clerk.post_form(f"/own/findings/{one}/steps", step="appeal", reason="")
    assert refused.status_code == 422 and "必须写明理由" in refused.text
    taken = clerk.post_form(f"/own/findings/{one}/steps", step="appeal", reason="电话13912345678已报备")
    assert taken.status_code == 303 and standing(console, one).state is State.APPEALED
    assert "13912345678" not in clerk.get(f"/ledger/{one}").text  # personal numbers are starred before they are stored


@pytest.mark.parametrize("step", ["confirm", "dismiss", "pass", "notify", "extend", ""])
def test_a_unit_decides_nothing(console: Console, sign_in: SignIn, step: str) -> None:
    one = invent(console)
    answer = sign_in(Role.CLERK).post_form(f"/own/findings/{one}/steps", step=step, reason="好")
    assert answer.status_code == 422
    assert standing(console, one).state is State.CONFIRMED


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([("files", ("a.exe", b"MZ", "image/png"))], "不是可以上传的类型"),
        ([("files", ("a.png", b"0" * (10 * 1024 * 1024 + 1), "image/png"))], "每个不超过 10 MB"),
        ([("files", (f"{n}.png", b"0", "image/png")) for n in range(6)], "最多 5 个"),
    ],
)
def test_files_that_are_not_taken_leave_no_step(console: Console, sign_in: SignIn, files: object, told: str) -> None:
    one = invent(console)
    answer = sign_in(Role.CLERK).post_files(f"/own/findings/{one}/steps", files, step="fix", reason="已改")
    assert answer.status_code == 422 and told in answer.text and "已改" in answer.text
    assert standing(console, one).state is State.CONFIRMED


def test_another_units_findings_and_files_are_out_of_reach(console: Console, sign_in: SignIn) -> None:
    foreign, clerk = invent(console, unit="xiang"), sign_in(Role.CLERK)
    assert clerk.post_form(f"/own/findings/{foreign}/steps", step="fix", reason="x").status_code == 403
    assert clerk.get(f"/own/findings/{foreign}/files/1").status_code == 403
    assert standing(console, foreign).state is State.CONFIRMED


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"title": "通知", "text": "联系人身份证号 500111199003071239。"}, "公民身份号码"),
        ({"title": "通知", "text": "明天上午开会。"}, "检查结果"),
        ({"title": "", "text": "  "}, "请粘贴要检查的文字"),
    ],
)
def test_a_draft_is_checked_and_not_kept(console: Console, sign_in: SignIn, given: dict[str, str], told: str) -> None:
    before = sorted(console.work.settings.data_dir.rglob("*"))
    clerk = sign_in(Role.CLERK)
    clerk.timeout = PATIENCE
    page = clerk.post_form("/own/check", **given)
    assert told in page.text
    assert sorted(console.work.settings.data_dir.rglob("*")) == before


def test_a_file_is_checked_by_its_kind(sign_in: SignIn) -> None:
    clerk = sign_in(Role.CLERK)
    clerk.timeout = PATIENCE
    html = "<html><head><title>通知</title></head><body><p>身份证号 500111199003071239</p></body></html>".encode()
    found = clerk.post_files("/own/check", {"file": ("draft.html", html, "text/html")})
    assert "公民身份号码" in found.text and "500111199003071239" not in found.text
    refused = clerk.post_files("/own/check", {"file": ("draft.exe", b"MZ", "text/html")})
    assert refused.status_code == 422 and "不能检查这种文件" in refused.text
