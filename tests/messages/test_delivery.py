"""One try on one channel: what is sent, how the answer is understood, and what never leaves."""

from __future__ import annotations

import email
import email.policy
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from message_receivers import SIGN, TOKEN, MailServer, Robot, deaf_port, mailing, serving

from config.settings import Settings, load_settings
from inspection.channel import Channel, ChannelKind, MailRoute
from messages.delivery import deliver
from messages.letter import Answer, Letter

LETTER = Letter("【巡检】区教委 周扫描情况", "发现问题 1 个\n1. 〔扣分〕信息未更新", "weekly:river:office")
SECRETS = {"XUNJIAN_SECRET_TOKEN": TOKEN, "XUNJIAN_SECRET_SIGN": SIGN}
NAMES = {"token": "XUNJIAN_SECRET_TOKEN", "sign": "XUNJIAN_SECRET_SIGN"}


@pytest.fixture
def settings() -> Settings:
    return load_settings(allow_private=("127.0.0.1",), timeout_seconds=2)


@pytest.fixture
def robot() -> Iterator[Robot]:
    with serving(Robot()) as one:
        yield one


def ding(robot: Robot, **other: Any) -> Channel:
    return replace(Channel("ding", ChannelKind.DINGTALK, robot.url, NAMES), **other)


def test_dingtalk_takes_a_signed_message(robot: Robot, settings: Settings) -> None:
    assert deliver(LETTER, ding(robot), settings, SECRETS) == Answer("sent")
    assert robot.texts == [f"{LETTER.title}\n{LETTER.body}"]
    assert robot.asked[0][0].startswith("/robot/send?access_token=")


@pytest.mark.parametrize(
    ("secrets", "errcode", "outcome"),
    [
        (SECRETS | {"XUNJIAN_SECRET_SIGN": "SEC-other"}, "310000", "refused"),
        (SECRETS | {"XUNJIAN_SECRET_TOKEN": "other"}, "300005", "refused"),
    ],
)
def test_an_error_inside_http_200_is_an_error(
    robot: Robot, settings: Settings, secrets: dict[str, str], errcode: str, outcome: str
) -> None:
    answer = deliver(LETTER, ding(robot), settings, secrets)
    assert (answer.outcome, answer.errcode, robot.accepted) == (outcome, errcode, [])


#: Kind of channel, what it answers (status, body), and what that means: outcome, code, pause in seconds.
ANSWERS: list[tuple[str, int, Any, str, str, int]] = [
    ("dingtalk", 200, {"errcode": 130101, "errmsg": "send too fast"}, "throttled", "130101", 600),
    ("dingtalk", 200, {"errcode": -1, "errmsg": "系统繁忙"}, "failed", "-1", 0),
    ("dingtalk", 200, b"<html>login</html>", "failed", "", 0),
    ("dingtalk", 200, [], "failed", "", 0),
    ("dingtalk", 502, {}, "failed", "502", 0),
    ("dingtalk", 404, {}, "refused", "404", 0),
    ("dingtalk", 302, {}, "refused", "302", 0),
    ("dingtalk", 429, {}, "throttled", "429", 60),
    ("wecom", 200, {"errcode": 0, "errmsg": "ok"}, "sent", "", 0),
    ("wecom", 200, {"errcode": 93000, "errmsg": "invalid webhook url"}, "refused", "93000", 0),
    ("wecom", 200, {"errcode": 45009, "errmsg": "api freq out of limit"}, "throttled", "45009", 60),
    ("feishu", 200, {"code": 0, "msg": "success"}, "sent", "", 0),
    ("feishu", 200, {"StatusCode": 0, "StatusMessage": "success"}, "sent", "", 0),
    ("feishu", 200, {"code": 19021, "msg": "sign match fail"}, "refused", "19021", 0),
    ("feishu", 200, {"code": 11232, "msg": "frequency limited"}, "throttled", "11232", 60),
    ("webhook", 204, b"", "sent", "", 0),
    ("webhook", 200, {"errcode": 7, "errmsg": "稍后"}, "failed", "7", 0),
    ("webhook", 500, {}, "failed", "500", 0),
    ("webhook", 401, {}, "refused", "401", 0),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "status", "body", "outcome", "errcode", "pause"), ANSWERS)
