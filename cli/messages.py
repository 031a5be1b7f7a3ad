"""``xunjian messages``: compose what people are told, send it, and see what became of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any
from uuid import uuid4

import typer

from cli.exit_codes import ExitCode
from cli.options import AsOf, Json, Units, UsageProblem, moment, unit_ids, unit_name
from cli.output import print_json, remark, say
from cli.words import Command, Group
from config.settings import load_settings
from db import outbox
from db.outbox import State, StoredMessage
from inspection.moment import iso_minutes
from inspection.registry import District
from jobs.compose_digests import compose_confirmed, compose_weekly
from jobs.compose_warnings import compose_test
from jobs.message_queue import Composed
from jobs.message_routes import OPERATOR, routes
from jobs.message_sources import alerts_of, deadlines_of
from jobs.send_messages import Sending, send_due
from jobs.workspace import Workspace, workspace

messages_app = typer.Typer(name="messages", help="消息：拟写、发送、查看通知和提醒。", no_args_is_help=True, cls=Group)


class KindChoice(StrEnum):
    WEEKLY = "weekly"
    CONFIRMED = "confirmed"
    DEADLINE = "deadline"
    OPERATOR = "operator"


class StateChoice(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    GIVEN_UP = "given-up"
    ALL = "all"


STATE_WORDS: dict[str, str] = {
    "waiting": "待发", "sending": "发送中", "sent": "已发", "failed": "失败待重试", "given-up": "已放弃",
}  # fmt: skip
_STATES: dict[StateChoice, State | None] = {
    StateChoice.WAITING: "waiting",
    StateChoice.SENDING: "sending",
    StateChoice.SENT: "sent",
    StateChoice.FAILED: "failed",
    StateChoice.GIVEN_UP: "given-up",
    StateChoice.ALL: None,
}


@messages_app.callback()
def _messages() -> None:
    """消息：拟写、发送、查看通知和提醒。"""


@messages_app.command("compose", cls=Command)
def compose(
    kind: Annotated[KindChoice, typer.Argument(help="周报、确认通知、期限提醒或运行告警")],
    as_of: AsOf = None,
    units: Units = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只显示内容，不放入发件箱")] = False,
    json: Json = False,
) -> None:
    """拟写消息并放入发件箱；同一件事只写一次，重复运行没有影响。"""
    when = moment(as_of)
    with workspace(load_settings()) as work:
        made = _composed(work, kind, when, unit_ids(work.district, units), dry_run)
        if json:
            print_json({"dry_run": dry_run, "messages": [_composed_json(one) for one in made]})
        else:
            _show_composed(work.district, made, dry_run)
        silent = [one for one in made if not one.message.channel]
        if silent:
            names = "、".join(_recipient(work.district, one.message.recipient) for one in silent[:5])
            remark(f"有 {len(silent)} 份消息没有渠道可发，没有放入发件箱（{names}），请在 channels.yaml 中登记")


def _composed(
    work: Workspace, kind: KindChoice, when: datetime, wanted: frozenset[str], dry_run: bool
) -> list[Composed]:
    match kind:
        case KindChoice.WEEKLY:
            return compose_weekly(work, when, wanted, dry_run=dry_run)
        case KindChoice.CONFIRMED:
            return compose_confirmed(work, when, wanted, dry_run=dry_run)
        case KindChoice.DEADLINE:
            return deadlines_of(work, when, wanted, dry_run=dry_run)
        case KindChoice.OPERATOR:
            return alerts_of(work, when, dry_run=dry_run)


@messages_app.command("send", cls=Command)
def send(
    again: Annotated[
        list[int] | None, typer.Option("--again", help="先把这条已放弃的消息放回发件箱（可重复）", metavar="编号")
    ] = None,
    wait: Annotated[int, typer.Option("--wait", help="受频次限制时最多等几分钟", min=0, max=600)] = 0,
    json: Json = False,
) -> None:
    """发送发件箱中到时的消息；受频次、免打扰或重试间隔限制的留到下次。"""
    with workspace(load_settings()) as work:
        for number in again or ():
            _put_back(work, number)
        done = send_due(work, patience=timedelta(minutes=wait))
        if json:
            print_json(_sending_json(done))
        else:
            say(
                f"已发 {done.sent}，失败待重试 {done.failed}，被限流 {done.throttled}，"
                f"改走备用渠道 {done.moved}，放弃 {done.given_up}"
            )
            _show_left(done)
        if done.given_up or (done.failed and not done.sent):
            remark("有消息没有送达，请用 xunjian messages list 查看原因")
            raise typer.Exit(ExitCode.NOT_DELIVERED)


@messages_app.command("list", cls=Command)
def list_messages(
    state: Annotated[StateChoice, typer.Option("--state", help="只列这种状态的消息")] = StateChoice.ALL,
    json: Json = False,
) -> None:
    """列出发件箱中的消息，新的在前。"""
    with workspace(load_settings()) as work:
        with work.database.reading() as connection:
            found = outbox.listing(connection, work.district.id, _STATES[state])
        if json:
            print_json({"messages": [_stored_json(one) for one in found]})
        elif not found:
            say("没有消息。")
        for one in [] if json else found:
            _show_stored(work.district, one)


@messages_app.command("test", cls=Command)
def test(
    channel: Annotated[str, typer.Argument(help="渠道编号（登记在渠道表中）", metavar="渠道")],
    json: Json = False,
) -> None:
    """向一个渠道发送测试消息，看是否通。"""
    with workspace(load_settings()) as work:
        known = routes(work).channels.by_id
        if channel not in known:
            raise UsageProblem(f"没有“{channel}”这个渠道（现有：{'、'.join(known) or '无'}）")
        made = compose_test(work, channel, uuid4().hex, datetime.now(UTC))
        done = send_due(work, only=made.id)
        with work.database.reading() as connection:
            ended = outbox.get(connection, made.id or 0)
        if json:
            print_json(_stored_json(ended))
        elif done.sent:
            say(f"渠道 {channel} 可用，测试消息已发出。")
        if not done.sent:
            held = "" if done.given_up else "该渠道正在限流，稍后由 xunjian messages send 发出"
            remark(f"渠道 {channel} 没有发出测试消息：{_why(ended) or held}")
            raise typer.Exit(ExitCode.NOT_DELIVERED)


def _put_back(work: Workspace, number: int) -> None:
    where = routes(work)
    with work.database.writing() as connection:
        try:
            message = outbox.get(connection, number)
        except LookupError:
            raise UsageProblem(f"没有编号为 {number} 的消息，请用 xunjian messages list 查看") from None
        channel = where.channel_of(message.recipient)
        name = channel.id if channel else message.channel
        if not outbox.send_again(connection, number, name, datetime.now(UTC)):
            raise UsageProblem(f"消息 {number} 不是已放弃的消息，不需要重发")


def _recipient(district: District, recipient: str) -> str:
    return "运维" if recipient == OPERATOR else unit_name(district, recipient)


def _show_composed(district: District, made: list[Composed], dry_run: bool) -> None:
    if not made:
        say("没有新的内容要通知。")
    for one in made if dry_run else ():
        say(f"—— {_recipient(district, one.message.recipient)}　渠道：{one.message.channel or '无'}")
        say(one.message.title)
        say(one.message.body)
        say()
    queued = sum(one.id is not None for one in made)
    if made:
        say(f"共 {len(made)} 份，没有放入发件箱（试写）" if dry_run else f"已放入发件箱 {queued} 份")


def _show_left(done: Sending) -> None:
    left = "，".join(f"{STATE_WORDS[state]} {count}" for state, count in sorted(done.left.items()) if state != "sent")
    if left:
        say(f"发件箱：{left}")


def _why(message: StoredMessage) -> str:
    return " ".join(part for part in (message.errcode, message.detail) if part)


def _show_stored(district: District, one: StoredMessage) -> None:
    said = f"{one.id}　{STATE_WORDS[one.state]}　{_recipient(district, one.recipient)}　{one.channel}　{one.title}"
    say(said)
    if one.state in ("failed", "given-up"):
        again = f"，下次 {iso_minutes(one.next_try_at)}" if one.state == "failed" else ""
        say(f"  原因：{_why(one)}（已试 {one.tries} 次{again}）")


def _composed_json(one: Composed) -> dict[str, Any]:
    told = one.message
    return {
        "id": one.id,
        "key": told.key,
        "recipient": told.recipient,
        "channel": told.channel,
        "title": told.title,
        "body": told.body,
    }


def _sending_json(done: Sending) -> dict[str, Any]:
    return {
        "sent": done.sent,
        "failed": done.failed,
        "throttled": done.throttled,
        "moved": done.moved,
        "given_up": done.given_up,
        "left": done.left,
    }


def _stored_json(one: StoredMessage) -> dict[str, Any]:
    return {
        "id": one.id,
        "key": one.key,
        "kind": one.kind,
        "recipient": one.recipient,
        "channel": one.channel,
        "state": one.state,
        "tries": one.tries,
        "created": iso_minutes(one.created_at),
        "next_try": iso_minutes(one.next_try_at),
        "ended": iso_minutes(one.ended_at) if one.ended_at else None,
        "errcode": one.errcode,
        "detail": one.detail,
        "title": one.title,
    }
