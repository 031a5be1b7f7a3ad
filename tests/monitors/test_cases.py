"""Every monitor is asked every one of its cases; see ``case_folder`` for how a case is written."""

from pathlib import Path

import pytest
from case_folder import ROOT, CaseFolder, ExpectedFinding, case_folders, monitor_names

from inspection.finding import Finding
from inspection.outcome import Outcome
from monitors.frame.runner import judge

CASES = case_folders()


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: f"{folder.monitor}/{folder.path.name}")
def test_the_monitor_answers_as_the_case_says(folder: CaseFolder) -> None:
    expect = folder.expectation()
    source, case, rule = folder.question(expect)
    (verdict,) = judge(source, case, [rule])
    said = (verdict.reason, [(one.severity.value, one.key, one.message) for one in verdict.findings])
    assert "检查程序出错" not in verdict.reason
    assert verdict.outcome is expect.outcome, said
    assert all(part in verdict.reason for part in expect.reason), said
    assert bool(verdict.reason) == (expect.outcome in (Outcome.UNKNOWN, Outcome.NOT_APPLICABLE)), said
    assert len(verdict.findings) == len(expect.findings), said
    for found, wanted in zip(verdict.findings, expect.findings, strict=True):
        assert_found(found, wanted)


def assert_found(found: Finding, wanted: ExpectedFinding) -> None:
    assert found.severity is wanted.severity
    assert [part for part in wanted.message if part not in found.message] == [], found.message
    assert wanted.key in (None, found.key)
    assert wanted.confidence in (None, found.confidence)
    assert wanted.quote is None or wanted.quote in found.quote, found.quote
    assert wanted.at in (None, found.subject.url)


@pytest.mark.parametrize("monitor", monitor_names())
def test_every_monitor_has_a_case_for_pass_fail_and_cannot_tell(monitor: str) -> None:
    outcomes = {folder.expectation().outcome for folder in CASES if folder.monitor == monitor}
    assert {Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN} <= outcomes


def test_every_file_of_a_case_is_used() -> None:
    unused: list[Path] = []
    for folder in CASES:
        text = (folder.path / "expect.yaml").read_text("utf-8")
        unused += [path for path in folder.path.iterdir() if path.name != "expect.yaml" and path.name not in text]
    assert unused == []


def test_case_folders_belong_to_a_monitor_or_to_a_reader() -> None:
    assert {path.name for path in ROOT.iterdir()} - set(monitor_names()) <= {"feeds", "pages"}
