"""``python -m demo``: replay the first quarter of 2021 and write its annexes."""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import datetime
from pathlib import Path

from demo.commands import CommandFailed, Commands
from demo.console import show
from demo.replay import replay
from demo.screen import say


def main() -> int:
    """0 when everything came out as planned and published, 1 when not, 130 when interrupted."""
    parser = argparse.ArgumentParser(prog="python -m demo", description="回放 2021 年第一季度的巡检，写出三个附件。")
    parser.add_argument("--quarter", default="2021Q1", help="季度编号")
    parser.add_argument("--out", type=Path, default=Path("out"), help="报告写到哪个文件夹")
    parser.add_argument("--data", type=Path, default=Path("data/demo"), help="演示用数据库和快照（每次重建）")
    parser.add_argument(
        "--console", action=argparse.BooleanOptionalAction, help="最后打开控制台；默认在终端上打开，在 CI 里不打开"
    )
    options = parser.parse_args()
    began = time.monotonic()

    def afterwards(commands: Commands, at: datetime, wrong: list[str]) -> None:
        tell(wrong, options.out / options.quarter, time.monotonic() - began)
        if not wrong and (_on_a_terminal() if options.console is None else options.console):
            show(commands, at)

    try:
        wrong = replay(options.quarter, options.out.resolve(), options.data.resolve(), afterwards)
    except CommandFailed as problem:
        say(f"演示中断：{problem}")
        return 1
    except KeyboardInterrupt:
        say("演示已中断。")
        return 130
    return 1 if wrong else 0


def tell(wrong: list[str], folder: Path, seconds: float) -> None:
    """What came out, and where to look next."""
    for line in wrong:
        say(f"不符：{line}")
    if wrong:
        say(f"演示结束，有 {len(wrong)} 处与计划或公布的附件不符。")
        return
    say(f"全部符合，用时 {seconds:.0f} 秒。下一步看：")
    say(f"  {folder}/annex1.xlsx、annex2.xlsx、annex3.xlsx（三个附件，另有 csv）")
    say(f"  {folder}/weekly/（各周扫描记录）  {folder}/quarter.json（机器可读，含每一分的理由）")
    say(f"  {folder}/contradictions.md（原文自相矛盾之处）")


def _on_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty() and not os.environ.get("CI")


if __name__ == "__main__":
    sys.exit(main())
