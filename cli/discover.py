"""``xunjian discover``: a first look round a site that nobody has configured yet."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urljoin, urlsplit

import typer
from rich.cells import cell_len, set_cell_size

from cli.exit_codes import ExitCode
from cli.inspecting import KIND_WORDS
from cli.options import Json, UsageProblem
from cli.output import print_json, remark, say
from cli.progress import showing
from config.csv_rows import is_web_address
from config.districts import load_district
from config.settings import Settings, load_settings
from crawler.polite_asker import PoliteAsker
from facts.masking import mask_personal
from inspection.moment import BEIJING
from jobs.discover import DEFAULT_BUDGET, Ask, Question
from jobs.discover import discover as look_round
from jobs.discover_bundle import BundleError, Recording, Replay
from jobs.discovery import Discovery, FoundColumn, as_json, header, registry_rows

_WIDTH = 78
_FROM = {"meta": "页面标签", "name": "名称"}
_CLUES = {
    "visible label": "页面上的“发布日期”",
    "info bar": "标题下的日期",
    "time element": "time 标签",
    "address": "文章地址",
    "script": "页面脚本",
}


def discover(
    url: Annotated[str | None, typer.Argument(help="单位专栏的首页网址", metavar="网址", show_default=False)] = None,
    save: Annotated[
        Path | None,
        typer.Option(
            "--save",
            help="把读到的页面原样存入这个空文件夹，供离线重放。内容是原始证据，可能含个人信息，仅本人可读，请妥善保管",
            metavar="文件夹",
        ),
    ] = None,
    replay: Annotated[
        Path | None, typer.Option("--from", help="不访问网站，重放 --save 存下的文件夹", metavar="文件夹")
    ] = None,
    rows: Annotated[
        Path | None,
        typer.Option(
            "--rows", help="把建议的栏目写成这个 CSV 文件（默认放进 --save 的文件夹，否则附在报告后）", metavar="文件"
        ),
    ] = None,
    budget: Annotated[
        int, typer.Option("--budget", min=1, max=2000, help="最多请求多少次", metavar="次数")
    ] = DEFAULT_BUDGET,
    site: Annotated[
        str | None, typer.Option("--site", help="专栏编号（默认按首页地址在登记表里找）", metavar="编号")
    ] = None,
    under: Annotated[
        str | None,
        typer.Option("--under", help="只看以此开头的网址（默认首页所在的文件夹）", metavar="网址前缀"),
    ] = None,
    json: Json = False,
) -> None:
    """初次接触一个网站：有节制地浏览，找出栏目和翻页方式，说明读不到什么。"""
    settings = load_settings()
    if replay is not None and (url is not None or save is not None):
        raise UsageProblem("--from 重放已存下的页面，不能再给网址或 --save")
    if rows is not None and rows.exists():
        raise UsageProblem(f"文件“{rows}”已经有了，不会覆盖，请换一个名字")
    try:
        found = (
            _replayed(replay, json)
            if replay is not None
            else _looked(_question(url, under, budget), save, settings, json)
        )
    except BundleError as problem:
        raise UsageProblem(str(problem)) from problem
    site_id = site or _registered(found, settings) or found.site_id
    target = rows or (save / "columns.csv" if save is not None else None)
    table = _csv(found, site_id)
    if json:
        print_json(as_json(found, site_id))
    else:
        _report(found)
    if target is not None:  # after the report, which a full disk must not swallow
        target.write_text(table, "utf-8-sig")
    if not json:
        _tell_rows(found, table, target)
    if found.interrupted:
        remark("已中断，以上是中断前读到的内容" + (f"；页面已存入 {save}" if save else ""))
        raise typer.Exit(ExitCode.INTERRUPTED)
    if not found.readable:
        remark("没有读到任何栏目，原因见上；这不说明网站有问题")
        raise typer.Exit(ExitCode.NOT_CHECKED)


def _question(url: str | None, under: str | None, budget: int) -> Question:
    if url is None or not is_web_address(url):
        raise UsageProblem(f"“{url or ''}”不是网址，应为 http:// 或 https:// 开头的完整地址")
    if under is not None and (not is_web_address(under) or urlsplit(under).netloc != urlsplit(url).netloc):
        raise UsageProblem(f"--under “{under}”应为同一网站上的网址前缀，如 {urljoin(url, '/')}")
    scope = f"{under}/" if under is not None and not urlsplit(under).path else under
    return Question(url, datetime.now(BEIJING), budget, scope)


def _looked(question: Question, save: Path | None, settings: Settings, quiet: bool) -> Discovery:
    ask: Ask = PoliteAsker(settings, question.budget)
    recording = Recording.begin(save, question) if save is not None else None
    with showing("浏览网站", quiet=quiet) as progress:
        found = look_round(question, recording.recorded(ask) if recording else ask, progress)
    if recording:
        recording.end(interrupted=found.interrupted)
    return found


def _replayed(folder: Path, quiet: bool) -> Discovery:
    saved = Replay.load(folder)
    with showing("重放页面", quiet=quiet) as progress:
        return look_round(saved.question, saved.ask, progress)


def _registered(found: Discovery, settings: Settings) -> str | None:
    """The registered site whose home page was looked at."""
    district = load_district(settings.district, settings.districts_dir)
    return next((one.id for one in district.sites if one.home_url in (found.start, found.scope)), None)


def _csv(found: Discovery, site_id: str) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header(), *registry_rows(found, site_id)])
    return text.getvalue()


def _report(found: Discovery) -> None:
    say(f"网站：{found.start}")
    say(f"范围：{found.scope}")
    say(f"请求 {found.requests} 次（上限 {found.budget}），读到页面 {found.pages} 个，栏目 {len(found.columns)} 个，"
        f"未能读取 {len(found.unread)} 处")  # fmt: skip
    for number, column in enumerate(found.columns, 1):
        say()
        _column(number, column)
    if found.unread:
        say("\n未能读取（无法判断内容，不等于网站有错）：")
        for one in found.unread:
            say(_cut(f"  {mask_personal(one.name) or '（无名链接）'}：{one.reason}"))
            say(f"    {one.url}")
    if found.unasked:
        names = "、".join(dict.fromkeys(mask_personal(name) or "（无名）" for name, _ in found.unasked))
        say(_cut(f"\n还有 {len(found.unasked)} 个链接没有打开（可加大 --budget）：{names}"))


def _column(number: int, column: FoundColumn) -> None:
    kind = f"{column.kind.label}（依据{_FROM[column.kind_from]}）" if column.kind else "类别未定，请人工选择"
    say(_cut(f"{number}. {mask_personal(column.name)}　{kind}"))
    say(f"   {column.url}")
    if len(column.path) > 1:
        say(_cut(f"   路径：{' > '.join(mask_personal(name) for name in column.path)}"))
    label = f"，栏目标签 {column.column_type}" if column.column_type else ""
    say(_cut(f"   页面：{KIND_WORDS.get(column.page_kind, column.page_kind)}{label}"))
    if column.problem:
        say(_cut(f"   无法判断：{column.problem}"))
    if column.says_empty:
        say("   条目：0 行，页面写明没有内容")
    if column.rows:
        newest = f"，最新 {column.newest}" if column.newest else ""
        say(f"   条目：{column.rows} 行，有日期的 {column.dated} 行{newest}")
        how = f"选择器 {column.selector}" if column.selector else f"按结构识别 {column.markup}"
        say(_cut(f"   识别：{how}"))
        _paging(column)
    if column.article_clue:
        said = {True: "，与列表一致", False: "，与列表不一致", None: ""}[column.article_agrees]
        say(_cut(f"   文章日期：{_CLUES.get(column.article_clue, column.article_clue)}{said}"))
    for row in column.samples:
        say(_cut(f"   · {row.date_text or '（无日期）'}　{row.title}"))


def _paging(column: FoundColumn) -> None:
    going_on = column.going_on
    pages = f"，共 {going_on.pages} 页" if (going_on.pages or 1) > 1 else ""
    after = f"，下一页读到 {going_on.next_rows} 条新条目" if going_on.next_rows else ""
    say(_cut(f"   翻页：{going_on.kind.label}{pages}{after}"))
    if going_on.problem:
        say(_cut(f"   下一页：{going_on.problem}"))


def _tell_rows(found: Discovery, table: str, target: Path | None) -> None:
    unnamed = sum(column.kind is None for column in found.columns)
    note = f"；另有 {unnamed} 个栏目类别未定，没有列入" if unnamed else ""
    if target is not None:
        say(f"\n建议登记的栏目已写入 {target}（全部标为未核实，请逐行核对后并入 columns.csv{note}）")
    else:
        say(f"\n建议登记的栏目（columns.csv 格式，全部未核实，请逐行核对{note}）：")
        say(table.rstrip())


def _cut(line: str) -> str:
    """One line of a terminal; addresses are printed whole, on lines of their own."""
    return line if cell_len(line) <= _WIDTH else set_cell_size(line, _WIDTH - 2).rstrip() + "…"
