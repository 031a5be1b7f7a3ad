"""Mobile numbers of private people that stand open on a page.

Source: 国办秘函〔2019〕19号 (personal privacy must be masked); field practice: the numbers that an office gives for
contact are lawful, also mobile ones, and so are landlines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from facts.article import full_text
from facts.document import Document
from facts.exposure import Exposures, Found, about_office, about_people, around, gathered, place_in
from facts.headings import Heading, heading
from facts.leader_names import person_name
from facts.masking import SEPARATOR, plain
from facts.page_tables import page_tables
from facts.people_in_text import people_in
from facts.personal_tables import PersonTable, masked_name, person_tables
from facts.sources import PageSource
from facts.usable_page import usable
from inspection.outcome import Missing

_S = f"(?:{SEPARATOR})?"
_D = "[0-9０-９]"
#: Prefixes given to operators of mobile telephony (MIIT numbering plan), data-only ranges left out.
_MOBILE = re.compile(
    rf"(?:(?<![0-9０-９A-Za-z.*/=_-])|(?<=[+＋]86)|(?<=0086)|(?<=\D86[ -]))(?<!\d-)"
    rf"[1１](?:[3３]{_D}|[5５][0-35-9０-３５-９]|[6６][2567２５６７]|[7７][0-8０-８]|[8８]{_D}|[9９][0-35-9０-３５-９])"
    rf"(?:{_S}{_D}){{8}}(?![0-9０-９A-Za-z*_])(?!\.\d)(?!-\d{{3}})"
)
#: Where one may begin: a fixed first character lets the engine skip the rest of the text.
_BEGINS = (re.compile(r"1[3-9]"), re.compile("１[３-９]"))
#: Said right before a number: an office answers here whoever is named around it.
_OFFICE_LABEL = re.compile(
    r"(?:所|办|局|站|中心|科|院|公司|大队|支队|委)[\s：:]*$|"
    r"(?:监管|监督|服务|管理|安全)(?:人员|员)[^。；\n]{0,24}$|"
    r"(?:咨询|举报|监督|投诉|值班|办公|报名|服务|热线|客服|应急|救援|报修|预约|传真|受理|反映|查询|订票|公示|业务|单位|门店|窗口|招生|客户|商务|采购|"
    r"项目)[^，。；\n]{0,6}(?:电话|热线|手机|号码|方式)?[：:（( ]*[^，。；\n\u4e00-\u9fff]{0,16}$"
    r"|(?:拨打|致电|联系人|负责人|经办人|承办人|联络人|责任人|[河湖林路]长|村长|支部?书记|主任|局长|科长|站长|所长|队长|经理|法定代表人|代理人|律师|医生|民警|网格员|值班员|调解员|"
    r"工作人员|老师|同志|女士|先生|师傅)[^。；\n]{0,24}$"
)
_PRIVATE_LABEL = re.compile(
    r"申请人|申报人|户主|当事人|受助人|救助对象|低保对象|补助对象|保障对象|本人|家属|家长|监护人|学生|考生|残疾人|患者|信访人|投诉人|举报人|来信人|反映人|写信人|留言人"
    r"|承租人|业主|村民|获奖者|中奖者?|受益人|报名人|被告|原告|住户|租户|房主|死者|伤者|脱贫户|贫困户|农户|儿子|女儿|父亲|母亲|配偶|妻子|丈夫|求职者|应聘者|志愿者|退役军人|参保人|车主|失主|学员|会员|消费者|顾客|乘客|旅客|用户|持卡人|"
    r"收款人|身份证|家住"
)
_ENTRY = re.compile(
    r"(?:[\d.、．)） ]*|[^，,：:（(]{1,8}[：:])([\u4e00-\u9fff]{2,4})"
    r"[\s，,：:、（(]*(?:联系电话|手机号?码?|电话号?码?|联系方式)?[\s：:]*(?:[+＋]?(?:86|８６)[\s-]*)?"
)
_LONGEST_ENTRY = 60  # characters before the number; a page may be one line
_PRIVATE_LINE = re.compile(rf"(?:{_PRIVATE_LABEL.pattern})(?:姓名)?[\s：:]+([\u4e00-\u9fff·]{{2,6}})(?:先生|女士)?")
_NOT_A_PHONE = re.compile(
    r"(?:编号|编码|代码|单号|订单|流水|账号|帐号|卡号|合同|索引号?|备案|证书?号|许可|文号|序列号|批号|货号|条码|邮编|QQ|qq|ＱＱ|坐标|经度|纬度|金额|工程量|车架|发票|票号|票据|"
    r"档案|案号|工号|学号|标段|ID|id|注册号|登记号|快递|运单)[^，。；\n]{0,4}[：:为 号]*$"
    r"|[¥￥]\s*$"
)
_UNIT_AFTER = re.compile(r"\s*(?:元|万|亿|吨|米|平方|公里|千瓦|度|人次|株|公斤|立方|%|％|\.\d)")
_DETAIL = re.compile(r"[，,\s（(](?:男|女)(?:[，,\s）)]|$)|出生|身份证|岁")
_PRIVATE_HEADS = frozenset(
    (
        Heading.PRIVATE,
        Heading.ID,
        Heading.ADDRESS,
        Heading.SENSITIVE,
        Heading.RELIEF,
        Heading.BANK,
        Heading.PASSPORT,
    )
)


@dataclass(frozen=True, slots=True)
class Phones(Exposures):
    """Open mobile numbers beside private people."""

    @classmethod
    def extract(cls, source: PageSource) -> Self | Missing:
        document = usable(source.read)
        if isinstance(document, Missing):
            return document
        text = full_text(document)
        numbers = list(_mobiles(text))
        return cls(*gathered(document, _found(document, text, numbers) if numbers else iter(())))


def _mobiles(text: str) -> Iterator[re.Match[str]]:
    begins = sorted(begin.start() for pattern in _BEGINS for begin in pattern.finditer(text))
    return (number for begin in begins if (number := _MOBILE.match(text, begin)))


def _found(document: Document, text: str, numbers: list[re.Match[str]]) -> Iterator[Found]:
    settled: set[str] = set()
    for table in person_tables(document):
        for one in _from_table(document, table):
            settled.add(one.value)
            yield one
    seen_office = {number for table in person_tables(document) for number in _judged_numbers(table)}
    seen_office.update(_contacts(document))
    bare_lines = sum(_bare_line(text, number) for number in numbers)
    for number in numbers:
        value = plain(number[0])
        if value in settled or value in seen_office:
            continue
        verdict = _judge(document, text, number, bare_lines)
        if verdict is not False:
            masked = _masked(value)
            quote = around(text, number.start(), number.end(), masked)
            yield Found(value, masked, place_in(document, *number.span()), quote, verdict or None)


def _masked(value: str) -> str:
    return f"{value[:3]}****{value[-4:]}"


def _from_table(document: Document, table: PersonTable) -> Iterator[Found]:
    rows = [
        (person, plain(number[0]))
        for person in table.people
        for column in table.columns(Heading.PHONE)
        for number in _mobiles(person.values[column])
    ]
    strong = _private(document, table, len(rows))
    if strong is False:
        return
    for person, value in rows:
        quote = f"{masked_name(person.name)} {_masked(value)}"
        yield Found(value, _masked(value), f"{table.place}第{person.row}行", quote, strong)


def _private(document: Document, table: PersonTable, rows: int) -> bool | None:
    """Whether the table lists private people; ``None`` when it cannot be said."""
    if table.holds(*_PRIVATE_HEADS):
        return True
    private_name = any(
        _PRIVATE_LABEL.search(table.heads[column]) for column in table.columns(Heading.NAME, Heading.PHONE)
    )
    if private_name:
        return True
    if table.holds(Heading.OFFICE) or about_office(document):
        return False
    if about_people(document) or rows >= 2:
        return True
    return None


def _judged_numbers(table: PersonTable) -> Iterator[str]:
    """Every number of a table that was judged as a whole."""
    for person in table.people:
        for value in person.values:
            yield from (plain(number[0]) for number in _mobiles(value))


def _contacts(document: Document) -> Iterator[str]:
    """Numbers of tables that list whom to call (镇街, 联系人, 手机) and nothing private."""
    for table in page_tables(document):
        kinds = {heading(cell) for row in table.rows[:3] for cell in row}
        if Heading.OFFICE in kinds and kinds & {Heading.PHONE, Heading.OFFICE_PHONE} and not kinds & _PRIVATE_HEADS:
            yield from (plain(number[0]) for row in table.rows for cell in row for number in _mobiles(cell))


def _judge(document: Document, text: str, number: re.Match[str], bare_lines: int) -> bool | None:
    """``True`` private, ``False`` lawful or no telephone at all, ``None`` cannot be said."""
    start, end = number.span()
    line = text[max(text.rfind("\n", 0, start) + 1, start - 80) : start]
    if _NOT_A_PHONE.search(line) or _UNIT_AFTER.match(text, end):
        return False
    sentence = re.split(r"[。；;]", line)[-1]
    private = [found.end() for found in _PRIVATE_LABEL.finditer(sentence)]
    office = _OFFICE_LABEL.search(sentence)
    if office and (not private or office.start() >= private[-1]):
        return False
    if _of_letter_writer(text, start):
        return True
    names = people_in(sentence)
    hidden = re.search(r"[\u4e00-\u9fff][*＊×某]{1,2}", sentence)
    if private:
        return True if names or hidden or re.search(r"(?:电话|手机|联系方式)[^，。]{0,4}$", sentence) else None
    if names and _DETAIL.search(sentence + text[end : end + 12]):
        return True
    if not names:
        return False
    if about_office(document):
        return False
    if about_people(document) and bare_lines >= 2 and _bare_line(text, number):
        return True
    return None


def _bare_line(text: str, number: re.Match[str]) -> bool:
    """A line or a part of a sentence that is a list's entry: a name, then the number, and little before them."""
    at = number.start()
    before = re.split(r"[；;。\n]", text[max(at - _LONGEST_ENTRY, 0) : at])[-1]
    found = _ENTRY.fullmatch(before)
    return bool(found and person_name(found[1]))


def _of_letter_writer(text: str, start: int) -> bool:
    """The line says 电话 and nothing else, and the line above it names the writer or another private person."""
    above, _, line = text[max(start - 80, 0) : start].rpartition("\n")
    named = _PRIVATE_LINE.fullmatch(above.rstrip().rpartition("\n")[2].strip())
    return bool(re.fullmatch(r"\s*(?:联系)?(?:电话|手机|方式|号码)+[\s：:]*", line) and named and person_name(named[1]))
