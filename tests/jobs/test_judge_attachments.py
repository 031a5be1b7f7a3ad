"""Files of a site are judged one by one: whatever one of them is or does, the others are answered."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from time import monotonic

import pytest

from db.snapshots import SnapshotStore
from inspection.fetched import FetchFailure
from inspection.finding import Verdict
from inspection.outcome import Outcome
from inspection.registry import ColumnKind, Grade, Site
from inspection.rule import ScanKind
from inspection.visit import Role, Target, Visit
from jobs.attachment_process import BoundedProcess, Stopped
from jobs.judge_attachments import MOST_STOPPED, AttachmentRules, judge_attachments
from jobs.workspace import newest_rulebook

_spec = spec_from_file_location("carriers", Path(__file__).parents[1] / "corpora" / "personal_data" / "carriers.py")
assert _spec and _spec.loader
carriers = module_from_spec(_spec)
_spec.loader.exec_module(carriers)

AS_OF = datetime.fromisoformat("2026-03-20T20:00:00+08:00")
BASE = "http://www.portal.test/xz/"
SITE = Site("xiang", 1, "xiang", "柳溪乡专栏", BASE, True, True, "测试", Grade.ASSUMED)
INVENTED = "500225190803170019"  # a valid checksum; its owner would be 118 years old
ROWS = [["姓名", "身份证号"], ["柳某", INVENTED]]
ASKED = AttachmentRules(newest_rulebook().rules_for("sites"), ScanKind.WEEKLY, AS_OF, ("柳溪共合国风剧团",), 30)
#: Reads fast, and keeps the monitors busy for minutes.
STALLING = b"13900001234 " * 400_000


@pytest.fixture
def snapshots(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path)


def visit(snapshots: SnapshotStore, name: str, body: bytes | FetchFailure) -> Visit:
    target = Target(
        BASE + name, Role.ATTACHMENT, "xiang", "xiang-gs",
        listed_title=f"{name}（附于《关于低保金发放的公示》）", listed_date="2026-03-18",
    )  # fmt: skip
    if isinstance(body, FetchFailure):
        return Visit(target, "", 0, (), None, body, "", AS_OF)
    return Visit(target, target.url, 200, (), snapshots.put(body), None, "", AS_OF)


def judged(
    snapshots: SnapshotStore, visits: Sequence[Visit], asked: AttachmentRules = ASKED
) -> dict[str, dict[str, Verdict]]:
    """The verdicts by file and rule (without what all rules' names have in common)."""
    found: dict[str, dict[str, Verdict]] = {}
    for verdict in judge_attachments(asked, SITE, {"xiang-gs": ColumnKind.NOTICE}, visits, snapshots):
        rule = verdict.rule.id.removeprefix("website.").removesuffix("-in-attachment")
        found.setdefault(verdict.subject.id.removeprefix(BASE), {})[rule] = verdict
    return found


def test_a_number_on_a_hidden_sheet_is_found_and_its_proof_is_the_file_itself(snapshots: SnapshotStore) -> None:
    body = carriers.xlsx(ROWS, hidden_sheet=True)
    answers = judged(snapshots, [visit(snapshots, "mingdan.xlsx", body)])["mingdan.xlsx"]
    (found,) = answers["id-number"].findings
    proof = found.evidence[-1]
    assert snapshots.get(proof.sha256) == body
    assert (proof.label, proof.url, found.subject.url) == ("附件原件", BASE + "mingdan.xlsx", BASE + "mingdan.xlsx")
    assert "隐藏工作表" in found.where
    assert found.subject.title == "mingdan.xlsx（附于《关于低保金发放的公示》）"
    assert (found.subject.column_id, found.subject.column_kind) == ("xiang-gs", ColumnKind.NOTICE)
    assert INVENTED not in repr(answers)


def test_only_rules_about_attachments_are_asked_each_once(snapshots: SnapshotStore) -> None:
    answers = judged(snapshots, [visit(snapshots, "a.csv", carriers.csv_file([["项目", "金额"], ["春耕", "3"]]))])
    rules = {rule.id for rule in ASKED.rules if rule.applies.attachments}
    assert {verdict.rule.id for verdict in answers["a.csv"].values()} == rules
    assert {verdict.outcome for verdict in answers["a.csv"].values()} == {Outcome.PASS}


def test_wording_is_read_with_the_day_of_the_article_and_the_names_of_the_district(snapshots: SnapshotStore) -> None:
    text = "3月12日，柳溪共合国风剧团下乡演出。申报材料交国家卫计委，逾期不再受理。"
    wrong = "建设社会主义共合国，全县上下同心协力，奋发有为。"
    answers = judged(
        snapshots,
        [visit(snapshots, "a.docx", carriers.docx([[text]])), visit(snapshots, "b.docx", carriers.docx([[wrong]]))],
    )
    assert [found.key for found in answers["b.docx"]["wording-severe"].findings] == ["共合国"]
    assert answers["a.docx"]["wording-severe"].outcome is Outcome.PASS
    assert [found.key for found in answers["a.docx"]["institution-renamed"].findings] == ["国家卫计委"]


HOSTILE: dict[str, tuple[bytes | FetchFailure, str]] = {
    "locked.xlsx": (carriers.compound({"EncryptedPackage": b"x"}), "已加密"),
    "bomb.zip": (carriers.zipped({"a.txt": b"0" * 70_000_000}), "压缩炸弹"),
    "broken.pdf": (b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog", "附件不能读取"),
    "cut.xlsx": (carriers.xlsx(ROWS)[:900], "附件不能读取"),
    "scan.pdf": (carriers.scan(), "扫描件"),
    "gone.doc": (FetchFailure.HTTP_STATUS, "服务器返回错误状态"),
    "huge.zip": (FetchFailure.TOO_LARGE, "过大"),
    "a.rar": (FetchFailure.LEFT_OUT, "没有下载"),
}


def test_what_cannot_be_read_is_unknown_and_hides_nothing_else(snapshots: SnapshotStore) -> None:
    visits = [visit(snapshots, name, body) for name, (body, _) in HOSTILE.items()]
    answers = judged(snapshots, [*visits, visit(snapshots, "good.csv", carriers.csv_file(ROWS))])
    for name, (_, reason) in HOSTILE.items():
        assert {verdict.outcome for verdict in answers[name].values()} == {Outcome.UNKNOWN}, name
        assert all(reason in verdict.reason for verdict in answers[name].values()), (name, answers[name])
    assert answers["good.csv"]["id-number"].outcome is Outcome.FAIL


def test_what_was_read_only_in_part_is_never_fine(snapshots: SnapshotStore) -> None:
    body = carriers.zipped({"a.csv": carriers.csv_file(ROWS), "b.pdf": carriers.scan()})
    answers = judged(snapshots, [visit(snapshots, "ab.zip", body)])["ab.zip"]
    assert answers["id-number"].outcome is Outcome.FAIL
    assert {verdict.outcome for rule, verdict in answers.items() if rule != "id-number"} == {Outcome.UNKNOWN}
    assert "扫描件" in answers["wording-severe"].reason


def test_a_file_that_stalls_is_stopped_and_the_next_one_is_read(snapshots: SnapshotStore) -> None:
    begun = monotonic()
    answers = judged(
        snapshots,
        [visit(snapshots, "stall.txt", STALLING), visit(snapshots, "good.csv", carriers.csv_file(ROWS))],
        replace(ASKED, seconds=2),
    )
    assert monotonic() - begun < 15
    assert {verdict.reason for verdict in answers["stall.txt"].values()} == {"页面无法解码（附件读取超过2秒，已停止）"}
    assert answers["good.csv"]["id-number"].outcome is Outcome.FAIL


def test_a_site_full_of_stalling_files_is_left_alone(snapshots: SnapshotStore) -> None:
    stalling = [visit(snapshots, f"{number}.txt", STALLING) for number in range(MOST_STOPPED + 3)]
    begun = monotonic()
    answers = judged(snapshots, stalling, replace(ASKED, seconds=0.3))
    assert monotonic() - begun < 20
    assert len(answers) == MOST_STOPPED + 3
    assert "其余附件未读" in answers[f"{MOST_STOPPED}.txt"]["id-number"].reason


def test_a_file_that_eats_the_memory_ends_its_reader_only() -> None:
    def answer(megabytes: int) -> int:
        return len(bytearray(megabytes << 20))

    with BoundedProcess[int, int](answer, 30) as reader:
        assert reader.ask(1) == 1 << 20
        with pytest.raises(Stopped, match="内存"):
            reader.ask(8 << 10)
        assert reader.ask(2) == 2 << 20


def test_a_pdf_that_unpacks_without_end_is_answered(snapshots: SnapshotStore) -> None:
    packer = zlib.compressobj(9)
    stream = b"".join(packer.compress(b" " * (1 << 24)) for _ in range(16)) + packer.flush()
    body = carriers.pdf_objects(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream),
    )
    answers = judged(snapshots, [visit(snapshots, "bomb.pdf", body)])["bomb.pdf"]
    assert {verdict.outcome for verdict in answers.values()} == {Outcome.UNKNOWN}


def test_tables_without_rules_about_attachments_start_nothing(snapshots: SnapshotStore) -> None:
    asked = replace(ASKED, rules=tuple(rule for rule in ASKED.rules if not rule.applies.attachments))
    assert judged(snapshots, [visit(snapshots, "a.csv", carriers.csv_file(ROWS))], asked) == {}
