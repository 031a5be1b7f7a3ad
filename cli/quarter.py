"""``xunjian score``, ``explain`` and ``report``: the numbers of a quarter and where they come from."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from cli.options import Json, UsageProblem, moment, unit_id
from cli.output import print_json, print_table, remark, say
from config.settings import load_settings
from inspection.score import ScoreLine
from jobs.quarter import Scored, close
from jobs.quarter import score as score_now
from jobs.workspace import workspace
from scoring.explain import explain_line, subjects_of_unit
from scoring.points import plain

Quarter = Annotated[str, typer.Argument(help="季度编号，如 2021Q1", metavar="季度")]


def score(quarter: Quarter, json: Json = False) -> None:
    """按目前已确认的问题核算一个季度的得分和排名。"""
    with workspace(load_settings()) as work:
        scored = score_now(work, quarter)
        if json:
            from jobs.report import document  # noqa: PLC0415 - loads the workbook writers

            print_json(document(scored))
            return
        _table(f"{scored.scores.quarter.title} 网站专栏", scored.scores.sites)
        _table(f"{scored.scores.quarter.title} 政务新媒体", scored.scores.accounts)
        _caveats(scored)


def explain(
    unit: Annotated[str, typer.Argument(help="单位编号或名称", metavar="单位")], quarter: Quarter, json: Json = False
) -> None:
    """说明一个单位的每一分从何而来：问题、指标、算式。"""
    with workspace(load_settings()) as work:
        scores = score_now(work, quarter).scores
        subjects = subjects_of_unit(scores, unit_id(work.district, unit))
        if json:
            print_json({subject: explain_line(scores, subject) for subject in subjects})
            return
        if not subjects:
            say("该单位没有登记专栏或账号。")
        for subject in subjects:
            for line in explain_line(scores, subject):
                say(line)
            say()


def report(
    quarter: Quarter,
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件夹（其中建一个以季度命名的子文件夹）")] = Path("out"),
    no_printed_rank: Annotated[bool, typer.Option("--no-printed-rank", help="附件1不另列原表口径的排名")] = False,
    no_pictures: Annotated[bool, typer.Option("--no-pictures", help="不附附件3的问题页面截图")] = False,
    close_it: Annotated[bool, typer.Option("--close", help="结账：把本季度结果连同校验值存档")] = False,
    who: Annotated[
        str | None, typer.Option("--who", help="结账人、取出截图的人；默认当前登录用户", metavar="姓名")
    ] = None,
    at: Annotated[str | None, typer.Option("--at", help="结账时刻；默认现在", metavar="时刻")] = None,
    json: Json = False,
) -> None:
    """写出一个季度的附件1—3（附问题页面截图）、周扫描记录、机器可读结果和矛盾清单。"""
    if out.exists() and not out.is_dir():
        raise UsageProblem(f"“{out}”不是文件夹，请换一个 --out")
    from jobs.annex_pictures import Taker  # noqa: PLC0415 - loads the workbook writers
    from jobs.report import document, write_quarter  # noqa: PLC0415 - loads the workbook writers
    from jobs.weekly_signing import signed_days  # noqa: PLC0415 - loads the workbook writers

    when = moment(at)
    with workspace(load_settings()) as work:
        scored = score_now(work, quarter)
        person = who or getpass.getuser()
        closing = close(work, quarter, person, when, document(scored), scored) if close_it else None
        taker = None if no_pictures else Taker(person, when)
        files = write_quarter(work, scored, out / quarter, printed_rank=not no_printed_rank, taker=taker)
        signed = signed_days(work, quarter)
        if json:
            sealed = {"version": closing.version, "sha256": closing.sha256} if closing else None
            print_json(
                {
                    "files": [str(path) for path in files],
                    "closing": sealed,
                    "signed_weeks": [day.isoformat() for day in signed],
                }
            )
            return
        say(f"已写出 {len(files)} 个文件到 {out / quarter}")
        if signed:
            say(f"其中 {len(signed)} 周的周扫描记录已签认，按签认时的内容写出：{'、'.join(map(str, signed))}")
        if closing:
            say(f"已结账（第{closing.version}版，校验值 {closing.sha256[:16]}…）")
        _caveats(scored)


def _table(title: str, lines: tuple[ScoreLine, ...]) -> None:
    rows = []
    for line in lines:
        lost = "、".join(f"{cell.title}{plain(cell.printed)}" for cell in line.item_scores if cell.printed)
        rows.append(
            (str(line.rank), line.unit_name, line.name, lost or "—", str(line.printed_score), line.result.value)
        )
    print_table(title, ("排名", "单位", "名称", "扣（加）分", "得分", "结果"), rows)


def _caveats(scored: Scored) -> None:
    if scored.missing:
        remark(f"注意：计划内还有 {len(scored.missing)} 次扫描没有完成，分数尚不完整。")
    if scored.open:
        remark(f"注意：有 {len(scored.open)} 个疑似问题尚未审核，未计入扣分（xunjian review）。")
    if scored.overdue:
        counted = "已按指标表计入" if scored.overdue_costs else "指标表没有相应的分值行，只提示、不扣分"
        remark(f"注意：有 {len(scored.overdue)} 个问题超期未整改，{counted}（xunjian ledger list --state overdue）。")
    for line in scored.scores.contradictions:
        remark(f"矛盾：{line.text}")
