"""``xunjian``: the commands, and how what goes wrong becomes one Chinese line and an exit code."""

from __future__ import annotations

import signal
import sys
from types import FrameType

import typer

import cli.words
from cli.admin import config_app, db_app, doctor, init
from cli.discover import discover
from cli.documents import circular, notice, overview
from cli.evidence import evidence_app
from cli.exit_codes import ExitCode
from cli.feed import feed_app
from cli.inspecting import inspect
from cli.ledger import ledger_app
from cli.links import check_links_command
from cli.messages import messages_app
from cli.options import UsageProblem
from cli.output import complain
from cli.probe import probe
from cli.quarter import explain, report, score
from cli.recheck import recheck
from cli.review import review
from cli.scan import scan
from cli.schedule import schedule
from cli.serve import serve
from cli.users import users_app
from cli.weekly import weekly_app
from config.problem import ConfigError
from db.engine import StorageError
from jobs.browser import BrowserError
from jobs.fetch import FetchFailed, Interrupted
from jobs.file_problem import in_chinese
from jobs.ledger import LedgerError
from jobs.quarter import QuarterError
from jobs.review import ReviewError
from jobs.scan import ScanRefused
from jobs.schedule import ScheduleError
from monitors.frame.catalogue import CatalogueError
from scoring.error import ScoringError

app = typer.Typer(
    name="xunjian",
    cls=cli.words.Group,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="巡检：检查政府网站专栏和政务新媒体，留存证据，跟踪整改，核算季度得分。",
)
for command in (init, doctor, discover, scan, probe, recheck, inspect, review, score, explain, report):
    app.command(cls=cli.words.Command)(command)
for document in (circular, notice, overview):
    app.command(cls=cli.words.Command)(document)
app.command("check-links", cls=cli.words.Command)(check_links_command)
app.command(cls=cli.words.Command)(schedule)
app.command(cls=cli.words.Command)(serve)
app.add_typer(users_app)
app.add_typer(weekly_app)
app.add_typer(ledger_app)
app.add_typer(messages_app)
app.add_typer(feed_app)
app.add_typer(evidence_app)
app.add_typer(db_app)
app.add_typer(config_app)

#: The library's own class for all usage problems; only this subclass of it is public.
_USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[1]

_CODES: tuple[tuple[type[BaseException], ExitCode], ...] = (
    (UsageProblem, ExitCode.USAGE),
    (ReviewError, ExitCode.USAGE),
    (LedgerError, ExitCode.USAGE),
    (QuarterError, ExitCode.USAGE),
    (ScheduleError, ExitCode.USAGE),
    (ScanRefused, ExitCode.USAGE),
    (ConfigError, ExitCode.CONFIGURATION),
    (CatalogueError, ExitCode.CONFIGURATION),
    (ScoringError, ExitCode.CONFIGURATION),
    (StorageError, ExitCode.STORAGE),
    (BrowserError, ExitCode.BROWSER),
    (FetchFailed, ExitCode.NOT_CHECKED),
    (Interrupted, ExitCode.INTERRUPTED),
    (KeyboardInterrupt, ExitCode.INTERRUPTED),
)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit code and never raises for a problem that has a code."""
    signal.signal(signal.SIGTERM, _stop)
    try:
        code = app(arguments, prog_name="xunjian", standalone_mode=False)
    except _USAGE_ERROR as problem:
        if type(problem).__name__ == "NoArgsIsHelpError":  # a group without a command: the help has been shown
            return ExitCode.USAGE
        complain(f"{cli.words.usage(problem)}（用 xunjian --help 查看用法）")
        return ExitCode.USAGE
    except (Exception, KeyboardInterrupt) as problem:
        return _explain(problem)
    if code == 128 + signal.SIGINT:  # typer turns Ctrl-C into this before we see it
        return _explain(Interrupted())
    return int(code or ExitCode.OK)


def run() -> None:
    """Entry point of the console script."""
    sys.exit(main())


def _explain(problem: BaseException) -> int:
    for kind, code in _CODES:
        if isinstance(problem, kind):
            complain(str(problem) or "已中断，已保存的内容不会丢失，重新运行同一命令即可继续")
            return code
    if isinstance(problem, OSError):
        complain(f"无法读写 {problem.filename or '磁盘'}：{in_chinese(problem)}，请检查路径、磁盘空间和权限")
        return ExitCode.STORAGE
    raise problem


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    run()