def test_answers(
    robot: Robot, settings: Settings, kind: str, status: int, body: Any, outcome: str, errcode: str, pause: int
) -> None:
    robot.script.append((status, body))
    secrets = {"token": NAMES["token"]}
    answer = deliver(LETTER, Channel("x", ChannelKind(kind), robot.url, secrets), settings, SECRETS)
    assert (answer.outcome, answer.errcode, answer.pause.total_seconds()) == (outcome, errcode, pause)


def test_each_kind_is_asked_in_its_own_way(robot: Robot, settings: Settings) -> None:
    robot.script.extend([(200, {})] * 3)
    for kind, secrets in (("wecom", {"token": NAMES["token"]}), ("feishu", NAMES), ("webhook", {})):
        deliver(LETTER, Channel("x", ChannelKind(kind), robot.url, secrets), settings, SECRETS)
    (wecom, _, text), (feishu, _, card), (hook, headers, own) = robot.asked
    assert (wecom, text["msgtype"]) == (f"/cgi-bin/webhook/send?key={TOKEN}", "text")
    assert (feishu, card["msg_type"], set(card)) == (
        f"/open-apis/bot/v2/hook/{TOKEN}", "text", {"msg_type", "content", "timestamp", "sign"},
    )  # fmt: skip
    assert (hook, own["key"], headers["Idempotency-Key"]) == ("/", LETTER.key, LETTER.key)


def test_a_long_message_is_cut_at_a_line_and_says_so(robot: Robot, settings: Settings) -> None:
    robot.script.append((200, {"errcode": 0}))
    long = replace(LETTER, body="\n".join(f"{n}. 一个问题的说明文字" for n in range(200)))
    deliver(long, Channel("x", ChannelKind.WECOM, robot.url, {"token": NAMES["token"]}), settings, SECRETS)
    text = robot.asked[0][2]["text"]["content"]
    assert len(text.encode()) <= 2048
    assert text.endswith("说明文字\n……（内容过长，其余略）")


@pytest.mark.parametrize(
    ("address", "allowed", "outcome", "said"),
    [
        ("https://127.0.0.1:9443", (), "refused", "本机地址"),
        ("https://[::ffff:10.0.0.1]", (), "refused", "内网地址"),
        ("https://169.254.169.254", ("127.0.0.1",), "refused", "链路本地地址"),
        ("http://127.0.0.1:{deaf}", ("127.0.0.0/8",), "failed", "连接被拒绝"),
        ("http://example.org", ("127.0.0.1",), "refused", "不加密的地址只能是 XUNJIAN_ALLOW_PRIVATE 中的主机"),
    ],
)
def test_addresses_are_guarded(address: str, allowed: tuple[str, ...], outcome: str, said: str) -> None:
    settings = load_settings(allow_private=allowed, timeout_seconds=2)
    channel = Channel("x", ChannelKind.DINGTALK, address.replace("{deaf}", str(deaf_port())), NAMES)
    answer = deliver(LETTER, channel, settings, SECRETS)
    assert answer.outcome == outcome
    assert said in answer.detail


def test_a_receiver_that_says_nothing_is_a_failure_in_bounded_time(robot: Robot) -> None:
    robot.delay = 1.5
    settings = load_settings(allow_private=("127.0.0.1",), timeout_seconds=0.5)
    assert deliver(LETTER, ding(robot), settings, SECRETS).outcome == "failed"


def test_a_missing_secret_is_named_and_nothing_is_sent(robot: Robot, settings: Settings) -> None:
    answer = deliver(LETTER, ding(robot), settings, {"XUNJIAN_SECRET_SIGN": SIGN})
    assert answer == Answer("failed", "", "没有设置环境变量 XUNJIAN_SECRET_TOKEN")
    assert robot.asked == []


def test_answers_hold_no_secret_and_no_number_of_a_person(robot: Robot, settings: Settings) -> None:
    robot.script.append((200, {"errcode": 9, "errmsg": f"bad {TOKEN} for 13912345678"}))
    assert deliver(LETTER, ding(robot), settings, SECRETS).detail == "bad *** for 139****5678"


