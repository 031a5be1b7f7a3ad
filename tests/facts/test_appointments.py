"""Sentences of 任免 documents, and whom they make or unmake head of this unit."""

from datetime import date

import pytest
from made_pages import AS_OF, article

from facts.appointments import read_appointments

UNIT = ("某某区应急管理局", "区应急管理局", "区应急局")
Said = list[tuple[str, str, bool]]


def said(*lines: str, title: str = "关于晏一帆等同志任免职的通知", published: str = "2021-01-20 15:21") -> Said:
    body = "".join(f"<p>　　{line}</p>" for line in ("各镇街，区政府各部门：", "经研究决定：", *lines))
    found = read_appointments(article(body, title, published), UNIT, AS_OF)
    assert all(one.day == date(2021, 1, 20) for one in found)
    return list(dict.fromkeys((one.name, one.title, one.made) for one in found))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["任命晏一帆同志为区应急管理局局长；"], [("晏一帆", "局长", True)]),
        (["任命晏一帆为区应急管理局局长。"], [("晏一帆", "局长", True)]),
        (["晏一帆同志任区应急局党委书记、局长（试用期一年）。"], [("晏一帆", "书记", True), ("晏一帆", "局长", True)]),
        (["晏一帆同志兼任区应急局局长。"], [("晏一帆", "局长", True)]),
        (["免去栾大川同志的区应急管理局局长职务。"], [("栾大川", "局长", False)]),
        (["免去栾大川同志区应急管理局局长职务，另有任用。"], [("栾大川", "局长", False)]),
        (["免去栾大川同志的区应急局党委书记、局长职务。"], [("栾大川", "书记", False), ("栾大川", "局长", False)]),
        (["因工作调动，栾大川同志不再担任区应急管理局局长职务。"], [("栾大川", "局长", False)]),
        (["任命栾大川同志为区水利局局长，免去其区应急管理局局长职务。"], [("栾大川", "局长", False)]),
        (["免去：", "栾大川同志的区应急管理局局长职务；"], [("栾大川", "局长", False)]),
        (["免去：", "宓小溪同志的区水利局局长职务；", "栾大川同志的区应急局局长职务。"], [("栾大川", "局长", False)]),
        (["任命：", "晏一帆为区应急管理局局长；"], [("晏一帆", "局长", True)]),
        (["任命晏芳同志为区应急管理局党委委员、局长。"], [("晏芳", "局长", True)]),
        (["任命晏一帆同志为区应急管理局副局长（挂职）；"], []),
        (["任命晏一帆同志为远方区应急管理局局长；"], []),
        (["任命晏一帆同志为区应急管理局执法支队支队长；"], []),
        (["任命晏一帆同志为区应急管理局副局长、区水利局局长；"], []),
        (["任命晏一帆同志为区水利局局长；"], []),
        (["会议听取了区应急管理局局长晏一帆的汇报。"], []),
    ],
)  # fmt: skip
def test_sentences(lines: list[str], expected: Said) -> None:
    assert said(*lines) == expected


def test_only_documents_about_appointments_count() -> None:
    assert said("任命晏一帆同志为区应急管理局局长；", title="区应急管理局召开会议") == []


def test_an_undated_document_proves_no_day() -> None:
    document = article("<p>任命晏一帆同志为区应急管理局局长。</p>", "任职通知", "", "http://www.portal.test/show?id=3")
    assert read_appointments(document, UNIT, AS_OF) == ()
