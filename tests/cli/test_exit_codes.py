"""Every exit code of docs/exit-codes.md, each with one Chinese line that says what to do, and nothing half-written."""

from __future__ import annotations

import os
import re
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests_support import REPOSITORY, Ran, Xunjian, command, environment
from village_portal import AS_OF, CITIZEN_NUMBER, VillagePortal, article, crowd

from cli.exit_codes import ExitCode

Settings = dict[str, str]
SCAN = ("scan", "weekly", "--as-of", AS_OF)


def test_the_documented_codes_are_the_codes() -> None:
    page = (REPOSITORY / "docs/exit-codes.md").read_text("utf-8")
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)} == {int(code) for code in ExitCode}


def test_0_and_1_findings_at_or_above_the_asked_grade(here: Xunjian, tmp_path: Path) -> None:
    text = f"张某，身份证号码：{CITIZEN_NUMBER}，予以公示。"
    (tmp_path / "a.htm").write_text(article("关于临时救助的公示", "2021-02-20", text), encoding="utf-8")
    asked = ("inspect", str(tmp_path / "a.htm"), "--as-of", "2021-02-27")
    for grade, code in (("never", 0), ("warning", 1), ("error", 1), ("veto", 0)):
        ran = here(*asked, "--fail-on", grade)
        assert ran.code == code, grade
        assert "身份证号码" in ran.out
        assert ran.complaint == f"有 1 个问题达到或超过 --fail-on {grade} 的级别" if code else not ran.err


def test_1_after_a_scan(xunjian: Xunjian, settings: Settings) -> None:
    xunjian("init", **settings)
    ran = xunjian(*SCAN, "--fail-on", "error", **settings)
    assert (ran.code, ran.complaint) == (1, "有 2 个问题达到或超过 --fail-on error 的级别")
    assert "发现 2 个问题" in ran.out


USAGE = [
    (["scan"], "缺少参数 kind"),
    (["scan", "yearly"], "“yearly”不可用，可用：daily、weekly、quarter"),
    (["scan", "weekly", "--uni", "x"], "没有选项 --uni，是不是 --unit？"),
    (["scan", "weekly", "--unit"], "选项 --unit 后面要写一个值"),
    (["scan", "weekly", "--unit", "火星局"], "没有登记名为“火星局”的单位"),
    (["scan", "weekly", "--as-of", "2021-02-30"], "看不懂时刻“2021-02-30”，请写成 2021-02-28"),
    (["scann"], "没有命令“scann”，是不是 scan？"),
    (["score", "2030Q1"], "没有登记季度“2030Q1”（现有：2021Q1）"),
    (["explain", "教委", "2021Q1"], "是不是 区教委"),
    (["review", "abc", "--confirm", "--dismiss"], "一次只能选一个"),
    (["review", "abc"], "审核一个问题请写：xunjian review 编号 --confirm"),
    (["report", "2021Q1", "--out", "README.md"], "“README.md”不是文件夹"),
    (["report", "2021Q1", "--close"], "2021Q1 还有 15 次计划内的扫描没有完成"),
    (["feed", "read", "nowhere.xml", "--format", "rss"], "无法读取“nowhere.xml”：没有这个文件"),
    (["feed", "read", "nowhere.xml", "--format", "fax"], "“fax”不可用，可用：rss、weibo"),
]


@pytest.mark.parametrize(("arguments", "said"), USAGE, ids=lambda value: " ".join(value) if value else "nothing")
def test_2_usage(here: Xunjian, arguments: list[str], said: str) -> None:
    assert here("db", "upgrade").code == 0
    ran = here(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.complaint


def test_2_from_a_shell(xunjian: Xunjian) -> None:
    ran = xunjian("scan", "yearly")
    assert (ran.code, ran.out) == (2, "")
    assert "“yearly”不可用" in ran.complaint
    ran = xunjian()
    assert (ran.code, ran.err) == (2, "")
    assert "用法：xunjian [选项] 命令" in ran.out


def replaced(file: str, old: str, new: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        text = (folder / file).read_text("utf-8-sig")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), "utf-8-sig")

    return spoil


BROKEN = [
    (replaced("columns.csv", "动态要闻", "新闻"), "columns.csv 第2行“类别”：没有“新闻”这一项（允许：动态要闻、"),
    (replaced("sites.csv", "http://", "ftp://"), "sites.csv 第2行“首页地址”：“ftp://"),
    (replaced("sites.csv", "xiang,2,", "xiang,二,"), "sites.csv 第3行"),
    (replaced("units.csv", "柳溪乡政府", "柳溪乡政府,多一格,再多一格"), "units.csv 第3行"),
    (replaced("accounts.csv", "编号", "号码"), "accounts.csv 第1行：缺少“编号”一列"),
    (
        replaced("quarters.yaml", "quarters:", "first: 1\nquarters:"),
        "quarters.yaml: first：没有这个键（允许：quarters）",
    ),
    (replaced("quarters.yaml", "    title:", "    title: 一季度\n    titel:"), "titel：没有这个键"),
    (replaced("quarters.yaml", "2026-03-31", "2026-02-30"), "quarters.yaml 第5行：YAML 写法有误（“2026-02-30”"),
]


