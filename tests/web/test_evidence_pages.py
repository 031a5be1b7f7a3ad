"""证据: what may be seen is shown and can do nothing; what is restricted costs a reason and a line in the log."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile, is_zipfile

import pytest
from playwright.sync_api import Page

from db import audit, evidence
from inspection.viewer import Role
from tests.web.conftest import Console
from tests.web.invented_evidence import HOSTILE, SECRET, photograph
from tests.web.invented_findings import invent
from tests.web.visiting import Visitor

SignIn = Callable[[Role], Visitor]


@pytest.fixture(scope="module")
def shown(console: Console) -> tuple[str, int]:
    """A finding of the clerk's unit, and the number of its evidence."""
    one = invent(console)
    return one, photograph(console, one)


def test_the_page_names_every_member_with_its_digest(console: Console, sign_in: SignIn, shown: tuple[str, int]) -> None:
    text = sign_in(Role.READER).get(f"/evidence/{shown[0]}").text
    with console.work.database.reading() as cx:
        kept = evidence.newest_of(cx, shown[0])
    assert kept and kept.sha256 in text and kept.sm3 in text
    assert "受限" in text and "查看理由" not in text  # a reader cannot ask


@pytest.mark.parametrize(
    ("name", "media", "attached"),
    [
        ("marked.png", "image/png", False),
        ("inert.html", "text/html", False),
        ("response.bin", "application/octet-stream", True),  # the answer as it came is never shown, only kept
    ],
)
def test_an_open_member_is_served_so_that_it_can_do_nothing(
    sign_in: SignIn, shown: tuple[str, int], name: str, media: str, attached: bool
) -> None:
    answer = sign_in(Role.READER).get(f"/evidence/{shown[0]}/{shown[1]}/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'") and policy.endswith("sandbox") and "script-src" not in policy
    assert answer.headers["content-disposition"].startswith("attachment") if attached else True
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_replayed_page_neither_runs_nor_loads_nor_sends(
    console: Console, page_as: Callable[..., Page], shown: tuple[str, int]
) -> None:
    page = page_as(Role.INSPECTOR)
    answered: list[str] = []
    page.on("response", lambda answer: answered.append(answer.url))
    page.goto(f"/evidence/{shown[0]}")
    page.locator("iframe.replay").scroll_into_view_if_needed()
    frame = page.frame_locator("iframe.replay")
    assert frame.locator("#said").inner_text() == "replayed"
    shows = "one => one.naturalWidth"
    assert frame.locator("#kept").evaluate(shows) == 60 and frame.locator("#closed").evaluate(shows) == 0
    frame.locator("button").click()
    page.wait_for_timeout(200)
    inside = next(one for one in page.frames if one.url.endswith("inert.html"))
    assert inside.title() == "x"
    assert all(url.startswith(console.address) for url in answered)
    assert not any(url.endswith("/x") for url in answered)


def test_a_restricted_member_is_not_served_without_a_reason(
    console: Console, sign_in: SignIn, shown: tuple[str, int]
) -> None:
    path = f"/evidence/{shown[0]}/{shown[1]}/original.html"
    inspector = sign_in(Role.INSPECTOR)
    assert inspector.get(path).status_code == 403
    refused = inspector.post_form(path, reason=" ")
    assert refused.status_code == 422 and "必须写明理由" in refused.text
    assert sign_in(Role.READER).post_form(path, reason="好奇").status_code == 403
    with console.work.database.reading() as cx:
        assert audit.page(cx, action="evidence.unmask") == ()


def test_every_look_at_a_restricted_member_is_recorded(
    console: Console, sign_in: SignIn, shown: tuple[str, int]
) -> None:
    path = f"/evidence/{shown[0]}/{shown[1]}/original.html"
    looked = sign_in(Role.INSPECTOR).post_form(path, reason="核对身份证号")
    assert looked.content == SECRET
    with console.work.database.reading() as cx:
        noted = audit.page(cx, action="evidence.unmask")[0]
    assert noted.about == f"{shown[0]}/{shown[1]}/original.html"
    assert (noted.who, noted.detail) == ("某巡检员", "核对身份证号")


def test_the_file_to_take_along_holds_the_open_members_and_is_recorded(
    console: Console, sign_in: SignIn, shown: tuple[str, int]
) -> None:
    inspector = sign_in(Role.INSPECTOR)
    answer = inspector.post_form(f"/evidence/{shown[0]}", reason="送单位核对")
    assert answer.headers["content-disposition"].endswith('.wacz"')
    assert is_zipfile(BytesIO(answer.content))
    names = ZipFile(BytesIO(answer.content)).namelist()
    assert any("marked.png" in name for name in names) and not any("original" in name for name in names)
    with console.work.database.reading() as cx:
        assert [(one.who, one.reason) for one in evidence.exports(cx)] == [("某巡检员", "送单位核对")]
        assert audit.page(cx, action="evidence.export")[0].about == shown[0]
    refused = inspector.post_form(f"/evidence/{shown[0]}", originals="true")
    assert refused.status_code == 422 and "必须写明" in refused.text


def test_another_units_evidence_and_one_under_a_wrong_name_are_refused(console: Console, sign_in: SignIn) -> None:
    foreign, own = invent(console, unit="xiang"), invent(console)
    number = photograph(console, foreign)
    clerk = sign_in(Role.CLERK)
    assert clerk.get(f"/evidence/{foreign}").status_code == 403
    assert clerk.get(f"/evidence/{foreign}/{number}/marked.png").status_code == 403
    assert clerk.get(f"/evidence/{own}/{number}/marked.png").status_code == 404  # not by way of an own finding
    assert clerk.post_form(f"/evidence/{own}", reason="x").status_code == 403
    for name in ("../marked.png", "%2e%2e%2fmarked.png", "nothing.png"):
        assert sign_in(Role.ADMIN).get(f"/evidence/{foreign}/{number}/{name}").status_code == 404


def test_the_chain_is_listed_newest_first(console: Console, sign_in: SignIn) -> None:
    one = invent(console)
    number = photograph(console, one)
    text = sign_in(Role.READER).get("/evidence").text
    assert f"/evidence/{one}?number={number}" in text
    assert sign_in(Role.CLERK).get("/evidence").status_code == 403
    assert HOSTILE.decode() not in text
