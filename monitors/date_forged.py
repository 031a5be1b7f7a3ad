"""Flag (as 疑似) an article whose shown date contradicts what else is known about its day of creation.

Why: a back-dated item makes a silent column look alive.
Source: 国办秘函〔2019〕19号 (弄虚作假, 伪造发稿日期); 大足府办发〔2021〕46号 附件3. The order of clues is
field practice.
Known limits: republication, a moved site and a document older than its release look alike, so that outside news
columns nothing counts without a word of the text itself; a column that was moved in bulk is left alone; a person
confirms every finding. Last-Modified only accompanies other evidence: any rebuild of a portal changes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from facts.date_clues import DateClues
from facts.history import is_backfill, is_move
from facts.sources import PageSource
from inspection.finding import Case, Confidence, Evidence, Finding
from inspection.outcome import CannotTell
from inspection.registry import ColumnKind
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding

#: Beside a day in the text: what it names lies behind the writer.
_DONE = re.compile("印发|下发|颁布|发布的|出台|召开了|举行了|开展了|完成了|圆满|落下帷幕|通报了|已[对将于经]")
FUTURE_TOLERANCE_DAYS = 1  # a server clock near midnight


@dataclass(frozen=True, slots=True)
class Params:
    """``tolerance_days``: a gap up to this many days is innocent. ``min_docid_days``: from this gap on docids speak.

    ``min_absent_days``: from this gap on (inclusive) it counts that our own crawl did not find the article in its list.
    """

    tolerance_days: int
    min_docid_days: int
    min_absent_days: int = 14


@dataclass(frozen=True, slots=True)
class _Suspicion:
    """The clues against the shown date; each is the day it names, or ``None``."""

    future: bool
    changed: date | None  # the day shown before
    absent: date | None
    docid: date | None
    upload: date | None
    told: date | None
    filled: bool
    address: date | None
    done: bool  # what ``told`` names is told as done

    def confidence(self, kind: ColumnKind | None, *, republished: bool) -> Confidence | None:
        """How sure a finding is, or ``None`` for no finding."""
        if self.future:
            return Confidence.HIGH
        if kind is not ColumnKind.NEWS or republished:  # a late release is no fault here: only the text contradicts it
            return Confidence.LOW if self.told and (self.docid or self.absent or self.changed) else None
        if self.changed:
            return Confidence.HIGH
        created = self.absent or self.docid
        if created:
            both = self.absent and self.docid
            more = both or self.upload or self.told or self.address or self.filled
            return Confidence.HIGH if more else Confidence.MEDIUM
        if self.told and self.upload:
            return Confidence.MEDIUM
        if self.address:
            return Confidence.MEDIUM if self.upload or self.told else Confidence.LOW
        return Confidence.LOW if self.told and self.done else None


def check(fact: DateClues, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield at most one finding; ``CannotTell`` when nothing is known to hold the date against."""
    against = _suspect(fact, rule.params)
    confidence = against.confidence(fact.column_kind, republished=fact.republished)
    if confidence is None and fact.created is None and fact.address_day is None and not _vouched(fact, rule.params):
        raise CannotTell("没有可与发稿日期核对的线索（地址日期、文档编号、历次扫描）")
    if confidence is None or (not against.future and _openly_later(fact, rule.params)):
        return
    evidence = tuple(_evidence(fact, against, rule.params))
    yield finding(
        case,
        rule,
        f"疑似伪造发稿日期：页面显示{fact.shown}发布，而{'；'.join(one.quote for one in evidence)}",
        key=fact.shown.isoformat(),
        confidence=confidence,
        quote=evidence[0].quote,
        where=fact.clue,
        evidence=evidence,
        measured={"shown": str(fact.shown), "clues": [one.label for one in evidence]},
    )


