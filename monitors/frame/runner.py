"""Asks rules about one source. The only place that catches everything: a broken check is UNKNOWN and costs nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import Any

from facts.masking import mask_personal
from facts.sources import PageSource, Source
from inspection.finding import Case, Severity, Subject, Verdict
from inspection.outcome import CannotTell, Irrelevant, Missing, Outcome
from inspection.rule import Rule, ScanKind
from monitors.frame.catalogue import catalogue

log = logging.getLogger(__name__)


def judge(source: Source, case: Case, rules: Iterable[Rule[Any]], scan: ScanKind | None = None) -> Iterator[Verdict]:
    """One verdict per rule that reads this kind of source and applies to the subject.

    ``scan`` limits to the rules of that scan kind; ``None`` asks every rule (what ``inspect`` does).
    """
    facts: dict[type, Any] = {}
    for rule in rules:
        monitor = catalogue()[rule.monitor]
        if monitor.source is not type(source) or not _meant(rule, source) or not applies(rule, case.subject, scan):
            continue
        try:
            if monitor.needs not in facts:
                facts[monitor.needs] = monitor.needs.extract(source)
            yield _ask(rule, facts[monitor.needs], case)
        except Exception as problem:  # a broken check must not hide the other answers
            log.exception("check %s broke on %s", rule.id, case.subject.url)
            yield Verdict(rule, case.subject, Outcome.UNKNOWN, f"检查程序出错（{type(problem).__name__}）")


def _meant(rule: Rule[Any], source: Source) -> bool:
    """Rules about attachments are asked of attachments, all others of everything else."""
    return rule.applies.attachments == (isinstance(source, PageSource) and source.attachment)


def applies(rule: Rule[Any], subject: Subject, scan: ScanKind | None) -> bool:
    """Whether ``rule`` holds for ``subject`` in this kind of scan."""
    where = rule.applies
    return (
        (scan is None or not where.scans or scan in where.scans)
        and (not where.column_kinds or subject.column_kind in where.column_kinds)
        and (not where.platforms or subject.platform in where.platforms)
    )


def _ask(rule: Rule[Any], fact: Any, case: Case) -> Verdict:
    if isinstance(fact, Missing):
        return Verdict(rule, case.subject, Outcome.UNKNOWN, mask_personal(fact.reason))
    if isinstance(fact, Irrelevant):
        return Verdict(rule, case.subject, Outcome.NOT_APPLICABLE, fact.reason)
    try:
        findings = tuple(catalogue()[rule.monitor].check(fact, rule, case))
    except CannotTell as why:
        return Verdict(rule, case.subject, Outcome.UNKNOWN, mask_personal(str(why)))
    failed = any(one.severity is not Severity.WARNING for one in findings)
    return Verdict(rule, case.subject, Outcome.FAIL if failed else Outcome.PASS, findings=findings)
