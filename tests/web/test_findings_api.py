"""``/api/v1``: the ledger and the evidence for programs, under the same rules as the pages."""

from __future__ import annotations

from collections.abc import Callable

from db import audit
from inspection.ledger import State
from inspection.viewer import Role
from tests.web.conftest import CLERK_UNIT, Console
from tests.web.invented_evidence import photograph
from tests.web.invented_findings import invent, standing
from tests.web.visiting import Visitor

SignIn = Callable[[Role], Visitor]


def send(person: Visitor, path: str, **told: object) -> tuple[int, dict[str, object]]:
    answer = person.post(f"/api/v1{path}", json=told, headers={"x-csrf-token": person.csrf})
    return answer.status_code, answer.json()


def test_the_pages_of_the_list_are_walked_by_their_next(console: Console, sign_in: SignIn) -> None:
    for _ in range(3):
        invent(console)
    reader = sign_in(Role.READER)
    walked: list[str] = []
    after = ""
    while after is not None:
        page = reader.get("/api/v1/findings", params={"state": "all", "size": 2, "after": after}).json()
        walked += [one["id"] for one in page["items"]]
        after = page["next"]
    whole = reader.get("/api/v1/findings", params={"state": "all", "size": 200}).json()
    assert walked == [one["id"] for one in whole["items"]] and whole["next"] is None
    assert len(set(walked)) == len(walked) >= 3


def test_a_step_is_taken_and_noted(console: Console, sign_in: SignIn) -> None:
    one, inspector = invent(console, review=True), sign_in(Role.INSPECTOR)
    before = inspector.get(f"/api/v1/findings/{one}").json()
    assert before["finding"]["state"] == "suspected" and "confirm" in before["steps"]
    status, told = send(inspector, f"/findings/{one}/steps", step="confirm", steps_seen=len(before["history"]))
    assert status == 200 and [step["step"] for step in told["history"]] == ["confirm"]  # type: ignore[attr-defined]
    with console.work.database.reading() as cx:
        assert audit.page(cx, action="finding.confirm")[0].about == one


def test_what_may_not_be_is_a_problem_in_chinese(console: Console, sign_in: SignIn) -> None:
    one, inspector = invent(console), sign_in(Role.INSPECTOR)
    assert send(inspector, f"/findings/{one}/steps", step="pass")[1]["detail"] == "现在不能走这一步，请看当前状态再选。"
    assert "刚刚有人办理过" in str(send(inspector, f"/findings/{one}/steps", step="notify", steps_seen=5)[1]["detail"])
    status, told = send(inspector, "/findings/00ff/steps", step="notify")
    assert (status, told["status"]) == (404, 404)
    assert standing(console, one).state is State.CONFIRMED


def test_a_clerk_answers_for_the_own_unit_alone(console: Console, sign_in: SignIn) -> None:
    own, foreign, clerk = invent(console), invent(console, unit="xiang"), sign_in(Role.CLERK)
    listed = clerk.get("/api/v1/findings?state=all&unit=xiang&size=200").json()["items"]
    assert {one["unit_id"] for one in listed} == {CLERK_UNIT}
    assert clerk.get(f"/api/v1/findings/{foreign}").status_code == 403
    assert send(clerk, f"/findings/{foreign}/replies", step="fix")[0] == 403
    assert send(clerk, f"/findings/{own}/replies", step="confirm")[0] == 403
    assert send(clerk, f"/findings/{own}/steps", step="confirm")[0] == 403
    assert send(clerk, f"/findings/{own}/replies", step="fix", reason="已改")[0] == 200
    assert standing(console, own).state is State.FIXED


def test_evidence_is_told_with_its_digests_and_restricted_members_have_no_address(
    console: Console, sign_in: SignIn
) -> None:
    one, foreign = invent(console), invent(console, unit="xiang")
    photograph(console, foreign)
    number = photograph(console, one)
    clerk = sign_in(Role.CLERK)
    (told,) = clerk.get(f"/api/v1/findings/{one}/evidence").json()
    assert told["manifest"]["number"] == number
    paths = {member["name"]: member["path"] for member in told["members"]}
    assert paths["original.html"] is None and clerk.get(paths["marked.png"]).status_code == 200
    assert clerk.get(f"/api/v1/findings/{foreign}/evidence").status_code == 403
    assert clerk.get("/api/v1/evidence").status_code == 403
    chain = sign_in(Role.READER).get("/api/v1/evidence?size=1").json()
    assert [one["number"] for one in chain["items"]] == [number] and chain["next"] == number