ROUTE = MailRoute("127.0.0.1", 0, "none", "xunjian@river.example", ("a@river.example", "b@river.example"))


def by_mail(server: MailServer, secrets: dict[str, str] | None = None, **route: Any) -> Channel:
    return Channel("mail", ChannelKind.MAIL, "", secrets or {}, replace(ROUTE, port=server.port, **route))


def test_mail_arrives_with_a_message_id_that_stays_the_same(settings: Settings) -> None:
    login = {"user": "XUNJIAN_SECRET_USER", "password": "XUNJIAN_SECRET_PASSWORD"}
    known = {"XUNJIAN_SECRET_USER": "u", "XUNJIAN_SECRET_PASSWORD": "p"}
    with mailing(MailServer()) as server:
        for _ in range(2):
            assert deliver(LETTER, by_mail(server, login), settings, known) == Answer("sent")
    read = [email.message_from_string(text, policy=email.policy.default) for _, _, text in server.mails]
    assert [one["Message-ID"] for one in read] == [read[0]["Message-ID"]] * 2
    assert (read[0]["Subject"], read[0].get_content().replace("\r\n", "\n").strip()) == (LETTER.title, LETTER.body)
    assert [len(to) for _, to, _ in server.mails] == [2, 2]
    assert any(line.startswith("AUTH") for line in server.said)


@pytest.mark.parametrize(
    ("replies", "outcome", "errcode"),
    [
        ({"RCPT": "550 no such user"}, "refused", "550"),
        ({"RCPT": "451 try later"}, "failed", "451"),
        ({"MAIL": "552 too much"}, "refused", "552"),
        ({"DATA": "421 closing"}, "failed", "421"),
        ({"EHLO": "421 busy", "HELO": "421 busy"}, "failed", "421"),
    ],
)
def test_what_a_mail_server_says(settings: Settings, replies: dict[str, str], outcome: str, errcode: str) -> None:
    with mailing(MailServer(replies)) as server:
        answer = deliver(LETTER, by_mail(server), settings, {})
    assert (answer.outcome, answer.errcode, server.mails) == (outcome, errcode, [])


def test_mail_that_may_have_arrived_is_not_called_sent(settings: Settings) -> None:
    with mailing(MailServer(cut_after_data=True)) as server:
        assert deliver(LETTER, by_mail(server), settings, {}).outcome == "failed"
        assert len(server.mails) == 1


def test_mail_goes_unencrypted_only_to_private_hosts() -> None:
    with mailing(MailServer()) as server:
        answer = deliver(LETTER, by_mail(server), load_settings(), {})
        assert (answer.outcome, server.said) == ("refused", [])
        answer = deliver(LETTER, by_mail(server, security="tls"), load_settings(), {})
        assert (answer.outcome, "本机地址" in answer.detail, server.said) == ("refused", True, [])


def test_a_title_cannot_add_headers(settings: Settings) -> None:
    with mailing(MailServer()) as server:
        deliver(replace(LETTER, title="a\r\nBcc: x@evil.example"), by_mail(server), settings, {})
    read = email.message_from_string(server.mails[0][2], policy=email.policy.default)
    assert (read["Bcc"], read["Subject"]) == (None, "a Bcc: x@evil.example")


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")
def test_apprise_speaks_what_we_do_not(robot: Robot, settings: Settings) -> None:
    robot.script.append((200, b""))
    channel = Channel("x", ChannelKind.APPRISE, "", {"url": "XUNJIAN_SECRET_URL"})
    url = {"XUNJIAN_SECRET_URL": f"json://127.0.0.1:{robot.port}/"}
    assert deliver(LETTER, channel, settings, url) == Answer("sent")
    assert json.dumps(robot.asked[0][2], ensure_ascii=False).count("信息未更新") == 1
    assert deliver(LETTER, channel, load_settings(), url).outcome == "refused"
    assert deliver(LETTER, channel, settings, {"XUNJIAN_SECRET_URL": "nonsense://"}).outcome == "refused"
    robot.script.append((500, b""))
    assert deliver(LETTER, channel, settings, url).outcome == "failed"
    assert len(robot.asked) == 2
