"""A district of two sites and two accounts, scored with the real indicator tables."""

from datetime import date

import pytest

from config.indicators import load_tables
from inspection.indicators import IndicatorTable
from inspection.registry import Account, District, FeedFormat, Grade, Platform, Quarter, Site, Unit


@pytest.fixture(scope="session")
def tables() -> tuple[IndicatorTable, ...]:
    return load_tables(date(2021, 1, 1))


@pytest.fixture(scope="session")
def site_table(tables: tuple[IndicatorTable, ...]) -> IndicatorTable:
    return next(table for table in tables if table.subject == "sites")


@pytest.fixture(scope="session")
def quarter() -> Quarter:
    return Quarter("2021Q1", "2021年第一季度", date(2020, 12, 1), date(2021, 2, 28), (), (), "示例", Grade.ASSUMED)


@pytest.fixture(scope="session")
def district(quarter: Quarter) -> District:
    made = {"verified": False, "source": "示例", "grade": Grade.ASSUMED}
    account = {"unit_id": "park", "feed_format": FeedFormat.RSS, "feed_url": "", **made}
    return District(
        id="demo",
        name="示例县",
        units=(Unit("park", "示例园区", "示例", Grade.ASSUMED), Unit("bureau", "示例局", "示例", Grade.ASSUMED)),
        sites=(
            Site("bureau", 2, "bureau", "示例局专栏", "http://b.example/", public_service=False, **made),
            Site("park", 1, "park", "示例园区专栏", "http://site.example/", public_service=True, **made),
        ),
        columns=(),
        accounts=(
            Account("wx", (2,), name="示例发布", platform=Platform.WECHAT_SERVICE, **account),
            Account("wb", (1, 3), name="示例微博", platform=Platform.WEIBO, **account),
        ),
        quarters=(quarter,),
        manual_entries=(),
    )
