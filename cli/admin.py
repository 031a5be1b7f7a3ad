"""``xunjian init``, ``doctor``, ``db upgrade`` and ``config check``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.exit_codes import ExitCode
from cli.options import Json
from cli.output import complain, print_json, print_table, remark, say
from cli.words import Command, Group
from config.districts import load_district
from config.new_district import write_district
from config.settings import Settings, load_settings
from db.engine import open_database
from db.schema import upgrade as upgrade_tables
from jobs.config_check import all_problems
from jobs.doctor import Part, examine

db_app = typer.Typer(name="db", help="数据库。", no_args_is_help=True, cls=Group)
config_app = typer.Typer(name="config", help="配置与登记册。", no_args_is_help=True, cls=Group)

_PART_CODES = {
    Part.CONFIGURATION: ExitCode.CONFIGURATION,
    Part.STORAGE: ExitCode.STORAGE,
    Part.BROWSER: ExitCode.BROWSER,
    Part.SCHEDULE: ExitCode.NOT_CHECKED,
    Part.MESSAGES: ExitCode.NOT_CHECKED,
}


def init(
    district: Annotated[str | None, typer.Option("--district", help="新建区县的编号（小写字母、数字）")] = None,
    name: Annotated[str, typer.Option("--name", help="区县名称")] = "新区县",
    folder: Annotated[Path | None, typer.Option("--folder", help="登记册放在哪个文件夹")] = None,
) -> None:
    """初始化：建立数据库；加 --district 时新建一个区县的登记册。"""
    settings = load_settings()
    if district:
        place = folder or settings.districts_dir or Path("districts")
        path = write_district(district, name, place)
        say(f"已建立登记册 {path}，请按各表表头填写，然后运行：")
        say(f"  XUNJIAN_DISTRICTS_DIR={place} XUNJIAN_DISTRICT={district} xunjian config check")
        return
    load_district(settings.district, settings.districts_dir)
    say(f"数据库已就绪（版本 {_upgrade(settings)}）。下一步：xunjian doctor，然后 xunjian scan weekly")
    say("在网页上看：xunjian users add 登录名 --role admin，然后 xunjian serve")


def doctor(json: Json = False) -> None:
    """体检：配置、数据库、磁盘、浏览器是否正常。"""
    health = examine(load_settings())
    if json:
        print_json([{"name": one.name, "part": str(one.part), "ok": one.ok, "note": one.note} for one in health])
    else:
        print_table(
            "体检结果", ("项目", "结果", "说明"), [(h.name, "正常" if h.ok else "有问题", h.note) for h in health]
        )
    ill = [one for one in health if not one.ok]
    if ill:
        more = f"（另有 {len(ill) - 1} 项有问题）" if len(ill) > 1 else ""
        complain(f"{ill[0].name}：{ill[0].note}{more}")
        raise typer.Exit(_PART_CODES[ill[0].part])


@db_app.callback()
def _db() -> None:
    """数据库。"""


@db_app.command("upgrade", cls=Command)
def upgrade() -> None:
    """建表或升级表结构。"""
    say(f"数据库已是最新版本 {_upgrade(load_settings())}")


@config_app.callback()
def _config() -> None:
    """配置与登记册。"""


@config_app.command("check", cls=Command)
def check(
    list_units: Annotated[bool, typer.Option("--list", help="列出全部登记的单位")] = False, json: Json = False
) -> None:
    """检查设置、指标表和登记册，一次列出全部错误。"""
    settings = load_settings()
    problems = all_problems(settings)
    if json:
        print_json({"problems": problems})
    else:
        for problem in problems:
            remark(problem)
        if list_units and not problems:
            _list_units(settings)
        elif not problems:
            say("配置没有错误。")
    if problems:
        raise typer.Exit(ExitCode.CONFIGURATION)


def _upgrade(settings: Settings) -> str:
    database = open_database(settings.database_url, must_be_current=False)
    try:
        return upgrade_tables(database)
    finally:
        database.dispose()


def _list_units(settings: Settings) -> None:
    district = load_district(settings.district, settings.districts_dir)
    counts = {
        unit.id: (
            sum(site.unit_id == unit.id for site in district.sites),
            sum(account.unit_id == unit.id for account in district.accounts),
        )
        for unit in district.units
    }
    rows = [(u.id, u.name, "、".join(u.aliases), str(counts[u.id][0]), str(counts[u.id][1])) for u in district.units]
    print_table(f"{district.name}登记的单位", ("编号", "名称", "别名", "专栏", "账号"), rows)
