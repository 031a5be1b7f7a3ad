"""A page may be one endless line: what is found there is quoted in time that grows with its length, not faster."""

from __future__ import annotations

from datetime import datetime
from time import process_time

import pytest

from facts.document import Document
from facts.home_addresses import HomeAddresses
from facts.phones import Phones
from facts.sources import PageSource
from inspection.fetched import Page
from inspection.outcome import Missing

AS_OF = datetime.fromisoformat("2026-03-20T20:00:00+08:00")
URL = "http://www.portal.test/a.htm"


def seconds(fact: type[Phones | HomeAddresses], unit: str, times: int) -> float:
    html = f"<html><head><title>公示</title></head><body><h1>公示</h1><p>{unit * times}</p></body></html>"
    source = PageSource(URL, Document(Page(URL, URL, 200, (), html.encode(), AS_OF)), None, AS_OF)
    begun = process_time()
    assert not isinstance(fact.extract(source), Missing)
    return process_time() - begun


@pytest.mark.parametrize(
    ("fact", "unit"),
    [
        (Phones, "13900001234 "),
        (Phones, "联系电话13900001234，"),
        (Phones, "村民周一帆13900001234，"),
        (HomeAddresses, "村民周一帆住龙岗街道龙岗路12号，"),
    ],
)
def test_four_times_the_length_takes_about_four_times_as_long(fact: type[Phones | HomeAddresses], unit: str) -> None:
    seconds(fact, unit, 10)  # what is made once per process
    short, long = seconds(fact, unit, 2_000), seconds(fact, unit, 8_000)
    assert long < 10 * short + 0.2
