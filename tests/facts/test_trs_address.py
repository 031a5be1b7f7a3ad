"""Docid and day out of a TRS article address."""

from __future__ import annotations

from datetime import date

import pytest

from facts.trs_address import TrsAddress, read_address

DAY = date(2021, 2, 25)


@pytest.mark.parametrize(
    ("url", "docid", "day", "month"),
    [
        ("http://www.example.gov.cn/a/202102/t20210225_8939081.html", 8939081, DAY, (2021, 2)),
        ("http://www.example.gov.cn/a/202102/t20210225_8939081_1.html", 8939081, DAY, (2021, 2)),
        ("./202102/t20210225_8939081.htm", 8939081, DAY, (2021, 2)),
        ("/a/202101/t20210225_8939081.shtml?from=list#p", 8939081, DAY, (2021, 1)),
        ("/a/t20210225_8939081.html", 8939081, DAY, None),
        ("/a/202113/t20210225_8939081.html", 8939081, DAY, None),
        ("/a/202102/t20210230_8939081.html", 8939081, None, (2021, 2)),
        ("/a/202102/P020210225380126912345.pdf", None, None, None),
        ("/a/202102/t3766886.htm", None, None, None),
        ("/art/2021/2/25/art_1_2.html", None, None, None),
        ("/a/index_1.html", None, None, None),
        ("", None, None, None),
    ],
)
def test_addresses(url: str, docid: int | None, day: date | None, month: tuple[int, int] | None) -> None:
    assert read_address(url) == TrsAddress(docid, day, month)
