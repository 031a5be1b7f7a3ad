"""``xunjian circular``, ``notice``, ``overview`` and ``weekly docx``: the official documents."""

from __future__ import annotations

import getpass
import re
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.options import Json, UsageProblem, unit_id
from cli.output import print_json, remark, say
from cli.weekly import weekly_app
from cli.words import Command
from config.settings import load_settings
from inspection.moment import BEIJING, beijing_day
from jobs.annex_pictures import Taker
from jobs.documents_pdf import NoOffice, to_pdf
from jobs.weekly_signing import week_of
from jobs.workspace import workspace
from reports.whole_file import write_bytes

# The commands below load the document writers themselves: no other command needs them.

Quarter = Annotated[str, typer.Argument(help="季度编号，如 2021Q1", metavar="季度")]
Out = Annotated[Path, typer.Option("--out", help="写到哪个文件夹", metavar="文件夹")]
Who = Annotated[str | None, typer.Option("--who", help="取出截图的人，登记备查；默认当前登录用户", metavar="姓名")]
Pdf = Annotated[bool, typer.Option("--pdf", help="同时生成 PDF（需要 LibreOffice）")]
OUT = Path("out")
CIRCULAR, TEXT, OVERVIEW = "通报.docx", "通报正文.txt", "概览.docx"
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]+')


def circular(quarter: Quarter, out: Out = OUT, pdf: Pdf = False, who: Who = None, json: Json = False) -> None:
    """写出一个季度的通报（公文格式，附件1—3）和可修改的正文；正文改过的，印出改过的文字。"""
    from jobs.documents_circular import circular_document, circular_facts  # noqa: PLC0415
    from jobs.documents_pictures import record_taken  # noqa: PLC0415

    folder = _folder(out) / quarter
    text = folder / TEXT
    with workspace(load_settings()) as work:
        facts = circular_facts(work, quarter)
        try:
            made = circular_document(facts, text.read_bytes() if text.exists() else None)
        except ValueError as problem:
            raise UsageProblem(f"{text}：{problem}") from None
        if any(one.png for one in facts.pictures.values()):
            record_taken(work, made.body, f"circular-{quarter}", _taker(who))
    if not made.edited:
        write_bytes(text, made.text.encode())
    files = _write(folder / CIRCULAR, made.body, pdf=pdf)
    if json:
        print_json({"files": [*map(str, files), str(text)], "edited": made.edited, "warnings": made.warnings})
        return
    _tell(files, "按改过的正文" if made.edited else "按数据生成的正文")
    say(f"正文可修改：{text}")
    for warning in made.warnings:
        remark(f"注意：{warning}")


def notice(
    units: Annotated[list[str] | None, typer.Argument(help="单位编号或名称，可写多个", metavar="单位")] = None,
    everybody: Annotated[bool, typer.Option("--all", help="所有有待整改问题的单位，每个单位一份")] = False,
    day: Annotated[str | None, typer.Option("--day", help="签发日期，如 2021-04-27；默认今天", metavar="日期")] = None,
    out: Out = OUT,
    pdf: Pdf = False,
    who: Who = None,
    json: Json = False,
) -> None:
    """写出整改通知单：单位已确认、尚未整改的问题，期限、依据、截图和回执。只写文件，不改台账。"""
    from jobs.documents_notice import notice_facts, units_to_notify  # noqa: PLC0415
    from jobs.documents_pictures import record_taken  # noqa: PLC0415
    from reports.notice import render_notice  # noqa: PLC0415

    if bool(units) == everybody:
        raise UsageProblem("请写单位，或用 --all 写给所有有待整改问题的单位")
    issued = _day(day) if day else beijing_day(datetime.now(BEIJING))
    folder = _folder(out) / "notices"
    files: list[Path] = []
    doubts: dict[str, None] = {}
    with workspace(load_settings()) as work:
        wanted = units_to_notify(work) if everybody else [unit_id(work.district, name) for name in units or ()]
        for one in wanted:
            facts = notice_facts(work, one, issued)
            name = _NOT_IN_NAMES.sub("_", f"整改通知单-{facts.unit}-{issued:%Y%m%d}")
            body = render_notice(facts)
            if any(each.picture and each.picture.png for each in facts.problems):
                record_taken(work, body, f"notice-{facts.number}", _taker(who))
            files += _write(folder / f"{name}.docx", body, pdf=pdf)
            doubts |= dict.fromkeys(facts.doubts)
    if json:
        print_json({"files": [str(path) for path in files], "warnings": list(doubts)})
        return
    _tell(files, f"{len(wanted)} 个单位")
    for doubt in doubts:
        remark(f"注意：{doubt}")


def overview(quarter: Quarter, out: Out = OUT, json: Json = False) -> None:
    """写出一个季度的概览（docx；有 LibreOffice 时另有 PDF）。"""
    from jobs.documents_overview import overview_document  # noqa: PLC0415

    folder = _folder(out) / quarter
    with workspace(load_settings()) as work:
        body = overview_document(work, quarter)
    path, said = folder / OVERVIEW, ""
    files = [path]
    write_bytes(path, body)
    try:
        write_bytes(path.with_suffix(".pdf"), to_pdf(body))
        files.append(path.with_suffix(".pdf"))
    except NoOffice as problem:
        said = str(problem)
    if json:
        print_json({"files": [str(one) for one in files], "warnings": [said] if said else []})
        return
    _tell(files)
    if said:
        remark(f"注意：{said}")


@weekly_app.command("docx", cls=Command)
def weekly_docx(
    day: Annotated[str, typer.Argument(help="这一周中的任意一天，如 2021-02-28", metavar="日期")],
    out: Out = OUT,
    pdf: Pdf = False,
    json: Json = False,
) -> None:
    """写出一周的周扫描记录（公文格式）。已签认的按签认时的内容。"""
    from jobs.documents_weekly import weekly_record_document  # noqa: PLC0415

    folder = _folder(out)
    with workspace(load_settings()) as work:
        week = week_of(work, _day(day))
        body = weekly_record_document(work, week)
    files = _write(folder / week.quarter_id / f"周扫描记录-{week.record.last_day}.docx", body, pdf=pdf)
    if json:
        print_json({"files": [str(path) for path in files], "signed": week.signature is not None})
        return
    _tell(files, "已签认" if week.signature else "未签认")


def _taker(who: str | None) -> Taker:
    return Taker(who or getpass.getuser(), datetime.now(BEIJING))


def _write(path: Path, body: bytes, *, pdf: bool) -> list[Path]:
    """The document, and its PDF where asked; without LibreOffice the document is there and the command fails."""
    write_bytes(path, body)
    if not pdf:
        return [path]
    try:
        write_bytes(path.with_suffix(".pdf"), to_pdf(body))
    except NoOffice as problem:
        raise UsageProblem(f"{problem}（docx 已写出：{path}）") from None
    return [path, path.with_suffix(".pdf")]


def _tell(files: list[Path], about: str = "") -> None:
    for path in files:
        say(f"已写出 {path}{f'（{about}）' if about and path is files[0] else ''}")


def _folder(out: Path) -> Path:
    if out.exists() and not out.is_dir():
        raise UsageProblem(f"“{out}”不是文件夹，请换一个 --out")
    return out


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageProblem(f"看不懂日期“{text}”，请写成 2021-02-28") from None
