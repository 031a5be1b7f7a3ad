"""Shows the replayed quarter in the console, until the person has seen enough."""

from __future__ import annotations

import socket
from datetime import datetime

from demo.commands import Commands
from demo.screen import say

#: Who may look at the demo: login name, role, unit.
_PEOPLE = (("demo", "admin", ""), ("jiaowei", "clerk", "区教委"))
_ROLES = {"admin": "管理员", "clerk": "单位填报员（区教委）"}
_PORT = 8000


def show(commands: Commands, at: datetime) -> None:
    """Add a user or two with one-time passwords, say them, and serve until Ctrl-C. Raises ``CommandFailed``.

    The console takes ``at`` for the present: the replayed quarter would be years old otherwise.
    """
    say("登录用（一次性密码，第一次登录时改成自己的，至少 10 位，有字母和数字）：")
    for login, role, unit in _PEOPLE:
        of = ("--unit", unit) if unit else ()
        told = commands.ask("users", "add", login, "--role", role, *of)
        say(f"  {_ROLES[role]}  登录名 {login}  密码 {told['password']}")
    port = str(_PORT if _free(_PORT) else 0)
    commands.run_until_stopped("serve", "--port", port, "--as-of", at.isoformat())


def _free(port: int) -> bool:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
