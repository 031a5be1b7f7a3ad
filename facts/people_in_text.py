"""People whom a stretch of running text names."""

from __future__ import annotations

import re

from facts.leader_names import person_name

_WORD = re.compile(
    r"(?:^|[\s\d.、．)）（(：:，,；;。])([\u4e00-\u9fff·]{2,9}?)(?=[\s，,：:（(、；;）)\d]|$|男|女|家住|现住|住)"
)
#: What people are called before their names: 被征收人周一帆, 村民罗小溪.
_ROLE = re.compile(r"^.*?(?:[人主告民生者属员友客方]|[住租农]户|对象|姓名|户名)(?=[\u4e00-\u9fff]{2,4}$)")
#: Everyday words that begin with a surname's character.
_NO_NAME = re.compile(
    "公[示告布司里]|现[予将]|如有|方式|期限|时间|情况|名单|地点|金额|单位|编号|附件|经办|联系|查询|咨询|核实|办理|申请|补[贴助]|救助"
    "|号码|账[号户]|银行|退款|通过|同意|应当|根据|按照|由于|因此|特此|温馨|提示|全[区市]|本[人局区]|[有相]关|安排|项目|幼儿|学校|医院"
    "|农村|城镇|[小社]区|[村镇县市路]$|街道|广场|大[厅道]|方[案法]|安[置装]|时[候段]|成[立功]|解[决答]|应急|能够|左右|关闭|和谐|计划"
)


def people_in(text: str) -> tuple[tuple[int, str], ...]:
    """(start of the word, name) of each person named as a word of its own, in reading order."""
    named = ((found.start(), _named(found[1])) for found in _WORD.finditer(text))
    return tuple((start, name) for start, name in named if name)


def _named(word: str) -> str | None:
    name = person_name(word) or person_name(_ROLE.sub("", word))
    return name if name and not _NO_NAME.search(name) else None
