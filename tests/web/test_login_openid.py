"""Signing in at an OpenID provider: a real one in small, on 127.0.0.1."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from joserfc.jwk import OctKey, RSAKey

from config.settings import load_settings
from db import audit, users
from inspection.viewer import Role
from jobs.users import add_user, change_user
from jobs.workspace import workspace
from tests.web.conftest import BEGINNING, Console, Filled
from tests.web.openid_provider import CLIENT, SECRET, OpenIdProvider, providing
from tests.web.serving import served
from tests.web.visiting import Visitor
from web.app import console as console_of

NewVisitor = Callable[[], Visitor]


@pytest.fixture(scope="module")
def running() -> Iterator[OpenIdProvider]:
    with providing(OpenIdProvider()) as provider:
        yield provider


@pytest.fixture
def provider(running: OpenIdProvider) -> Iterator[OpenIdProvider]:
    before = dict(vars(running))
    yield running
    vars(running).update(before)


@pytest.fixture(scope="module")
def console(filled: Filled, running: OpenIdProvider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    home = tmp_path_factory.mktemp("openid")
    shutil.copytree(filled.home, home, dirs_exist_ok=True)
    settings = load_settings(
        database_url=f"sqlite:///{home}/xunjian.sqlite3", data_dir=home, district="liuxi",
        districts_dir=home / "districts",
        oidc_issuer=running.issuer, oidc_client_id=CLIENT, oidc_client_secret=SECRET,
    )  # fmt: skip
    with workspace(settings) as work:
        for login in ("sun.ba", "zhou.jiu"):
            add_user(
                work.database,
                work.district,
                BEGINNING,
                None,
                login=login,
                name="孙某",
                role=Role.READER,
                elsewhere=True,
            )
        app = console_of(work)
        with served(app) as address:
            yield Console(work, app, address, filled.portal)


def through(person: Visitor, then: str = "/sites") -> httpx.Response:
    """The whole way: to the provider and back; the console's answer."""
    there = person.get("/login/openid", params={"next": then})
    assert there.status_code == 303, there.text
    back = httpx.get(there.headers["location"]).headers["location"]
    return person.get(back)


def test_the_login_offers_the_provider(visitor: NewVisitor) -> None:
    assert 'href="/login/openid?next=/sites"' in visitor().get("/login?next=/sites").text


def test_whom_the_provider_knows_is_signed_in(visitor: NewVisitor, provider: OpenIdProvider) -> None:
    person = visitor()
    answer = through(person)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sites")
    assert person.get("/api/v1/session").json()["name"] == "孙某"
    assert 'action="/me/password"' not in person.get("/me").text


def test_the_subject_counts_from_then_on_and_not_the_name(visitor: NewVisitor, provider: OpenIdProvider) -> None:
    assert through(visitor()).status_code == 303
    provider.claims = {"preferred_username": "renamed"}
    assert through(visitor()).status_code == 303
    provider.claims = {"sub": "8"}  # somebody else who calls himself so
    assert "请联系管理员登记" in through(visitor()).text


@pytest.mark.parametrize("name", ["admin", "nobody", "", None, 7, "x' OR 1=1"])
def test_a_name_at_the_provider_opens_no_account_that_was_not_made_for_it(
    visitor: NewVisitor, provider: OpenIdProvider, name: object
) -> None:
    provider.claims = {"sub": "9", "preferred_username": name}
    answer = through(visitor())
    assert (answer.status_code, answer.headers.get("set-cookie")) == (403, None)
    assert "您还不是本系统的用户" in answer.text


def test_without_a_password_the_form_lets_nobody_in(visitor: NewVisitor) -> None:
    for password in ("", "None", "x"):
        assert visitor().sign_in("sun.ba", password).status_code == 403


FORGED: dict[str, dict[str, Any]] = {
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "for another client": {"claims": {"aud": "other"}},
    "for others too, and by another": {"claims": {"aud": [CLIENT, "other"], "azp": "other"}},
    "of another login": {"claims": {"nonce": "old"}},
    "of long ago": {"claims": {"exp": 1_000_000_000}},
    "without end": {"claims": {"exp": None}},
    "without subject": {"claims": {"sub": None}},
    "by another key": {"signs_with": RSAKey.generate_key(2048, parameters={"kid": "1"})},
    "by a shared secret": {"signs_with": OctKey.import_key(SECRET * 8), "header": {"alg": "HS256", "kid": "1"}},
    "described by another": {"metadata": {"issuer": "https://evil.example"}},
    "without keys": {"metadata": {"jwks_uri": ""}},
    "no answer": {"metadata": {"token_endpoint": "http://127.0.0.1:1/"}},
}


@pytest.mark.parametrize("case", FORGED)
def test_an_answer_that_proves_nothing_signs_nobody_in(
    visitor: NewVisitor, provider: OpenIdProvider, case: str
) -> None:
    person = visitor()
    there = person.get("/login/openid")
    back = httpx.get(there.headers["location"]).headers["location"]
    vars(provider).update(FORGED[case])
    answer = person.get(back)
    assert answer.status_code == 403
    assert "统一身份认证" in answer.text
    assert person.get("/").status_code == 303


def test_several_audiences_are_fine_when_it_is_for_us(visitor: NewVisitor, provider: OpenIdProvider) -> None:
    provider.claims = {"aud": [CLIENT, "other"], "azp": CLIENT}
    assert through(visitor()).status_code == 303


def test_coming_back_works_once_and_in_the_same_browser(visitor: NewVisitor, provider: OpenIdProvider) -> None:
    person, other = visitor(), visitor()
    back = httpx.get(person.get("/login/openid").headers["location"]).headers["location"]
    assert "登录已过期" in other.get(back).text  # a link that somebody was sent
    assert person.get(back).status_code == 303
    assert "登录已过期" in person.get(back).text


def test_a_disabled_user_stays_out(console: Console, visitor: NewVisitor, provider: OpenIdProvider) -> None:
    provider.claims = {"sub": "10", "preferred_username": "zhou.jiu"}
    assert through(visitor()).status_code == 303
    work = console.work
    with work.database.reading() as cx:
        user = users.by_login(cx, "zhou.jiu")
    assert user and user.subject == f"{provider.issuer} 10"
    change_user(
        work.database,
        work.district,
        BEGINNING,
        None,
        user.id,
        name="周某",
        role=Role.READER,
        unit_id=None,
        active=False,
    )
    assert "账号已停用" in through(visitor()).text


def test_refused_logins_are_in_the_audit_log(console: Console, visitor: NewVisitor, provider: OpenIdProvider) -> None:
    provider.claims = {"sub": "11", "preferred_username": "stranger"}
    through(visitor())
    with console.work.database.reading() as cx:
        (last,) = audit.page(cx, size=1)
    assert (last.action, last.about, last.detail) == ("login.failed", "stranger", "统一身份认证")


def test_without_the_setting_there_is_no_such_page(console: Console) -> None:
    settings = console.work.settings.model_copy(update={"oidc_issuer": None})
    with served(console_of(replace(console.work, settings=settings))) as address:
        assert httpx.get(f"{address}/login/openid").status_code == 404
        assert httpx.get(f"{address}/login/openid/back?state=x&code=y").status_code == 404
        assert "统一身份认证" not in httpx.get(f"{address}/login").text
