"""Encrypted receivers: only those whose certificate an authority we know has signed are told anything."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from message_receivers import SIGN, TOKEN, MailServer, Robot, mailing, serving

from config.settings import Settings, load_settings
from inspection.channel import Channel, ChannelKind, MailRoute
from messages.delivery import deliver
from messages.letter import Answer, Letter

LETTER = Letter("【巡检】区教委 周扫描情况", "发现问题 1 个", "weekly:river:office")
SECRETS = {
    "XUNJIAN_SECRET_TOKEN": TOKEN, "XUNJIAN_SECRET_SIGN": SIGN,
    "XUNJIAN_SECRET_USER": "u", "XUNJIAN_SECRET_PASSWORD": "p",
}  # fmt: skip
LOGIN = {"user": "XUNJIAN_SECRET_USER", "password": "XUNJIAN_SECRET_PASSWORD"}
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Authority:
    """A certificate authority of one's own, as an office has one."""

    folder: Path
    name: str
    key: ec.EllipticCurvePrivateKey

    @property
    def who(self) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.name)])

    def root(self) -> Path:
        """The file that SSL_CERT_FILE names."""
        return self._write("root", self._signed(self.who, self.key, x509.BasicConstraints(ca=True, path_length=0)))

    def server(self, address: str = "127.0.0.1", days: int = 1) -> ssl.SSLContext:
        """A server that proves to be ``address`` until ``days`` from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver")])
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path = self._write("server", pem + self._signed(name, key, names, days))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _signed(
        self, whose: x509.Name, key: ec.EllipticCurvePrivateKey, extension: x509.ExtensionType, days: int = 1
    ) -> bytes:
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder().subject_name(whose).issuer_name(self.who).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - 9 * DAY)
            .not_valid_after(now + days * DAY).add_extension(extension, critical=False)
        )  # fmt: skip
        return made.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    def _write(self, name: str, pem: bytes) -> Path:
        path = self.folder / f"{self.name}-{name}.pem"
        path.write_bytes(pem)
        return path


def authority(folder: Path, name: str) -> Authority:
    return Authority(folder, name, ec.generate_private_key(ec.SECP256R1()))


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Authority]:
    """The authority that SSL_CERT_FILE names."""
    own = authority(tmp_path, "office")
    monkeypatch.setenv("SSL_CERT_FILE", str(own.root()))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    yield own


@pytest.fixture
def stranger(tmp_path: Path) -> Authority:
    """One that nobody here knows."""
    return authority(tmp_path, "stranger")


@pytest.fixture
def settings() -> Settings:
    return load_settings(allow_private=("127.0.0.1",), timeout_seconds=2)


def by_robot(tls: ssl.SSLContext, settings: Settings) -> tuple[Answer, Robot]:
    names = {"token": "XUNJIAN_SECRET_TOKEN", "sign": "XUNJIAN_SECRET_SIGN"}
    with serving(Robot(tls=tls)) as robot:
        return deliver(LETTER, Channel("ding", ChannelKind.DINGTALK, robot.url, names), settings, SECRETS), robot


def by_mail(server: MailServer, security: str, settings: Settings) -> Answer:
    route = MailRoute("127.0.0.1", server.port, security, "xunjian@river.example", ("a@river.example",))
    with mailing(server):
        channel = Channel("mail", ChannelKind.MAIL, "", LOGIN, replace(route, port=server.port))
        return deliver(LETTER, channel, settings, SECRETS)


def test_a_robot_with_a_certificate_of_our_own_authority_is_told(office: Authority, settings: Settings) -> None:
    answer, robot = by_robot(office.server(), settings)
    assert (answer, robot.texts) == (Answer("sent"), [f"{LETTER.title}\n{LETTER.body}"])


def strangers(office: Authority, stranger: Authority) -> dict[str, ssl.SSLContext]:
    return {
        "unknown authority": stranger.server(),
        "another address": office.server("127.0.0.2"),
        "expired": office.server(days=-1),
    }


@pytest.mark.parametrize("why", ["unknown authority", "another address", "expired"])
@pytest.mark.parametrize("kind", ["robot", "tls", "starttls"])
def test_who_cannot_prove_it_is_told_nothing(
    office: Authority, stranger: Authority, settings: Settings, kind: str, why: str
) -> None:
    tls = strangers(office, stranger)[why]
    if kind == "robot":
        answer, robot = by_robot(tls, settings)
        assert robot.asked == []
    else:
        server = MailServer(tls=tls) if kind == "tls" else MailServer(starttls=tls)
        answer = by_mail(server, kind, settings)
        assert server.mails == [] and not said(server, "AUTH", "MAIL")
    assert answer.outcome == "failed"
    assert "安全连接失败" in answer.detail


def said(server: MailServer, *words: str) -> list[str]:
    return [line for line in server.said if line.startswith(words)]


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_mail_goes_and_the_password_too_once_it_is_encrypted(
    office: Authority, settings: Settings, security: str
) -> None:
    tls = office.server()
    server = MailServer(tls=tls) if security == "tls" else MailServer(starttls=tls)
    assert by_mail(server, security, settings) == Answer("sent")
    assert (len(server.mails), server.encrypted, len(said(server, "AUTH"))) == (1, [True], 1)
    first = next(n for n, line in enumerate(server.said) if line.startswith("AUTH"))
    assert security == "tls" or "STARTTLS" in server.said[:first]


#: How the server is kept from encrypting: what it offers and replies, and what that means.
DOWNGRADES: list[tuple[str, bool, dict[str, str], str, str]] = [
    ("starttls", False, {}, "refused", "不支持 STARTTLS"),
    ("starttls", False, {"STARTTLS": "220 go on"}, "refused", "不支持 STARTTLS"),
    ("starttls", True, {"STARTTLS": "454 not now"}, "failed", "not now"),
    ("starttls", True, {"STARTTLS": "502 what"}, "refused", "what"),
    ("starttls", True, {"STARTTLS": "220 go on"}, "failed", "安全连接失败"),
    ("tls", True, {}, "failed", "安全连接失败"),
]


@pytest.mark.parametrize(("security", "offered", "replies", "outcome", "detail"), DOWNGRADES)
def test_a_server_that_does_not_encrypt_gets_neither_mail_nor_password(
    office: Authority, settings: Settings, security: str, offered: bool, replies: dict[str, str], outcome: str,
    detail: str,
) -> None:  # fmt: skip
    server = MailServer(replies, starttls=office.server() if offered else None)
    answer = by_mail(server, security, settings)
    assert (answer.outcome, detail in answer.detail) == (outcome, True), answer
    assert server.mails == [] and not said(server, "AUTH", "MAIL")
