"""The eight elements by meaning; a label alone, or a placeholder, gives nothing."""

import pytest
from made_pages import article, source

from facts.guide_elements import Element, GuideElements
from inspection.outcome import Missing

TITLE = "临时占道办事指南"


def read(body: str, title: str = TITLE) -> GuideElements | Missing:
    fact = GuideElements.extract(source(article(body, title)))
    assert isinstance(fact, GuideElements | Missing)
    return fact


@pytest.mark.parametrize(
    ("label", "element"),
    [
        ("法律依据", Element.BASIS), ("设立依据", Element.BASIS), ("受理条件", Element.CONDITIONS),
        ("申报材料", Element.MATERIALS), ("所需材料", Element.MATERIALS), ("提交材料目录", Element.MATERIALS),
        ("办事地址", Element.PLACE), ("受理窗口", Element.PLACE), ("工作时间", Element.HOURS),
        ("咨询电话", Element.PHONE), ("联系方式", Element.PHONE),
        ("办理程序", Element.STEPS), ("办事流程", Element.STEPS),
        ("服务事项", Element.NAME), ("项目名称", Element.NAME),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "form",
    [
        "<p>{}：内容若干</p>",
        "<p>三、{}: 内容若干</p>",
        "<h3>（三）{}</h3><p>内容若干</p>",
        "<p><b>【{}】</b>内容若干</p>",
        "<table><tr><th>{}</th><td>内容若干</td></tr></table>",
    ],
)
def test_labels_by_meaning(label: str, element: Element, form: str) -> None:
    other = "监督电话" if element is not Element.PHONE else "办理地点"
    fact = read(form.format(label) + f"<p>{other}：某处</p>", title="办事指南")
    assert isinstance(fact, GuideElements)
    assert element in fact.present


@pytest.mark.parametrize(
    ("value", "element", "given"),
    [
        ("无", Element.MATERIALS, True),
        ("—", Element.CONDITIONS, True),
        ("无", Element.PHONE, False),
        ("—", Element.HOURS, False),
        ("", Element.PLACE, False),
        ("XXX", Element.PLACE, False),
        ("待补充", Element.BASIS, False),
        ("023-40000000", Element.PHONE, True),
    ],
)
def test_values(value: str, element: Element, given: bool) -> None:
    fact = read(f"<table><tr><td>{element.value}</td><td>{value}</td></tr></table><p>办理流程：申请、受理、送达</p>")
    assert isinstance(fact, GuideElements)
    assert (element in fact.present) is given
    assert (element in fact.blank) is not given


def test_the_title_names_the_matter_unless_it_is_generic() -> None:
    body = "<p>办理条件：成年</p><p>办理地点：某处</p>"
    named, generic = read(body), read(body, "办事指南")
    assert isinstance(named, GuideElements) and Element.NAME in named.present
    assert isinstance(generic, GuideElements) and Element.NAME not in generic.present


@pytest.mark.parametrize("body", ["<p>本局开展便民服务活动，受到好评，下一步将继续改进。</p>", "<p>办理条件：成年</p>"])
def test_other_texts_are_no_guide(body: str) -> None:
    assert isinstance(read(body), Missing)