@pytest.mark.parametrize(("spoil", "said"), BROKEN, ids=[said.split("：")[0] for _, said in BROKEN])
def test_3_a_broken_registry(
    here: Xunjian, settings: Settings, tmp_path: Path, village: VillagePortal, spoil: Callable[[Path], None], said: str
) -> None:
    assert here("init", **settings).code == 0
    spoil(tmp_path / "districts" / "liuxi")
    ran = here(*SCAN, **settings)
    assert (ran.code, ran.out) == (3, "")
    assert said in ran.complaint
    assert village.asked == []
    assert scans_in(tmp_path) == 0


def test_3_settings(here: Xunjian, settings: Settings, tmp_path: Path) -> None:
    assert here("init", **settings).code == 0
    for name, value, said in (
        ("XUNJIAN_DISTRCT", "liuxi", "环境变量 XUNJIAN_DISTRCT：没有这个设置，请检查拼写"),
        ("XUNJIAN_DELAY_SECONDS", "fast", "环境变量 XUNJIAN_DELAY_SECONDS：应为数字"),
        ("XUNJIAN_DISTRICT", "nowhere", "没有“nowhere”这个区县（现有：dazu、liuxi）"),
    ):
        ran = here(*SCAN, **(settings | {name: value}))
        assert (ran.code, ran.out) == (3, "")
        assert said in ran.complaint
    assert scans_in(tmp_path) == 0


def test_3_from_a_shell(xunjian: Xunjian, settings: Settings, tmp_path: Path) -> None:
    BROKEN[0][0](tmp_path / "districts" / "liuxi")
    ran = xunjian(*SCAN, **settings)
    assert (ran.code, ran.out) == (3, "")
    assert BROKEN[0][1] in ran.complaint
    assert not (tmp_path / "xunjian.sqlite3").exists()


def test_3_config_check_tells_every_fault(xunjian: Xunjian, settings: Settings, tmp_path: Path) -> None:
    for spoil, _ in BROKEN[:2]:
        spoil(tmp_path / "districts" / "liuxi")
    ran = xunjian("config", "check", "--json", **settings, XUNJIAN_DISTRCT="x")
    assert ran.code == 3
    places = [problem.split("：")[0] for problem in ran.json["problems"]]
    assert places == ["环境变量 XUNJIAN_DISTRCT", "sites.csv 第2行“首页地址”", "columns.csv 第2行“类别”"]


def test_4_nothing_could_be_checked(xunjian: Xunjian, settings: Settings, village: VillagePortal) -> None:
    village.answers = dict.fromkeys(village.answers, 502)
    xunjian("init", **settings)
    ran = xunjian(*SCAN, XUNJIAN_MAX_RETRIES="0", XUNJIAN_MAX_UNKNOWN_SHARE="1", **settings)
    assert ran.code == 4  # whatever share is allowed: a run that checked nothing never ends with 0
    assert "无法判定的比例 100%" in ran.complaint
    assert "服务器返回错误状态（502）" in ran.out and "没有发现问题" in ran.out


def test_4_more_unknown_than_allowed(xunjian: Xunjian, settings: Settings, village: VillagePortal) -> None:
    village.answers["/xz/news.htm"] = 502
    xunjian("init", **settings)
    for allowed, code in (("0.3", 4), ("0.4", 0)):  # one of two columns and one account
        ran = xunjian(*SCAN, XUNJIAN_MAX_RETRIES="0", XUNJIAN_MAX_UNKNOWN_SHARE=allowed, **settings)
        assert ran.code == code
        assert len(ran.remarks) == bool(code)


def test_5_no_database_or_another_version(xunjian: Xunjian, settings: Settings, tmp_path: Path) -> None:
    ran = xunjian(*SCAN, **settings)
    assert (ran.code, ran.out) == (5, "")
    assert "不存在" in ran.complaint and "xunjian db upgrade" in ran.complaint
    assert not (tmp_path / "xunjian.sqlite3").exists()
    sqlite3.connect(tmp_path / "xunjian.sqlite3").close()
    ran = xunjian("review", **settings)
    assert ran.code == 5
    assert "xunjian db upgrade" in ran.complaint
    assert xunjian("db", "upgrade", **settings).code == 0
    database = sqlite3.connect(tmp_path / "xunjian.sqlite3")
    database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.commit()
    database.close()
    ran = xunjian("review", **settings)
    assert ran.code == 5
    assert "升级" in ran.complaint


