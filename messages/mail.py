"""Sends one mail through the office's own server."""

from __future__ import annotations

import smtplib
import socket
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from ssl import SSLError, create_default_context

from config.settings import Settings
from crawler.address_guard import AddressPolicy, ForbiddenAddress, canonical_host
from crawler.guarded_socket import cut_after, guarded_connect
from inspection.channel import MailRoute
from messages.letter import Answer, Letter
from messages.robots import Secrets


def send_mail(letter: Letter, route: MailRoute, secrets: Secrets, settings: Settings) -> Answer:
    """Hand the letter to the server; ``sent`` means that the server took it for at least one recipient.

    Its Message-ID comes from the idempotency key, so a mail that was sent twice is recognised as one by most systems.
    Never raises for what servers do.
    """
    sockets: list[socket.socket] = []
    with cut_after(settings.timeout_seconds * 2, sockets):
        try:
            return _hand_over(letter, route, secrets, settings, sockets)
        except smtplib.SMTPRecipientsRefused as problem:
            codes = [code for code, _ in problem.recipients.values()]
            outcome = "refused" if all(500 <= code < 600 for code in codes) else "failed"
            return Answer(outcome, str(max(codes)), "收件人全部被拒收")  # type: ignore[arg-type]
        except smtplib.SMTPResponseException as problem:
            final = 500 <= problem.smtp_code < 600
            words = problem.smtp_error.decode("utf-8", "replace") if isinstance(problem.smtp_error, bytes) else ""
            return Answer("refused" if final else "failed", str(problem.smtp_code), words)
        except smtplib.SMTPNotSupportedError:
            return Answer("refused", "", "邮件服务器不支持 STARTTLS 或登录")
        except ForbiddenAddress as problem:
            return Answer("refused", "", str(problem))
        except SSLError:
            return Answer("failed", "", "安全连接失败，请检查证书")
        except (OSError, smtplib.SMTPException) as problem:
            return Answer("failed", "", f"连接不上或连接中断（{type(problem).__name__}）")


def _hand_over(
    letter: Letter, route: MailRoute, secrets: Secrets, settings: Settings, sockets: list[socket.socket]
) -> Answer:
    policy = AddressPolicy.of([], settings.allow_private, None)
    host = canonical_host(route.server)
    if route.security == "none" and host not in settings.allow_private:
        raise ForbiddenAddress("不加密的邮件服务器只能是 XUNJIAN_ALLOW_PRIVATE 中的主机")
    plain = guarded_connect(host, route.port, policy, settings.timeout_seconds)
    tls = create_default_context()
    channel = tls.wrap_socket(plain, server_hostname=host) if route.security == "tls" else plain
    sockets.append(channel)
    server = _Connected(channel, host, settings.timeout_seconds)
    try:
        server.connect(host, route.port)
        if route.security == "starttls":
            server.starttls(context=tls)
            if server.sock is not None:
                sockets.append(server.sock)
        if "user" in secrets:
            server.login(secrets["user"], secrets["password"])
        refused = server.send_message(_written(letter, route), route.sender, list(route.to))
    finally:
        server.close()  # no QUIT: its answer could only spoil a mail that was taken
    return Answer("sent", "", f"{len(refused)} 个收件人被拒收" if refused else "")


class _Connected(smtplib.SMTP):
    """A client over a connection that was made, and guarded, beforehand."""

    def __init__(self, channel: socket.socket, host: str, timeout: float) -> None:
        super().__init__(timeout=timeout)
        self._channel = channel
        self._host = host  # whom STARTTLS has to prove to be

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self._channel


def _written(letter: Letter, route: MailRoute) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = " ".join(letter.title.split())
    mail["From"] = route.sender
    mail["To"] = ", ".join(route.to)
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = f"<{sha256(letter.key.encode()).hexdigest()[:40]}@{route.sender.partition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.body, cte="base64")  # old servers take seven bits only
    return mail
