"""``xunjian serve``: the console for people."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

import typer

from cli.exit_codes import ExitCode
from cli.options import UsageProblem, moment
from cli.output import remark, say
from config.settings import load_settings
from db import users
from jobs.file_problem import in_chinese
from jobs.workspace import Workspace, workspace


def serve(
    host: Annotated[str, typer.Option("--host", help="监听地址；0.0.0.0 为全部网卡", metavar="地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="监听端口", min=0, max=65535, metavar="端口")] = 8000,
    certificate: Annotated[
        Path | None, typer.Option("--cert", help="TLS 证书文件（PEM）；不用反向代理时", metavar="文件")
    ] = None,
    key: Annotated[Path | None, typer.Option("--key", help="TLS 私钥文件（PEM）", metavar="文件")] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="看回放的历史时，把这个时刻当作现在", metavar="时刻")
    ] = None,
) -> None:
    """启动网页控制台，直到被中断。"""
    from web.serve import ServeError, Tls, from_moment, present, run  # noqa: PLC0415 - loads the web framework

    if (certificate is None) != (key is None):
        raise UsageProblem("--cert 和 --key 要一起用")
    clock = from_moment(moment(as_of)) if as_of else present
    tls = Tls(certificate, key) if certificate and key else None
    with workspace(load_settings()) as work, _listening(host, port) as listener:
        _greet(work, host, listener.getsockname()[1], encrypted=tls is not None)
        try:
            run(work, listener, tls, clock)
        except ServeError as problem:
            raise UsageProblem(str(problem)) from problem
        except KeyboardInterrupt:  # asked to stop: that is how it ends
            pass
    remark("控制台已停止")
    raise typer.Exit(ExitCode.OK)


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=256)
    except OSError as problem:
        raise UsageProblem(
            f"不能在 {host} 的端口 {port} 上监听（{in_chinese(problem)}），请用 --host、--port 换一个"
        ) from problem


def _greet(work: Workspace, host: str, port: int, *, encrypted: bool) -> None:
    shown = f"[{host}]" if ":" in host else host
    say(f"控制台：{'https' if encrypted else 'http'}://{shown}:{port}/（{work.district.name}，Ctrl-C 停止）")
    with work.database.reading() as cx:
        if not users.anybody(cx):
            remark("还没有用户。另开一个终端建立第一位管理员：xunjian users add 登录名 --role admin")
    if not encrypted and not work.settings.trusted_proxies and not _loopback(host):
        remark(
            "注意：没有加密，密码会在网上明文传送。请用 --cert、--key，或放在带证书的反向代理后面（docs/console.md）"
        )


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
