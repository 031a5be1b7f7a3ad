"""When a meta tag says nothing."""

import pytest
from made_pages import article, source

from facts.site_metas import SiteMetas, TagState


def metas(**given: str | tuple[str, ...]) -> SiteMetas:
    read = SiteMetas.extract(source(article("<p>正文</p>" * 40)))
    assert isinstance(read, SiteMetas)
    values = {name: value if isinstance(value, tuple) else (value,) for name, value in given.items()}
    return SiteMetas(read.kind, values)


@pytest.mark.parametrize(
    ("value", "state"),
    [
        ("某区人民政府", None),
        ("", TagState.EMPTY),
        ("网站名称", TagState.UNFILLED),
        ("SiteName", TagState.UNFILLED),
        ("{{site.name}}", TagState.UNFILLED),
        ("<%=name%>", TagState.UNFILLED),
        ("[sitename]", TagState.UNFILLED),
        ("undefined", TagState.UNFILLED),
        ("-", TagState.UNFILLED),
        ("无锡市人民政府", None),
        ("测试中心", None),
    ],
)
def test_site_name(value: str, state: TagState | None) -> None:
    found = metas(sitename=value).state("SiteName")
    assert (found and found[0]) == state


@pytest.mark.parametrize(
    ("code", "good"), [("5001110001", True), ("bm08000001", True), ("50011", False), ("网站标识码", False)]
)
def test_identification_code(code: str, good: bool) -> None:
    assert (metas(siteidcode=code).state("SiteIDCode") is None) is good


def test_one_good_value_of_several_is_enough() -> None:
    assert metas(pubdate=("", "2021-03-12")).state("PubDate") is None
    assert metas(pubdate=("", "-")).state("PubDate") == (TagState.EMPTY, "")
    assert metas().state("PubDate") == (TagState.ABSENT, "")
