"""Bank cards and accounts of private people that stand open on a page.

Source: 国办秘函〔2019〕19号 (personal privacy must be masked); ISO/IEC 7812 (Luhn check digit, issuer prefix).
Accounts of offices and companies are lawful.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from stdnum import luhn

from facts.article import full_text
from facts.document import Document
from facts.exposure import Exposures, Found, about_people, around, gathered, place_in
from facts.headings import Heading, heading
from facts.masking import SEPARATOR, mask_number, plain
from facts.page_tables import page_tables
from facts.people_in_text import people_in
from facts.personal_tables import masked_name, person_tables
from facts.sources import PageSource
from facts.usable_page import usable
from inspection.outcome import Missing

_D = "[0-9０-９]"
_CARD = re.compile(
    rf"(?<![0-9０-９A-Za-z*./=_-])[3-69３-６９](?:(?:{SEPARATOR}){{0,2}}{_D}){{14,18}}(?![0-9０-９A-Za-z*_])(?!\.\d)"
)
#: UnionPay, Visa, MasterCard, JCB, and the older ranges of domestic banks.
_ISSUER = re.compile(r"62|4|5[1-5]|35(?:2[89]|[3-8])|9558[08]|95599|9111|60|69|90|94|98")
_CONTEXT = re.compile(r"银行卡|卡号|账号|帐号|账户|帐户|开户行|开户银行|一卡通|存折|社保卡|惠农卡|打款|转账|汇入|收款")
_OFFICE = re.compile(
    r"对公|单位账|基本户|基本账户|一般户|一般账户|专户|专用账户|保证金|国库|非税|财政|捐[款赠]|缴[款费存]|指定账户|工会|党费"
    r"|(?:公司|局|中心|院|学校|中学|小学|幼儿园|大学|委员会|委|协会|基金会|合作社|村委会|政府|银行卡部|厂|集团|办公室|事务所|商会|联合会|红十字会|街道|镇|总站|站|所|"
    r"队)[，,；;。\s）)]*(?:开户|账|帐|银行|卡)"
    r"|(?:户名|账户名称|帐户名称|收款单位|收款人|单位名称|名称)[：:\s]*[^，。；\n]{2,30}(?:公司|局|中心|院|学校|中学|小学|幼儿园|大学|委员会|协会|基金会|合作社|村委会|政府|"
    r"厂|集团|办公室|事务所|商会|联合会|红十字会|街道|镇|站|所|队|会)"
)
#: Cards that only people hold.
_PERSONS_CARD = re.compile(r"社会保障卡|社保卡|一卡通|惠农卡|工资卡")
_OTHER = re.compile(
    r"(?:订单|流水|合同|项目|招标|发票|快递|运单|信用代码|机构代码|身份证|条形?码|设备|车架|备案|编号|编码|档案|许可|证书|凭证|工单|受理)[^，。；\n]{0,8}[：:\s]*$"
)


@dataclass(frozen=True, slots=True)
class BankCards(Exposures):
    """Open card and account numbers of private people."""

    @classmethod
    def extract(cls, source: PageSource) -> Self | Missing:
        document = usable(source.read)
        if isinstance(document, Missing):
            return document
        text = full_text(document)
        numbers = list(_CARD.finditer(text)) if _CONTEXT.search(text) else []
        return cls(*gathered(document, _found(document, text, numbers) if numbers else iter(())))


def _found(document: Document, text: str, numbers: list[re.Match[str]]) -> Iterator[Found]:
    settled: set[str] = set()
    for table in person_tables(document):
        for person in table.people:
            for column in table.columns(Heading.BANK):
                value = plain(person.values[column])
                if not re.fullmatch(r"\d{15,19}", value):
                    continue
                settled.add(value)
                masked = mask_number(value)
                quote = f"{masked_name(person.name)} {masked}"
                yield Found(value, masked, f"{table.place}第{person.row}行", quote, _is_card(value))
    settled.update(_of_nobody(document))
    for number in numbers:
        value = plain(number[0])
        if value in settled:
            continue
        strong = _judge(document, text, number)
        if strong is not False:
            masked = mask_number(value)
            quote = around(text, *number.span(), masked)
            yield Found(value, masked, place_in(document, *number.span()), quote, strong or None)


def _of_nobody(document: Document) -> Iterator[str]:
    """Accounts in tables whose rows name no person: those of organisations."""
    for table in page_tables(document):
        if any(heading(cell) is Heading.BANK for row in table.rows[:3] for cell in row):
            yield from (plain(cell) for row in table.rows for cell in row if re.search(r"\d{4}", plain(cell)))


def _is_card(value: str) -> bool:
    return 16 <= len(value) <= 19 and bool(_ISSUER.match(value)) and bool(luhn.is_valid(value))


def _judge(document: Document, text: str, number: re.Match[str]) -> bool | None:
    if not _is_card(plain(number[0])):
        return False
    start = number.start()
    line = text[max(text.rfind("\n", 0, start) + 1, start - 100) : start]
    above = text[max(start - 160, 0) : start]  # name, bank and number often stand on lines of their own
    below = text[number.end() : number.end() + 60]
    if not _CONTEXT.search(above[-100:]) or _OTHER.search(line):
        return False
    if _OFFICE.search(above) or re.match(r"[^。]{0,30}(?:户名|收款单位)[：:][^，。；\n]{4,}", below):
        return False
    named = bool(people_in(above))
    private = re.search(r"本人|申请人|户主|持卡人|姓名|农户|学生|家长|身份证|收款人|领款人|参保人|被告|受助人", above)
    if private or ((named or _PERSONS_CARD.search(above)) and about_people(document)):
        return True
    return True if named else None
