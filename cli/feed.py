"""``xunjian feed read``: what a feed says, in one shape for all platforms."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cli.exit_codes import ExitCode
from cli.options import AsOf, Json, UsageProblem, moment
from cli.output import print_json, print_table, say
from cli.words import Command, Group
from config.settings import load_settings
from inspection.moment import iso_minutes
from inspection.post import FeedReading
from inspection.registry import FeedFormat
from jobs.feed_file import FeedFileError, read_feed_target

feed_app = typer.Typer(name="feed", help="读取新媒体信息源。", no_args_is_help=True, cls=Group)


@feed_app.callback()
def _feed() -> None:
    """读取新媒体信息源。"""


@feed_app.command("read", cls=Command)
def read(
    target: Annotated[str, typer.Argument(help="信息源文件或网址", metavar="文件|网址")],
    format_: Annotated[FeedFormat, typer.Option("--format", help="数据格式")],
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """读取一个信息源并列出内容。读不出来的不算“没有更新”。"""
    try:
        reading = read_feed_target(target, format_, moment(as_of), load_settings())
    except FeedFileError as problem:
        raise UsageProblem(str(problem)) from problem
    if json:
        print_json(as_json(reading))
    else:
        _show(reading)
    if not reading.ok:
        raise typer.Exit(ExitCode.NOT_CHECKED)


def as_json(reading: FeedReading) -> dict[str, Any]:
    """The ``feed read`` contract (docs/feeds.md)."""
    return {
        "account": reading.account,
        "state": "ok" if reading.ok else "unknown",
        "reason": reading.reason,
        "posts": [
            {
                "id": post.id,
                "title": post.title,
                "url": post.url,
                "published_at": post.published_at.isoformat(timespec="seconds") if post.published_at else None,
                "pinned": post.pinned,
            }
            for post in reading.posts
        ],
    }


def _show(reading: FeedReading) -> None:
    if not reading.ok:
        say(f"无法判定：{reading.reason}")
        return
    rows = [
        (iso_minutes(post.published_at) if post.published_at else "无日期", "置顶" if post.pinned else "", post.title)
        for post in reading.posts
    ]
    print_table(f"{reading.account or '账号'}，共 {len(reading.posts)} 条", ("发布时间", "", "标题"), rows)