def test_5_a_locked_database(xunjian: Xunjian, settings: Settings, tmp_path: Path) -> None:
    xunjian("init", **settings)
    other = sqlite3.connect(tmp_path / "xunjian.sqlite3", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    ran = xunjian(*SCAN, **settings)
    other.close()
    assert (ran.code, ran.out) == (5, "")
    assert "正被另一个程序占用，请等它结束后重试" in ran.complaint


def confined(home: Path, settings: Settings, *arguments: str, prefix: tuple[str, ...] = (), most: int = 0) -> Ran:
    """The command where it may not write: behind ``prefix``, or in files of at most ``most`` bytes."""
    done = subprocess.run(
        [*prefix, *command(*arguments)],
        env=environment(home, **settings),
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))) if most else None,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def test_5_a_read_only_database(xunjian: Xunjian, settings: Settings, tmp_path: Path) -> None:
    xunjian("init", **settings)
    (tmp_path / "xunjian.sqlite3").chmod(0o444)
    modes_count = ("setpriv", "--bounding-set", "-dac_override") if os.geteuid() == 0 else ()
    ran = confined(tmp_path, settings, *SCAN, prefix=modes_count)
    assert (ran.code, ran.out) == (5, "")
    assert "是只读的，请检查文件和目录的写权限" in ran.complaint


def test_5_no_room_on_the_disk(xunjian: Xunjian, settings: Settings, tmp_path: Path, village: VillagePortal) -> None:
    """Before, during and after a crawl; afterwards the same command goes on where it stopped."""
    crowd(village, 60)
    xunjian("init", **settings)
    ran = confined(tmp_path, settings | {"XUNJIAN_DATA_DIR": "/dev/null/data"}, *SCAN)
    assert (ran.code, ran.out) == (5, "")
    assert "快照目录 /dev/null/data/snapshots" in ran.complaint
    ran = confined(tmp_path, settings, *SCAN, most=100_000)  # the journal cannot hold the scan
    assert (ran.code, ran.out) == (5, "")
    assert "请检查磁盘空间" in ran.complaint
    ran = xunjian(*SCAN, "--json", **settings)
    assert (ran.code, ran.json["resumed"], ran.json["coverage"]["columns_unknown"]) == (0, True, 0)
    ran = confined(tmp_path, settings, "report", "2026Q1", "--out", "/dev/null/out")
    assert (ran.code, ran.out) == (5, "")
    assert "无法读写 /dev/null/out/2026Q1" in ran.complaint


def test_6_no_browser(xunjian: Xunjian, tmp_path: Path) -> None:
    assert xunjian("init").code == 0
    empty = tmp_path / "empty"
    empty.mkdir()
    ran = xunjian("doctor", "--json", PATH=str(empty))
    assert ran.code == 6
    assert "没有找到 Chromium 浏览器，请运行 scripts/setup-browser.sh" in ran.complaint
    assert [one["name"] for one in ran.json if not one["ok"]] == ["浏览器"]
    (empty / "chromium").write_text(f"#!{sys.executable}\nraise SystemExit(1)\n")
    (empty / "chromium").chmod(0o755)
    ran = xunjian("doctor", PATH=str(empty))
    assert ran.code == 6
    assert "无法启动" in ran.complaint and "有问题" in ran.out


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_11_interrupted(
    xunjian: Xunjian, settings: Settings, tmp_path: Path, village: VillagePortal, number: signal.Signals
) -> None:
    """Ctrl-C reaches every process of the terminal, SIGTERM only ours."""
    crowd(village, 100)
    village.delay = 0.05
    xunjian("init", **settings)
    scan = subprocess.Popen(
        command(*SCAN),
        env=environment(tmp_path, **settings),
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_until(lambda: len(village.asked) > 20)
    (os.killpg if number is signal.SIGINT else os.kill)(scan.pid, number)
    out, err = scan.communicate(timeout=30)
    ran = Ran(scan.returncode, out, err)
    assert (ran.code, ran.out) == (11, "")
    assert "重新运行同一命令即可继续" in ran.complaint
    asked = len(village.asked)
    time.sleep(0.5)
    assert len(village.asked) == asked < 100  # nothing goes on asking in the background


def wait_until(happens: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


def scans_in(home: Path) -> int:
    database = sqlite3.connect(home / "xunjian.sqlite3")
    (count,) = database.execute("SELECT count(*) FROM scans").fetchone()
    database.close()
    return int(count)
