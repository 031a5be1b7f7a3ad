"""Writes the starter folder of a new district: every file with its header, one example row and an explanation."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import tempfile
from pathlib import Path

from config.districts import DISTRICT_ID, PACKAGED
from config.maintenance import HEADERS as MAINTENANCE
from config.problem import ConfigError
from config.registry_files import BRIDGE, COLUMN_KINDS, FEED_FORMATS, HEADERS, MANUAL_KINDS, PLATFORMS

_SOURCE = ("示例行，请改成实际情况", "A")
_HOME = "http://www.district.example/jyj/"
_ROWS: dict[str, tuple[str, ...]] = {
    "units.csv": ("jiaoyuju", "区教育局", "区教育和体育局", *_SOURCE),
    "sites.csv": ("jiaoyuju", "1", "jiaoyuju", "区教育局专栏", _HOME, "否", "是", *_SOURCE),
    "columns.csv": ("jiaoyuju-dt", "jiaoyuju", "动态要闻", "工作动态", f"{_HOME}dt/", "", "否", *_SOURCE),
    "accounts.csv": (
        "jiaoyuju-weibo", "1", "jiaoyuju", "区教育局", "新浪微博", "weibo", f"{BRIDGE}/weibo/jiaoyuju", "否", *_SOURCE,
    ),
    "manual.csv": ("2026Q1", "jiaoyuju", "说明", "", "", "示例：爬取不到、需人工登记的情况写在这里", *_SOURCE),
}  # fmt: skip

_DISTRICT = """\
# 区县登记表。改完运行 xunjian config check：每处错误都会指出文件、行号和列名。
#
# 各 CSV 可用表格软件打开，保存为“CSV UTF-8（逗号分隔）”；表头不要改。通用的列：
#   编号      小写字母、数字和连字符；定了就不再改（历史记录靠它对应）
#   已核实    是 / 否：有没有人打开过这个地址
#   来源      这一行依据什么文件或什么人
#   依据等级  C 通报写明 · D 由通报推出 · N 国家指标 · O 其他公开做法 · A 本单位假定
# units.csv    主管单位；别名用顿号隔开
# sites.csv    专栏；对外服务为“否”的单位不考核办事指南
# columns.csv  栏目；类别：{kinds}
#              上级栏目填另一栏目的编号：本栏目有更新，上级也算更新
# accounts.csv 政务新媒体；平台：{platforms}
#              数据格式：{formats}；数据地址可留空（人工登记）
# manual.csv   人工登记；类别：{manual}（只有“加减分”才填扣分项和分值）
# maintenance.csv 报备，没有就不要这个文件；表头：{maintenance}
#              对象类别：单位、专栏、账号；时间如 2026-03-14 或 2026-03-14 08:00（北京时间）
#              开始含在内；结束写到时刻的不含，只写日期的当天含在内
id: {district_id}
name: {name}
# accounts.csv 中 {bridge} 代表的地址（本单位自建的数据桥）。
feed_bridge: http://feeds.district.example
# TRS 文档编号与生成日期的对照点，从小到大；没有就留空列表。例：
#   - {{docid: 8939081, day: 2021-02-25, source: 某篇文章的地址}}
docid_anchors: []
"""

_QUARTERS = """\
# 考核季度。起止日都包含在内；时间一律写明时区。
quarters:
  - id: 2026Q1
    title: 2026年第一季度
    first_day: 2026-01-01
    last_day: 2026-03-31
    # 周扫描时刻，从早到晚。
    weekly_scans:
      - 2026-01-04T23:50:00+08:00
    # 季度检查的场次。units 为空 = 其他场次没有点名的全部单位。
    sittings:
      - {at: 2026-03-30T06:00:00+08:00, units: []}
    source: 示例，请改成实际情况
    grade: A
"""


def write_district(district_id: str, name: str, folder: Path) -> Path:
    """Write ``folder/ID`` and return it. The whole folder appears at once, or not at all.

    ``ConfigError`` when the id or name does not do, the district exists already, or the folder cannot be written.
    """
    if not re.fullmatch(DISTRICT_ID, district_id):
        raise ConfigError(f"区县编号“{district_id}”只能用小写字母、数字和连字符，如 beiqu")
    if not name.strip() or not name.isprintable():
        raise ConfigError("区县名称不能为空，也不能含换行")
    target = folder / district_id
    if target.exists() or (PACKAGED / district_id).exists():
        raise ConfigError(f"区县“{district_id}”已经有了，不会覆盖；请换一个编号，或直接修改原来的文件夹")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_at_once(_files(district_id, name.strip()), target)
    except OSError as problem:
        raise ConfigError(f"写不进文件夹 {folder}（{problem.strerror}），请检查权限和剩余空间") from problem
    return target


def _write_at_once(files: dict[str, str], target: Path) -> None:
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        for name, text in files.items():
            (draft / name).write_text(text, "utf-8")
        draft.chmod(0o755)  # mkdtemp makes it private to one user; an office shares it
        draft.rename(target)
    except BaseException:  # an interrupted write must not leave its draft either
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _files(district_id: str, name: str) -> dict[str, str]:
    head = _DISTRICT.format(
        district_id=json.dumps(district_id),
        name=json.dumps(name, ensure_ascii=False),
        bridge=BRIDGE,
        kinds="、".join(COLUMN_KINDS),
        platforms="、".join(PLATFORMS),
        formats="、".join(FEED_FORMATS),
        manual="、".join(MANUAL_KINDS),
        maintenance=",".join(MAINTENANCE),
    )
    tables = {file: _table(headers, _ROWS[file]) for file, headers in HEADERS.items()}
    return {"district.yaml": head, "quarters.yaml": _QUARTERS, **tables}


def _table(headers: tuple[str, ...], row: tuple[str, ...]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows((headers, row))
    return "\ufeff" + text.getvalue()  # the mark that makes a spreadsheet read UTF-8
