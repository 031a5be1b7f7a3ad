"""A first look at the replay portal, through the proxy that the settings name, finds what the plan built."""

from __future__ import annotations

import pytest
from tests_support import Xunjian

from demo.server import RunningPortal
from facts.list_rows import DEFAULT


@pytest.mark.parametrize(("path", "fewest"), [("/jkq/sqjkq/", 10), ("/qzfbm/qyjj/", 10)])
def test_the_columns_of_a_portal_behind_a_proxy(here: Xunjian, portal: RunningPortal, path: str, fewest: int) -> None:
    start = f"http://www.dazu.gov.cn{path}"
    ran = here("discover", start, "--json", XUNJIAN_PROXY=portal.url, XUNJIAN_DELAY_SECONDS="0")
    assert ran.code == 0, ran.err
    found = {column["name"]: column for column in ran.json["columns"]}
    assert ran.json["requests"] <= 60 and len(found) >= fewest
    assert ran.json["unread"] == [] == ran.json["unasked"]
    expected = {
        "动态": "news",
        "公示公告": "notice",
        "政策文件": "policy",
        "政策解读": "interpretation",
        "领导信息": "leaders",
    }
    assert {name: found[name]["kind"] for name in expected} == expected
    assert found["动态"]["selector"] in DEFAULT
    assert found["动态"]["article"] == {"clue": "meta PubDate", "agrees": True}
    assert {row["专栏编号"] for row in ran.json["rows"]} == {path.strip("/").split("/")[-1].replace("qyjj", "yingjiju")}
