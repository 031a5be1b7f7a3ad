"""Flag (as 疑似) an article whose shown date contradicts what else is known about its day of creation.

Why: a back-dated item makes a silent column look alive.
Source: 国办秘函〔2019〕19号 (弄虚作假, 伪造发稿日期); 大足府办发〔2021〕46号 附件3. The order of clues is
field practice.
Known limits: republication, a moved site and a document older than its release look alike, so that outside news
columns docid order counts only beside a word of the text itself; a person confirms every finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from facts.date_clues import DateClues
from facts.sources import PageSource
from inspection.finding import Case, Confidence, Evidence, Finding
from inspection.outcome import CannotTell
from inspection.registry import ColumnKind
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding

FUTURE_TOLERANCE_DAYS = 1  # a server clock near midnight


@dataclass(frozen=True, slots=True)
class Params:
    """``tolerance_days``: a gap up to this many days is innocent. ``min_docid_days``: from this gap on docids speak."""

    tolerance_days: int
    min_docid_days: int


@dataclass(frozen=True, slots=True)
class _Suspicion:
    """The clues against the shown date; each is the day it names, or ``None``."""

    future: bool
    docid: date | None
    upload: date | None
    told: date | None
    address: date | None

    def confidence(self, kind: ColumnKind | None, *, republished: bool) -> Confidence | None:
        """How sure a finding is, or ``None`` for no finding."""
        if self.future:
            return Confidence.HIGH
        if kind is not ColumnKind.NEWS or republished:  # address and upload days follow any late release: no witnesses
            return Confidence.LOW if self.docid and self.told else None
        if self.docid:
            return Confidence.HIGH if self.upload or self.told or self.address else Confidence.MEDIUM
        if self.address:
            return Confidence.MEDIUM if self.upload or self.told else Confidence.LOW
        return None


def check(fact: DateClues, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield at most one finding; ``CannotTell`` when the page offers nothing to hold its date against."""
    against = _suspect(fact, rule.params)
    if not against.future and fact.created is None and fact.address_day is None:
        raise CannotTell("没有可与发稿日期核对的线索（地址日期、文档编号）")
    confidence = against.confidence(fact.column_kind, republished=fact.republished)
    if confidence is None or (not against.future and _openly_later(fact, rule.params)):
        return
    evidence = tuple(_evidence(fact, against))
    yield finding(
        case,
        rule,
        f"疑似伪造发稿日期：页面显示{fact.shown}发布，而{'；'.join(_words(one) for one in evidence)}",
        key=fact.shown.isoformat(),
        confidence=confidence,
        quote=evidence[0].quote,
        where=fact.clue,
        evidence=evidence,
        measured={"shown": str(fact.shown), "clues": [one.label for one in evidence]},
    )


def _suspect(fact: DateClues, params: Params) -> _Suspicion:
    def late(day: date | None, days: int) -> date | None:
        return day if day and (day - fact.shown).days > days else None

    return _Suspicion(
        future=(fact.shown - fact.today).days > FUTURE_TOLERANCE_DAYS,
        docid=late(fact.created[0] if fact.created else None, params.min_docid_days - 1),
        upload=late(min(fact.uploads, default=None), params.tolerance_days),
        told=late(max((day for day, _ in fact.told), default=None), 0),
        address=late(fact.address_day, params.tolerance_days),
    )


def _openly_later(fact: DateClues, params: Params) -> bool:
    """The page itself also shows the later day (a release date beside the day of signature): nothing is hidden."""
    real = fact.created[0] if fact.created else fact.address_day
    return bool(real) and any((real - day).days <= params.tolerance_days for day in fact.rival_days if real)


def _evidence(fact: DateClues, against: _Suspicion) -> Iterator[Evidence]:
    """Strongest first."""
    if against.future:
        yield Evidence("显示日期晚于检查日", f"检查日为{fact.today}")
    if against.docid and fact.created:
        gap = (against.docid - fact.shown).days
        yield Evidence(
            "文档编号顺序", f"编号{fact.docid}应在{fact.created[0]}至{fact.created[1]}之间生成，至少晚{gap}天"
        )
    if against.upload:
        yield Evidence("附件或图片的上传日期", f"正文附件或图片上传于{against.upload}")
    for day, words in fact.told if against.told else ():
        yield Evidence("正文提到的日期", f"正文提到{day}（{words}）")
    if against.address:
        yield Evidence("地址中的日期", f"地址中的日期为{against.address}")


def _words(evidence: Evidence) -> str:
    return evidence.quote


MONITOR = Monitor("date_forged", PageSource, DateClues, Params, check)