def _suspect(fact: DateClues, params: Params) -> _Suspicion:
    def late(day: date | None, days: int) -> date | None:
        after = fact.first_seen and day and day > fact.first_seen  # it stood there already: changed, moved or copied
        return day if day and not after and (day - fact.shown).days > days else None

    vouched, moved = _vouched(fact, params), is_move(fact.sitting)
    docid = None if vouched or moved else late(fact.created[0] if fact.created else None, params.tolerance_days)
    absent = None if vouched or moved or _waited(fact) else late(fact.absent, params.tolerance_days)
    made = absent or docid
    filled = made is not None and is_backfill(
        [day for day in fact.sitting if (made - day).days > params.tolerance_days]
    )
    upload = None if vouched else late(min(fact.uploads, default=None), params.tolerance_days)
    told = late(max((day for day, _ in fact.told), default=None), 0)
    long_absent = late(absent, params.min_absent_days - 1)
    numbered_later = late(fact.created[0] if fact.created else None, 0)
    long_docid = late(docid, params.min_docid_days - 1)
    return _Suspicion(
        future=(fact.shown - fact.today).days > FUTURE_TOLERANCE_DAYS,
        changed=_changed(fact, params),
        absent=absent if long_absent or filled or numbered_later or upload or told else None,
        docid=docid if long_docid or filled or absent else None,
        upload=upload,
        told=told,
        filled=filled,
        address=None if vouched or moved else late(fact.address_day, params.tolerance_days),
        done=any(_DONE.search(words) for day, words in fact.told if day == told),
    )


def _vouched(fact: DateClues, params: Params) -> bool:
    """Our own crawl met the article within days of its date: it existed then, whatever numbers and addresses say."""
    return fact.first_seen is not None and (fact.first_seen - fact.shown).days <= params.tolerance_days


def _waited(fact: DateClues) -> bool:
    """The number is older than the crawl that lacked it: released late, or withdrawn for a while; nothing is forged."""
    return fact.created is not None and fact.absent is not None and fact.created[1] < fact.absent


def _changed(fact: DateClues, params: Params) -> date | None:
    """The day an earlier crawl showed, when the new one moves away from what is known; corrections move towards it."""
    if fact.earlier is None or fact.first_seen is None:
        return None
    seen, before = fact.earlier
    slack = timedelta(days=params.tolerance_days)
    if fact.shown > before:  # an old text made to look new
        return before if fact.shown > fact.first_seen + slack else None
    typing_error = before > seen or (before.month, before.day) == (fact.shown.month, fact.shown.day)
    truth = fact.created[0] if fact.created else fact.address_day
    if typing_error or before - fact.shown <= slack or (truth is not None and truth - slack <= fact.shown):
        return None
    return before


def _openly_later(fact: DateClues, params: Params) -> bool:
    """The page itself also shows the other day (a release date beside the day of signature): nothing is hidden."""
    known = (fact.earlier[1] if fact.earlier else None, fact.created and fact.created[0], fact.address_day, fact.absent)
    real = next((day for day in known if day), None)
    others = [day for day in fact.rival_days if day != fact.shown]
    return real is not None and any(abs((real - day).days) <= params.tolerance_days for day in others)


def _evidence(fact: DateClues, against: _Suspicion, params: Params) -> Iterator[Evidence]:
    """Strongest first."""
    if against.future:
        yield Evidence("显示日期晚于检查日", f"检查日为{fact.today}")
    if against.changed and fact.earlier:
        yield Evidence("显示日期前后不一", f"{fact.earlier[0]}扫描时显示为{against.changed}")
    if against.absent:
        yield Evidence("首次出现晚于显示日期", f"{against.absent}扫描时列表中尚无此文，{fact.first_seen}首次出现")
    if against.docid and fact.created:
        gap = (against.docid - fact.shown).days
        yield Evidence(
            "文档编号顺序", f"编号{fact.docid}应在{fact.created[0]}至{fact.created[1]}之间生成，至少晚{gap}天"
        )
    if against.upload:
        yield Evidence("附件或图片的上传日期", f"正文附件或图片上传于{against.upload}")
    for day, words in fact.told if against.told else ():
        yield Evidence("正文提到的日期", f"正文提到{day}（{words}）")
    if against.filled:
        first, last = fact.sitting[0], fact.sitting[-1]
        yield Evidence("集中补录", f"同期生成的{len(fact.sitting)}篇稿件日期均匀分布在{first}至{last}")
    if against.address:
        yield Evidence("地址中的日期", f"地址中的日期为{against.address}")
    if fact.last_modified and (fact.last_modified - fact.shown).days > params.tolerance_days and not against.future:
        yield Evidence("文件修改时间", f"服务器标明的修改时间为{fact.last_modified}")


MONITOR = Monitor("date_forged", PageSource, DateClues, Params, check)
