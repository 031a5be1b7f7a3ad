"""Settings come from XUNJIAN_* variables, are documented one by one, and name the variable that does not fit."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from config.problem import ConfigError
from config.settings import PREFIX, Settings, load_settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)


def _documented() -> dict[str, str]:
    page = (ROOT / "docs/settings.md").read_text("utf-8")
    return dict(re.findall(r"^\| `(XUNJIAN_\w+)` \| (.+?) \|", page, re.MULTILINE))


def test_every_setting_is_documented_and_nothing_else() -> None:
    assert set(_documented()) == {PREFIX + name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_documented_default_is_the_real_one(name: str) -> None:
    default = getattr(load_settings(), name)
    if default in (None, ()):
        expected = "not set"
    else:
        expected = f"`{default:g}`" if isinstance(default, float) else f"`{default}`"
    assert _documented()[PREFIX + name.upper()] == expected


def test_environment_and_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUNJIAN_DELAY_SECONDS", "0")
    monkeypatch.setenv("XUNJIAN_ALLOW_PRIVATE", "127.0.0.1, 10.0.0.0/8,Portal.Internal,")
    monkeypatch.setenv("XUNJIAN_DISTRICT", "")
    settings = load_settings(proxy="http://127.0.0.1:8080", max_unknown_share=Decimal("0.1"))
    assert (settings.delay_seconds, settings.district) == (0, "dazu")
    assert settings.allow_private == ("127.0.0.1", "10.0.0.0/8", "portal.internal")
    assert settings.proxy == "http://127.0.0.1:8080"
    assert settings.max_unknown_share == Decimal("0.1")


def test_the_user_agent_says_who_asks_and_fits_into_a_header(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "contact: not set" in load_settings().http_user_agent
    monkeypatch.setenv("XUNJIAN_CONTACT", "+86 23 0000 0000")
    assert load_settings().http_user_agent.endswith("contact: +86 23 0000 0000)")
    assert load_settings().http_user_agent.isascii()


def test_postgres_addresses_get_our_driver() -> None:
    assert load_settings(database_url="postgresql://u@h/d").database_url == "postgresql+psycopg://u@h/d"


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("XUNJIAN_DELAY_SECONDS", "fast", "应为数字"),
        ("XUNJIAN_DELAY_SECONDS", "-1", "不能小于0"),
        ("XUNJIAN_TIMEOUT_SECONDS", "nan", "应"),
        ("XUNJIAN_CONCURRENCY_PER_HOST", "2.5", "应为整数"),
        ("XUNJIAN_CONCURRENCY_PER_HOST", "0", "不能小于1"),
        ("XUNJIAN_MAX_UNKNOWN_SHARE", "20", "不能大于1"),
        ("XUNJIAN_ROBOTS", "maybe", "不能是“maybe”（允许：obey、ignore）"),
        ("XUNJIAN_PROXY", "127.0.0.1:8080", "应为 http://主机:端口"),
        ("XUNJIAN_PROXY", "http://h:99999", "应为 http://主机:端口"),
        ("XUNJIAN_DATABASE_URL", "mysql://u:secret@h/d", "应以 sqlite:/// 或 postgresql:// 开头"),
        ("XUNJIAN_USER_AGENT", "巡检", "HTTP 头不允许中文"),
        ("XUNJIAN_CONTACT", "a\nb", "英文标点"),
        ("XUNJIAN_ALLOW_PRIVATE", "10.0.0.0/33", "“10.0.0.0/33”既不是主机名"),
        ("XUNJIAN_PROBE_REFERENCES", "http://www.gov.example/,www.gov.example", "“www.gov.example”不是网址"),
        ("XUNJIAN_ALLOW_PRIVATE", "127.1", "“127.1”既不是主机名"),
        ("XUNJIAN_TRUSTED_PROXIES", "proxy.internal", "“proxy.internal”不是 IP 地址"),
        ("XUNJIAN_OIDC_ISSUER", "http://login.gov.example", "应为 https://"),
        ("XUNJIAN_OIDC_CLIENT_SECRET", "x", "要一起设"),
    ],
)
def test_a_bad_value_names_its_variable(monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigError) as caught:
        load_settings()
    (line,) = caught.value.problems
    assert line.startswith(f"环境变量 {variable}：")
    assert said in line
    assert "\n" not in line


def test_a_password_is_never_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUNJIAN_DATABASE_URL", "mysql://u:secret@h/d")
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert "secret" not in f"{caught.value} {caught.value.__cause__}"
    assert "secret" not in repr(load_settings(database_url="postgresql://u:secret@h/d", proxy="http://u:secret@h:1"))
