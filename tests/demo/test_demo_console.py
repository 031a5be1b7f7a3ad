"""The replay ends with the console: somebody can sign in with what was printed, and Ctrl-C ends it well."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
from tests_support import REPOSITORY, environment

SHOW = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from demo.commands import Commands
from demo.console import show
commands = Commands("http://127.0.0.1:1", Path(sys.argv[1]))
commands.run("db", "upgrade")
show(commands, datetime(2021, 3, 31, 12, tzinfo=UTC))
"""


def test_the_printed_password_opens_the_console_until_it_is_stopped(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SHOW, str(tmp_path)], env=environment(tmp_path), cwd=REPOSITORY, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout
            told = ""
            while not (found := re.search(r"控制台：(http://127\.0\.0\.1:\d+)/", told)):
                line = process.stdout.readline()
                assert line, told
                told += line
            login, password = re.search(r"管理员  登录名 (\w+)  密码 ([\w-]+)", told).groups()  # type: ignore[union-attr]
            with httpx.Client(base_url=found[1], transport=httpx.HTTPTransport(retries=5)) as person:
                assert person.post("/login", data={"login": login, "password": password}).status_code == 303
                page = person.get("/me").text
            assert "请先改成自己的密码" in page
            assert "北京时间 2021-03-31 20:" in page
        finally:
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        errors = process.communicate(timeout=30)[1]
    assert process.returncode == 0, errors
    assert "控制台已停止" in errors and "Traceback" not in errors
