"""Which digits are an open citizen number, and that none of them leaves the fact."""

from collections.abc import Callable
from decimal import Decimal
from time import process_time

import pytest
from made_pages import AS_OF, URL, article, source, with_check_digit

from facts.id_numbers import IdNumbers
from inspection.finding import Case, Subject, SubjectKind
from inspection.registry import Grade
from inspection.rule import Applies, Per, Rule, RuleKind
from monitors.id_number_exposed import MONITOR, Params

NUMBER = with_check_digit("50011119900307123")
COUNTY = with_check_digit("50022519551121456")  # 500225 came into force 42 years after this birth
RULE = Rule(
    id="r", title="t", monitor=MONITOR.id, params=Params(), kind=RuleKind.DEDUCT, applies=Applies(), item=None,
    indicator="", points=Decimal(0), per=Per.ITEM, review=True, clause="", grade=Grade.ASSUMED, table="t",
)  # fmt: skip
FILLER = "<p>经村民小组评议、村委会审核，拟将以下家庭纳入临时救助，现予公示，公示期七天。</p>"


def read(body: str, title: str = "关于某事项的公示") -> IdNumbers:
    fact = IdNumbers.extract(source(article(FILLER + body, title)))
    assert isinstance(fact, IdNumbers)
    return fact


@pytest.mark.parametrize(
    "body",
    [
        f"<p>身份证号：{NUMBER}</p>",
        f"<p>甄某，{NUMBER}，男</p>",
        f"<p>身份证号：{COUNTY}</p>",
        f"<p>身份证号：{NUMBER[:6]}&nbsp;{NUMBER[6:14]}&nbsp;{NUMBER[14:]}</p>",
        f"<p>身份证号：{NUMBER[:6]}－{NUMBER[6:14]}－{NUMBER[14:]}</p>",
        f"<p>身份证号：{' '.join(NUMBER)}</p>",
        f"<p>1 {NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]} 13900001234</p>",
        f"<p>身份证号：{NUMBER[:9]}&#8203;{NUMBER[9:]}</p>",
        f"<p>身份证号：<span>{NUMBER[:3]}</span><i>{NUMBER[3:17]}</i><u>{NUMBER[17]}</u></p>",
        "<table><tr><th>姓名</th><th>身份证号码</th></tr><tr><td>甄某</td><td>510230750408782</td></tr></table>",
        f"<table><tr><td>身份证号</td></tr><tr><td>{NUMBER}</td></tr><tr><td>{NUMBER}</td></tr></table>",
    ],
)
def test_one_open_number(body: str) -> None:
    fact = read(body)
    assert len(fact.hits) == 1
    assert fact.doubtful == 0


@pytest.mark.parametrize(
    "body",
    [
        f"<p>身份证号：{NUMBER[:6]}********{NUMBER[14:]}</p>",
        f"<p>身份证号：{NUMBER[:14]}****</p>",
        f"<p>身份证号：{NUMBER[:10]}××××{NUMBER[14:]}</p>",
        f"<p>编号 {NUMBER}77</p>",
        f"<p>编号 A{NUMBER}</p>",
        f"<p><a href='/f?id={NUMBER}'>附件</a></p>",
        f"<p>http://www.portal.test/f/{NUMBER}.html</p>",
        f"<img src='./{NUMBER}.jpg'>",
        f"<!-- {NUMBER} --><script>var a = '{NUMBER}'</script>",
        "<p>510230750408782</p>",
        f"<p>{with_check_digit('50011119901307123')}</p>",  # no thirteenth month
        f"<p>{with_check_digit('50011120990307123')}</p>",  # not born yet
        f"<p>{with_check_digit('50999919900307123')}</p>",  # no such county, no label
        f"<p>{with_check_digit('99011119900307123')}</p>",  # no such province
        f"<p>{NUMBER[:17]}{(int(NUMBER[17]) + 1) % 10}</p>",
        f"<p>{NUMBER[:9]}<br>{NUMBER[9:]}</p>",
        "<p>统一社会信用代码：91500111MA5UQ0000X，单位12500111450520117X</p>",
    ],
)
def test_no_open_number(body: str) -> None:
    fact = read(body)
    assert (fact.hits, fact.doubtful) == ((), 0)


@pytest.mark.parametrize("label", ["订单号：", "项目编号：", "合同编号 ", "许可证号："])
def test_a_number_called_otherwise_is_doubtful(label: str) -> None:
    fact = read(f"<p>{label}{NUMBER}</p>")
    assert (fact.hits, fact.doubtful) == ((), 1)


def test_the_open_number_never_leaves_the_fact() -> None:
    fact = read(f"<p>{COUNTY}身份证{NUMBER}、{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}电话13900001234，{COUNTY}</p>")
    subject = Subject(SubjectKind.PAGE, URL, "unit", "site", None, None, URL, "公示")
    findings = list(MONITOR.check(fact, RULE, Case(subject, AS_OF)))
    said = repr(fact) + repr(findings)
    assert len(findings) == 1
    assert all(part not in said for part in (NUMBER, COUNTY, NUMBER[:6], NUMBER[6:14], COUNTY[6:14], "13900001234"))


def test_where_counts_characters_of_the_body() -> None:
    (hit,) = read(f"<p>身份证号：{NUMBER}</p>").hits
    start = len("经村民小组评议、村委会审核，拟将以下家庭纳入临时救助，现予公示，公示期七天。\n身份证号：") + 1
    assert hit.where == f"正文字符 {start}–{start + 17}"
    assert hit.quote.endswith("身份证号：500*************39")


def test_discredited_debtors_are_marked() -> None:
    assert read(f"<p>身份证号：{NUMBER}</p>", "失信被执行人名单").exempt_hint == "失信被执行人"


def test_a_page_of_three_thousand_characters_costs_little() -> None:
    document = article(f"<p>{'全区经济社会发展稳步向前，电话023-43722288。' * 110}</p>")
    IdNumbers.extract(source(document))  # parses and decodes
    assert min(timed(lambda: IdNumbers.extract(source(document))) for _ in range(20)) < 0.005  # 0.1 ms on a quiet core


def timed(work: Callable[[], object]) -> float:
    started = process_time()
    work()
    return process_time() - started
