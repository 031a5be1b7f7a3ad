"""专栏: the list and one site."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from db import probes
from inspection.fetched import FetchFailure
from inspection.probe import Probe
from inspection.viewer import Role
from jobs.site_page import days_of
from tests.web.conftest import Console
from tests.web.still import console_at

DAY = "2026-03-21T09:00:00+08:00"
NOW = datetime.fromisoformat(DAY)


def probe(hours_ago: float, failure: FetchFailure | None = None, own_side: str = "") -> Probe:
    return Probe("shuiwu", "http://127.0.0.1/", NOW - timedelta(hours=hours_ago), 80, 0, failure, "", own_side)


def rows(page: str) -> list[str]:
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return [" ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in body.split("</tr>") if "<th" in row]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["县水务局专栏", "柳溪乡专栏"]),
        ("?unit=xiang", ["柳溪乡专栏"]),
        ("?q=水务", ["县水务局专栏"]),
        ("?q=柳溪乡政府", ["柳溪乡专栏"]),
        ("?light=bad&q=水务", ["县水务局专栏"]),
        ("?light=good&q=水务", []),
        ("?unit=mars&light=purple", ["县水务局专栏", "柳溪乡专栏"]),
        ("?q=无此专栏", []),
    ],
)
def test_the_list_can_be_narrowed(console: Console, query: str, names: list[str]) -> None:
    with console_at(console.work, DAY) as reader:
        page = reader.get(f"/sites{query}").text
    assert [row.split()[0] for row in rows(page)] == names
    assert names or "没有符合条件的专栏" in page


def test_the_list_tells_how_a_site_could_be_reached(console: Console) -> None:
    tried = [probe(hours) for hours in range(1, 4)] + [probe(5, FetchFailure.TIMEOUT)]
    ours = [probe(6, FetchFailure.TIMEOUT, "本机断网"), probe(24 * 8, FetchFailure.TIMEOUT)]
    with console.work.database.writing() as cx:
        probes.record(cx, "liuxi", [*tried, *ours])
    with console_at(console.work, DAY) as reader:
        shuiwu, xiang = rows(reader.get("/sites").text)
        page = reader.get("/sites/shuiwu").text
    assert "75.0% 4 次中 1 次打不开" in shuiwu
    assert "没有探测" in xiang
    assert "探测 5 次，2 次打不开" in page  # 30 days


def test_days_without_a_probe_of_our_own_making_or_at_all_are_told_apart() -> None:
    tried = [probe(9.5), probe(33.5, FetchFailure.TIMEOUT), probe(57.5, FetchFailure.TIMEOUT, "本机断网")]
    days = days_of(tried, NOW.date(), 5)
    assert [day.kind for day in days] == ["", "unknown", "bad", "good", ""]
    assert days[-1].day == NOW.date()


def test_a_site_tells_the_days_left_of_its_columns_and_what_the_last_scans_saw(console: Console) -> None:
    with console_at(console.work, DAY) as reader:
        late, fresh = (reader.get(f"/sites/{site}").text for site in ("shuiwu", "xiang"))
    assert "已超 17 天" in late and "2026-02-18" in late
    assert "剩 11 天" in fresh and "（14 天内应更新）" in fresh
    assert 'title="2026-03-20 发现问题"' in late
    assert 'href="/ledger/' in late


def test_only_those_who_decide_get_the_button_to_check_again(console: Console) -> None:
    with console_at(console.work, DAY) as reader:
        assert "立即复检" not in reader.get("/sites/shuiwu").text
    with console_at(console.work, DAY, Role.INSPECTOR) as inspector:
        page = inspector.get("/sites/shuiwu").text
        assert 'name="subject" value="site:shuiwu"' in page


def test_an_unknown_site_is_not_there(console: Console) -> None:
    with console_at(console.work, DAY) as reader:
        assert reader.get("/sites/mars").status_code == 404
        assert reader.get("/api/v1/sites/mars").headers["content-type"] == "application/problem+json"


def test_programs_get_the_same(console: Console) -> None:
    with console_at(console.work, DAY) as reader:
        listed = reader.get("/api/v1/sites").json()["items"]
        one = reader.get("/api/v1/sites/shuiwu").json()
    assert next((site["id"], site["light"], site["days_left"]) for site in listed) == ("shuiwu", "bad", -17)
    (column,) = one["columns"]
    assert (column["newest"], column["window_days"], column["days_left"]) == ("2026-02-18", 14, -17)
    assert one["scans"][-1]["columns"] == {"shuiwu-dt": "bad"}
    assert len(one["days"]) == 30


def test_clerks_do_not_see_the_district(console: Console) -> None:
    with console_at(console.work, DAY, Role.CLERK, "shuiwu") as clerk:
        for path in ("/sites", "/sites/shuiwu", "/api/v1/sites", "/api/v1/sites/shuiwu"):
            assert clerk.get(path).status_code == 403, path
