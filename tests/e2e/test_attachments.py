"""A scan reads the files that articles link to, and no file stops it."""

from __future__ import annotations

import csv
import io
import zipfile
from hashlib import sha256
from pathlib import Path

import openpyxl
from test_second_district import AS_OF, settings, village  # noqa: F401 - fixtures
from tests_support import Xunjian
from village_portal import CITIZEN_NUMBER, VillagePortal, article, fill, serving, settings_for

from db import findings, verdicts
from db.engine import open_database
from db.snapshots import SnapshotStore

TITLE = "关于低保金发放的公示"
#: Before the tables with rules about attachments came into force.
BEFORE = "2021-02-20T20:00:00+08:00"


def hidden_sheet() -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["序号", "内容"])
    drafts = book.create_sheet("底稿")
    drafts.append(["姓名", "身份证号"])
    drafts.append(["柳某", CITIZEN_NUMBER])
    drafts.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("名单.txt", b"0" * 70_000_000)
    return out.getvalue()


def locked() -> bytes:
    """The container of an encrypted workbook: its directory names the stream that holds the workbook."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(480)


def table() -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([["项目", "金额"], ["春耕补助", "300"]])
    return out.getvalue().encode("gb18030")


FILES = {
    "mingdan.xlsx": hidden_sheet(),
    "bomb.zip": bomb(),
    "locked.xlsx": locked(),
    "broken.pdf": b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog",
    "stall.txt": b"13900001234 " * 200_000,
    "biao.csv": table(),
}


UNREADABLE = {
    "bomb.zip": "压缩炸弹",
    "locked.xlsx": "已加密",
    "broken.pdf": "附件不能读取",
    "stall.txt": "附件读取超过1.5秒",
    "old.rar": "不能读取 .rar 格式的附件",
    "gone.doc": "404",
}


def publish(village: VillagePortal) -> None:  # noqa: F811 - a fixture elsewhere
    links = "".join(f"<p><a href='{name}'>附件：{name}</a></p>" for name in (*FILES, "old.rar", "gone.doc"))
    page = article(TITLE, "2026-03-18", "现将低保金发放情况公示如下。").replace("</body>", f"{links}</body>")
    village.answers["/xz/a0.htm"] = page
    village.answers["/xz/a1.htm"] = page
    village.answers |= {f"/xz/{name}": body for name, body in FILES.items()}


def test_a_scan_reads_attachments_and_no_file_stops_it(
    xunjian: Xunjian,
    settings: dict[str, str],  # noqa: F811
    village: VillagePortal,  # noqa: F811
    tmp_path: Path,
) -> None:
    publish(village)
    xunjian("init", **settings)
    ran = xunjian("scan", "weekly", "--as-of", AS_OF, "--json", XUNJIAN_ATTACHMENT_SECONDS="1.5", **settings)
    assert ran.code == 0, ran.err
    found = [one for one in ran.json["findings"] if one["rule"].endswith("-in-attachment")]
    assert [(one["rule"], one["subject"], one["grade"], one["state"]) for one in found] == [
        ("website.id-number-in-attachment", f"{village.url}/xz/mingdan.xlsx", "hint", "suspected")
    ]
    assert {one["rule"] for one in ran.json["findings"]} >= {"website.news-stale"}, "the other checks went on"
    assert CITIZEN_NUMBER not in ran.out
    assert SnapshotStore(tmp_path / "snapshots").get(sha256(FILES["mingdan.xlsx"]).hexdigest())
    assert {path: village.asked.count(path) for path in (f"/xz/{name}" for name in FILES)} == {
        f"/xz/{name}": 1 for name in FILES
    }
    assert "/xz/old.rar" not in village.asked
    coverage = ran.json["coverage"]
    assert (coverage["columns_planned"], coverage["columns_unknown"]) == (2, 0)

    assert (coverage["attachments_judged"], coverage["attachments_unknown"]) == (2, 6)
    database = open_database(settings["XUNJIAN_DATABASE_URL"])
    with database.reading() as connection:
        (one,) = [one for one in findings.listing(connection) if one.rule == "website.id-number-in-attachment"]
        reasons = {row.subject_id.rpartition("/")[2]: row.reason for row in verdicts.unknowns(connection, 1)}
    database.dispose()
    assert one.subject.title == f"附件：mingdan.xlsx（附于《{TITLE}》）"
    assert "底稿" in one.where
    assert one.observations[0].evidence[-1].sha256 == sha256(FILES["mingdan.xlsx"]).hexdigest()
    for name, reason in UNREADABLE.items():
        assert reason in reasons[name], reasons[name]


def test_judges_that_work_side_by_side_read_files_too(xunjian: Xunjian, tmp_path: Path) -> None:
    """Nine sites are shared among processes, each of which reads files in a process of its own."""
    with serving(VillagePortal(more_units=tuple(f"z{number}" for number in range(7)))) as portal:
        fill(portal)
        publish(portal)
        portal.answers["/sw/a1.htm"] = str(portal.answers["/xz/a0.htm"]).replace("mingdan.xlsx", "zuce.xlsx")
        portal.answers |= {f"/sw/{name}": FILES["mingdan.xlsx"] for name in ("mingdan.xlsx", "zuce.xlsx")}
        shared = settings_for(portal, tmp_path / "districts")
        xunjian("init", **shared)
        ran = xunjian("scan", "weekly", "--as-of", AS_OF, "--json", XUNJIAN_ATTACHMENT_SECONDS="1.5", **shared)
        assert ran.code == 0, ran.err
    found = [one["subject"] for one in ran.json["findings"] if one["rule"] == "website.id-number-in-attachment"]
    assert sorted(found) == [f"{portal.url}/sw/zuce.xlsx", f"{portal.url}/xz/mingdan.xlsx"]


def test_tables_that_say_nothing_of_attachments_ask_for_none(
    xunjian: Xunjian,
    settings: dict[str, str],  # noqa: F811
    village: VillagePortal,  # noqa: F811
) -> None:
    publish(village)
    xunjian("init", **settings)
    ran = xunjian("scan", "weekly", "--as-of", BEFORE, "--json", **settings)
    assert not {f"/xz/{name}" for name in (*FILES, "gone.doc")} & set(village.asked)
    assert "/xz/a0.htm" in village.asked
    assert not [one for one in ran.json["findings"] if "attachment" in one["rule"]]
