"""What people add to the ledger: problems they saw (抽查、网民留言) and points they give (加分、网站找错).

Both become findings under review like any other, with their source and the attachments in the snapshot store.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from pathlib import Path
from typing import Any

from config.csv_rows import Row, is_web_address, read_all
from config.problem import ConfigError
from db import findings, scans
from facts.masking import mask_personal
from inspection.finding import Confidence, Evidence, Finding, Severity, Subject, SubjectKind
from inspection.moment import beijing_day
from inspection.registry import District
from inspection.rule import Rule, ScanKind
from jobs.ledger import LedgerError, Line, clerk_moment, show
from jobs.scan import start_scan
from jobs.workspace import Rulebook, Workspace, rulebook
from monitors.frame.monitor import severity_of

MONITOR = "manual"
FINDING_RULE = "manual.finding"
SCORE_RULE = "manual.score"
HEADER = (
    "类别", "对象编号", "规则", "扣分项", "分值", "季度", "地址", "标题", "说明", "来源", "附件", "登记人", "时刻",
)  # fmt: skip
#: Columns that a file of entries may have besides.
MORE = ("错误文字", "正确文字")
_KINDS = {"问题": False, "得分": True}


@dataclass(frozen=True, slots=True)
class Wish:
    """One entry as a person words it. ``subject`` is a site, column or account id.

    A problem may name the ``rule`` it falls under (then it costs what that rule says, once confirmed and if its moment
    is that of a planned scan); a score names ``item`` (id or title), ``points`` (≥ 0; the item's factor decides whether
    they are given or taken) and ``quarter``. ``attachments`` are files, ``source`` says where it comes from.
    """

    subject: str
    message: str
    source: str
    who: str
    at: datetime
    score: bool = False
    rule: str = ""
    item: str = ""
    points: str = ""
    quarter: str = ""
    url: str = ""
    title: str = ""
    attachments: tuple[Path, ...] = ()
    wrong: str = ""
    right: str = ""


def add(work: Workspace, wishes: Sequence[Wish]) -> list[Line]:
    """Enter all of them, or (when one does not fit) none. Raises ``LedgerError``. The same entry twice is one."""
    made: list[tuple[Wish, Finding, Rulebook]] = []
    for wish in wishes:
        book = rulebook(_rules_day(work.district, wish))
        made.append((wish, _finding(work, book, wish), book))
    with work.database.writing() as connection:
        for wish, one, book in made:
            scan_id = start_scan(connection, work, book, ScanKind.MANUAL, wish.at, [one.subject.unit_id])
            findings.observe(connection, scan_id, wish.at, [(one, True)])
            scans.set_state(connection, scan_id, "judged", datetime.now(UTC), {"entered_by": wish.who})
    return [show(work, one.identity) for _, one, _ in made]


def read_wishes(path: Path, at: datetime) -> list[Wish]:
    """The rows of a CSV file; attachments are named relative to it. Raises ``LedgerError`` naming the first bad row."""

    def parse(row: Row) -> Wish:
        try:
            when = clerk_moment(row.optional("时刻"), at)
        except ValueError:
            raise row.wrong("时刻", "应写成 2026-10-01 或 2026-10-01 09:30") from None
        return Wish(
            subject=row.text("对象编号"), message=row.text("说明"), source=row.text("来源"), who=row.text("登记人"),
            at=when, score=row.choice("类别", _KINDS), rule=row.optional("规则"), item=row.optional("扣分项"),
            points=row.optional("分值"), quarter=row.optional("季度"), url=row.optional("地址"),
            title=row.optional("标题"), attachments=tuple(path.parent / name for name in row.words("附件")),
            wrong=row.optional("错误文字"), right=row.optional("正确文字"),
        )  # fmt: skip

    try:
        return read_all(path, HEADER, parse, MORE)
    except ConfigError as problem:
        raise LedgerError(f"{problem}，没有写入任何一条") from problem


def _rules_day(district: District, wish: Wish) -> date:
    """Rules are those of the quarter that the entry is for."""
    if wish.quarter:
        try:
            return district.quarter(wish.quarter).first_day
        except KeyError:
            known = "、".join(quarter.id for quarter in district.quarters)
            raise LedgerError(f"没有登记季度“{wish.quarter}”（现有：{known}）") from None
    return beijing_day(wish.at)


def _finding(work: Workspace, book: Rulebook, wish: Wish) -> Finding:
    for name, value in (("登记人", wish.who), ("说明", wish.message), ("来源", wish.source)):
        if not value.strip():
            raise LedgerError(f"请写明{name}")
    subject = _subject(work.district, wish)
    rule = None if wish.score else _rule(book, wish)
    measured = _score(book, wish, subject) if wish.score else _words(wish)
    proof = (Evidence("来源", quote=mask_personal(wish.source)), *(_attachment(work, one) for one in wish.attachments))
    parts = (wish.source, wish.message, wish.url, *map(str, measured.values()))
    return Finding(
        rule=rule.id if rule else SCORE_RULE if wish.score else FINDING_RULE,
        monitor=MONITOR,
        subject=subject,
        severity=severity_of(rule) if rule else Severity.HINT,
        confidence=Confidence.HIGH,
        message=mask_personal(wish.message),
        key=MONITOR + ":" + sha256("\x1f".join(parts).encode()).hexdigest()[:16],
        evidence=proof,
        measured=measured | {"entered_by": wish.who},
    )


def _rule(book: Rulebook, wish: Wish) -> Rule[Any] | None:
    if wish.item or wish.points:
        raise LedgerError("“问题”的分值由规则决定，不能自己填写扣分项和分值；要直接加减分请登记为“得分”")
    if not wish.rule:
        return None
    try:
        return book.rule(wish.rule)
    except KeyError:
        raise LedgerError(f"指标表中没有规则“{wish.rule}”，不写规则则只作提示、不扣分") from None


def _words(wish: Wish) -> dict[str, str]:
    """The wrong and the right words, as far as a re-check can look for them."""
    wrong, right = mask_personal(wish.wrong.strip()), mask_personal(wish.right.strip())
    if right and not wrong:
        raise LedgerError("写了正确文字，就要写明错误文字")
    if wrong and wrong in right:
        raise LedgerError(f"正确文字里仍含错误文字“{wrong}”，复检时分不清，请把两者都写长一些")
    return {name: text for name, text in (("wrong", wrong), ("right", right)) if text}


def _score(book: Rulebook, wish: Wish, subject: Subject) -> dict[str, str]:
    """What ``jobs.quarter`` reads back: item, points and quarter."""
    wanted = "accounts" if subject.account_id else "sites"
    items = {item.id: item.title for table in book.tables if table.subject == wanted for item in table.items}
    found = next((id_ for id_, title in items.items() if wish.item in (id_, title)), None)
    if found is None:
        raise LedgerError(f"没有扣分项“{wish.item}”（允许：{'、'.join(items.values())}）")
    try:
        points = Decimal(wish.points)
    except InvalidOperation:
        points = Decimal("NaN")
    if not points.is_finite() or points <= 0:
        raise LedgerError(f"分值“{wish.points}”应为大于 0 的数字，加还是减由扣分项决定")
    if not wish.quarter:
        raise LedgerError("得分要写明记入哪个季度")
    if wish.rule or wish.url or wish.wrong or wish.right:
        raise LedgerError("“得分”不写规则、地址和错误、正确文字")
    return {"item": found, "points": str(points), "quarter": wish.quarter}


def _subject(district: District, wish: Wish) -> Subject:
    whole = _registered(district, wish.subject)
    if whole is None:
        raise LedgerError(f"登记册中没有编号为“{wish.subject}”的网站、栏目或账号")
    title = mask_personal(wish.title)
    if not wish.url:
        return replace(whole, title=title or whole.title)
    if not is_web_address(wish.url):
        raise LedgerError(f"“{wish.url}”不是网址，应为 http:// 或 https:// 开头的完整地址")
    return replace(whole, kind=SubjectKind.PAGE, id=wish.url, url=wish.url, title=title or wish.url)


def _registered(district: District, id_: str) -> Subject | None:
    for site in district.sites:
        if site.id == id_:
            return Subject(SubjectKind.SITE, id_, site.unit_id, id_, None, None, site.home_url, site.name)
    units = {site.id: site.unit_id for site in district.sites}
    for column in district.columns:
        if column.id == id_:
            unit = units[column.site_id]
            return Subject(
                SubjectKind.COLUMN, id_, unit, column.site_id, id_, None, column.url, column.name, column.kind
            )  # fmt: skip
    for account in district.accounts:
        if account.id == id_:
            return Subject(
                SubjectKind.ACCOUNT, id_, account.unit_id, None, None, id_, account.feed_url or "", account.name,
                None, account.platform,
            )  # fmt: skip
    return None


def _attachment(work: Workspace, path: Path) -> Evidence:
    try:
        if path.stat().st_size > work.settings.max_bytes:
            raise LedgerError(
                f"附件 {path.name} 超过 {work.settings.max_bytes} 字节（XUNJIAN_MAX_BYTES），请压缩后再登记"
            )
        body = path.read_bytes()
    except OSError as problem:
        raise LedgerError(f"附件 {path.name} 读不了，请检查路径和权限") from problem
    return Evidence("附件", quote=mask_personal(path.name), sha256=work.snapshots.put(body))
