"""The first quarter of 2021 as the circular prints it, turned back into the observations that explain it."""

import csv
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from config.districts import load_district
from config.indicators import load_tables
from inspection.finding import SubjectKind
from inspection.moment import BEIJING
from inspection.rule import RuleRow, ScanKind
from inspection.score import Counted, QuarterScores
from scoring.quarter import score_quarter

PRINTED = Path(__file__).parents[2] / "demo" / "published"
DISTRICT = load_district("dazu")
QUARTER = DISTRICT.quarter("2021Q1")
TABLES = load_tables(QUARTER.first_day)
RULES = {rule.id: rule for table in TABLES for rule in table.rules}

SITTING = QUARTER.sittings[0].at
YINGJIJU = "http://www.dazu.gov.cn/qzfbm/qyjj/zwgk_53321/"
SQJKQ = "http://www.dazu.gov.cn/jkq/sqjkq/zwgk_106107/fdzdgknr_106109/gsgg/202102/t20210225_8939081.html"
#: Annex 3: subject, rule, moment, kind, title, address, description.
ANNEX_3 = (
    ("sqjkq", "website.id-number-exposed", datetime(2021, 2, 27, 0, 47, 55, tzinfo=BEIJING), SubjectKind.PAGE,
     "关于拟核销双桥经开区“2021.2.5”事故 的公示", SQJKQ, "信息发布中涉及的个人隐私信息内容未进行去标识化处理。"),
    ("yingjiju", "website.functions-leader-outdated", SITTING, SubjectKind.PAGE,
     "区应急管理局", f"{YINGJIJU}fdzdgknr_53323/jgjj_53324/jgzn_53326/202102/t20210222_8916092.html",
     "机构职能类栏目信息中负责人姓名更新不及时。"),
    ("yingjiju", "website.leaders-outdated", SITTING, SubjectKind.COLUMN,
     "领导信息", f"{YINGJIJU}ldxx_53331/index.html", "领导信息类栏目信息更新不及时。"),
)  # fmt: skip


def printed(annex: int) -> list[dict[str, str]]:
    with (PRINTED / f"annex{annex}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def observation(rule: RuleRow, subject_id: str, scan_id: str, at: datetime, **changes: object) -> Counted:
    kind = ScanKind.WEEKLY if scan_id.startswith("w") else ScanKind.QUARTER
    values: dict[str, object] = {
        "finding_id": f"{subject_id}:{rule.id}:{scan_id}", "rule": rule.id, "item": rule.item,
        "indicator": rule.indicator, "subject_id": subject_id, "scan_id": scan_id, "scan_kind": kind, "at": at,
        "message": rule.title, "url": f"http://www.dazu.gov.cn/{subject_id}/{rule.id}/", "title": "栏目",
        "subject_kind": SubjectKind.COLUMN, "points": rule.points, "per": rule.per, "kind": rule.kind,
    }  # fmt: skip
    return Counted(**(values | changes))


def _weekly(rule: RuleRow, subject_id: str, printed_points: str) -> Iterator[Counted]:
    weeks = int(Decimal(printed_points or "0") / rule.points)
    for week, at in enumerate(QUARTER.weekly_scans[:weeks], start=1):
        yield observation(rule, subject_id, f"w{week}", at)


def _observations() -> Iterator[Counted]:
    site_by_row = {site.row: site for site in DISTRICT.sites}
    account_by_row = {row: account for account in DISTRICT.accounts for row in account.rows}
    for line in printed(1):
        site = site_by_row[int(line["序号"])]
        yield from _weekly(RULES["website.news-stale"], site.id, line["内容更新-周扫描"])
        if line["办事指南"] not in ("", "不考核"):
            yield observation(RULES["website.guide-incomplete"], site.id, "q1", QUARTER.sittings[0].at)
    for subject_id, rule, at, kind, title, url, message in ANNEX_3:
        yield observation(
            RULES[rule],
            subject_id,
            "q1",
            at,
            subject_kind=kind,
            title=title,
            url=url,
            message=message,
            snapshot="ab" * 32,
        )
    for line in printed(2):
        account = account_by_row[int(line["序号"])]
        yield from _weekly(RULES["new-media.quiet-week"], account.id, line["内容更新-周扫描"])


OBSERVATIONS = tuple(_observations())


def printed_quarter() -> QuarterScores:
    return score_quarter(DISTRICT, QUARTER, TABLES, OBSERVATIONS, DISTRICT.manual_entries)
