"""``xunjian serve`` and ``xunjian users``: the console starts, tells the first step, answers, and stops when asked."""

from __future__ import annotations

import re
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests_support import REPOSITORY, Xunjian, command, environment

from db import audit
from db.engine import open_database


@contextmanager
def serving(home: Path, *arguments: str, **settings: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The running command and the address that it says."""
    process = subprocess.Popen(
        command("serve", "--port", "0", *arguments), env=environment(home, **settings), cwd=REPOSITORY, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout and process.stderr
    try:
        line = process.stdout.readline()
        found = re.search(r"https?://\S+?:\d+/", line)
        assert found, line + process.stderr.read()
        yield process, found[0]
    finally:
        process.kill()
        process.wait(10)
        process.stdout.close()
        process.stderr.close()


def first_answer(address: str, client: httpx.Client | None = None) -> httpx.Response:
    for _ in range(200):
        try:
            return client.get(address) if client else httpx.get(address, timeout=10)
        except httpx.TransportError:
            time.sleep(0.05)
    raise TimeoutError(address)


def test_the_way_from_an_empty_database_to_the_first_page(xunjian: Xunjian, here: Xunjian, tmp_path: Path) -> None:
    assert here("db", "upgrade").code == 0
    with serving(tmp_path) as (process, address):
        assert first_answer(address + "healthz").text == "ok\n"
        assert httpx.get(address + "readyz").status_code == 200
        with httpx.Client(base_url=address) as client:
            assert "xunjian users add 登录名 --role admin" in client.get("/login").text
            made = here("users", "add", "boss", "--role", "admin", "--name", "某局长", "--json").json
            entered = client.post("/login", data={"login": "boss", "password": made["password"]})
            assert (entered.status_code, entered.headers["location"]) == (303, "/")
            assert client.get("/").headers["location"] == "/me"  # a password of one's own comes first
        process.send_signal(signal.SIGTERM)
        err = process.communicate(timeout=20)[1]
    assert process.returncode == 0, err
    assert "还没有用户" in err and "控制台已停止" in err
    assert "Traceback" not in err and "没有加密" not in err


def test_listening_beyond_this_machine_without_encryption_is_warned_about(here: Xunjian, tmp_path: Path) -> None:
    assert here("db", "upgrade").code == 0
    for arguments, settings, warned in (
        (("--host", "0.0.0.0"), {}, True),
        (("--host", "0.0.0.0"), {"XUNJIAN_TRUSTED_PROXIES": "10.0.0.0/8"}, False),
    ):
        with serving(tmp_path, *arguments, **settings) as (process, address):
            first_answer(address.replace("0.0.0.0", "127.0.0.1") + "healthz")
            process.send_signal(signal.SIGINT)
            assert ("没有加密" in process.communicate(timeout=20)[1]) is warned


def test_with_a_certificate_behind_a_proxy_that_is_believed(here: Xunjian, tmp_path: Path) -> None:
    assert here("db", "upgrade").code == 0
    password = here("users", "add", "boss", "--role", "admin", "--json").json["password"]
    certificate, key = self_signed(tmp_path)
    files = ("--cert", str(certificate), "--key", str(key))
    with serving(tmp_path, *files, XUNJIAN_TRUSTED_PROXIES="127.0.0.1/32") as (_, address):
        assert address.startswith("https:")
        with httpx.Client(base_url=address, verify=ssl.create_default_context(cafile=certificate)) as client:
            first_answer(address + "healthz", client)
            headers = {"x-forwarded-for": "203.0.113.9"}
            answer = client.post("/login", data={"login": "boss", "password": password}, headers=headers)
    assert answer.status_code == 303
    assert "Secure" in answer.headers["set-cookie"]
    database = open_database(f"sqlite:///{tmp_path}/xunjian.sqlite3")
    with database.reading() as cx:
        assert audit.page(cx, size=1)[0].address == "203.0.113.9"
    database.dispose()


def test_files_that_are_no_certificate_are_named(here: Xunjian, tmp_path: Path) -> None:
    assert here("db", "upgrade").code == 0
    (tmp_path / "x.pem").write_text("x")
    file = str(tmp_path / "x.pem")
    assert "证书或私钥文件不能用" in here("serve", "--port", "0", "--cert", file, "--key", file).err
    assert "--cert 和 --key 要一起用" in here("serve", "--port", "0", "--cert", file).complaint


def self_signed(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "xunjian.test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "cert.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    return certificate, private


def test_a_port_that_is_taken_is_one_line(here: Xunjian) -> None:
    assert here("db", "upgrade").code == 0
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = here("serve", "--port", str(taken.getsockname()[1]))
    assert (ran.code, ran.out) == (2, "")
    assert "请用 --host、--port 换一个" in ran.complaint


def test_without_tables_it_does_not_start(here: Xunjian) -> None:
    ran = here("serve", "--port", "0")
    assert ran.code == 5
    assert "xunjian db upgrade" in ran.complaint


def test_users_are_added_listed_reset_and_disabled(here: Xunjian) -> None:
    assert here("db", "upgrade").code == 0
    assert "还没有用户" in here("users", "list").out
    ran = here("users", "add", "Wang.Wu", "--role", "clerk", "--unit", "区教委")
    assert re.search(r"已增加单位填报员 wang.wu\n一次性密码：(\w{4}-){3}\w{4}\n", ran.out)
    (user,) = here("users", "list", "--json").json["users"]
    assert (user["login"], user["role"], user["must_change_password"]) == ("wang.wu", "clerk", True)
    again = here("users", "reset", "wang.wu", "--json").json["password"]
    assert again not in ran.out
    assert here("users", "disable", "wang.wu").code == 0
    assert "已停用" in here("users", "list").out
    assert here("users", "enable", "wang.wu").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "王五"), "登录名应为"),
        (("add", "ab", "--role", "clerk"), "单位填报员要选单位"),
        (("add", "ab", "--role", "reader", "--unit", "区教委"), "只有单位填报员才选单位"),
        (("add", "ab", "--role", "clerk", "--unit", "火星局"), "没有登记名为“火星局”的单位"),
        (("add", "only"), "登录名“only”已有人使用"),
        (("reset", "nobody"), "没有登录名为“nobody”的用户"),
        (("disable", "only"), "这是最后一位管理员"),
    ],
)
def test_what_cannot_be_is_one_line(here: Xunjian, arguments: tuple[str, ...], said: str) -> None:
    assert here("db", "upgrade").code == 0
    assert here("users", "add", "only", "--role", "admin").code == 0
    ran = here("users", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.complaint
