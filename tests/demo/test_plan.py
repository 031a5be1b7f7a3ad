"""The plan is readable, checked, and makes exactly the published deductions true."""

from __future__ import annotations

import csv
from collections import Counter

import pytest
import yaml
from pydantic import ValidationError

from demo.plan import PLAN_FILE, Plan, load_plan
from demo.world import World, key_of

# 大足府办发〔2021〕46号: annex 1 and annex 2, 周扫描, by site and account id.
WEEKLY_SITES = {
    "kejiju": 10, "jingxinwei": 10, "gonganju": 10, "minzhengju": 10, "zhujianwei": 10, "chengguanju": 10,
    "linyeju": 10, "zhengwuban": 20, "wenhuazhidui": 10, "youting": 10, "wangu": 10, "sanqu": 10, "tieshan": 20,
    "huilong": 10, "gaosheng": 10, "gulong": 20,
}  # fmt: skip
WEEKLY_ACCOUNTS = {
    "tuiyijunren-wechat": 40,
    "xinfangban-toutiao": 40,
    "jingkaihuanbao-weibo": 20,
    "gaosheng-douyin": 60,
    "gaosheng-kuaishou": 60,
}


def test_an_unknown_key_is_refused() -> None:
    raw = yaml.safe_load(PLAN_FILE.read_text(encoding="utf-8"))
    raw["silences"][0]["untill"] = "2021-01-01"
    with pytest.raises(ValidationError, match="untill"):
        Plan.model_validate(raw)


def test_two_entries_with_one_id_are_refused() -> None:
    raw = yaml.safe_load(PLAN_FILE.read_text(encoding="utf-8"))
    raw["silences"][1]["id"] = raw["silences"][0]["id"]
    with pytest.raises(ValidationError, match="share an id"):
        Plan.model_validate(raw)


def test_an_accusation_names_rule_and_scans() -> None:
    raw = yaml.safe_load(PLAN_FILE.read_text(encoding="utf-8"))
    raw["silences"][0]["expect"][0].pop("rule")
    with pytest.raises(ValidationError, match="needs the rule"):
        Plan.model_validate(raw)


def test_the_weekly_accusations_add_up_to_the_published_points(world: World) -> None:
    sites: dict[str, set[object]] = {}
    weeks: Counter[str] = Counter()
    site_of = {column.id: column.site_id for column in world.district.columns}
    for one in world.plan.expected("confirmed"):
        if one.rule == "website.news-stale":
            sites.setdefault(site_of[one.subject], set()).update(one.scans)
    for subject, scans in {
        (one.subject, scan)
        for one in world.plan.expected("confirmed")
        if one.rule == "new-media.quiet-week"
        for scan in one.scans
    }:
        weeks[subject] += bool(scans)
    assert {site: 10 * len(scans) for site, scans in sites.items()} == WEEKLY_SITES
    assert {account: min(20 * count, 60) for account, count in weeks.items()} == WEEKLY_ACCOUNTS


def test_every_subject_exists_in_the_world(world: World) -> None:
    district = world.district
    known = {one.id for group in (district.columns, district.sites, district.accounts) for one in group}
    for entry in world.plan.entries:
        for one in entry.expect:
            assert one.subject in known or key_of(one.subject) in world.articles_by_key, entry.id


def test_decisions_confirm_exactly_the_planned_findings_that_wait_for_a_person() -> None:
    with PLAN_FILE.with_name("decisions.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    by_rule = {"website.news-stale", "new-media.quiet-week"}
    planned = {(one.rule, one.subject) for one in load_plan().expected("confirmed") if one.rule not in by_rule}
    assert {(row["规则"], row["主体"]) for row in rows} == planned
    assert all(row["决定"] == "确认" and row["理由"] and row["审核人"] for row in rows)
