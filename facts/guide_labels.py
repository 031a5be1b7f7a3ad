"""The words by which guides name the eight elements, and what counts as a value."""

from __future__ import annotations

import re
from enum import StrEnum


class Element(StrEnum):
    """国办秘函〔2019〕19号 服务不实用: the elements of a service guide, in the order of the text."""

    NAME = "事项名称"
    BASIS = "设定依据"
    CONDITIONS = "申请条件"
    MATERIALS = "办理材料"
    PLACE = "办理地点"
    HOURS = "办理时间"
    PHONE = "联系电话"
    STEPS = "办理流程"


_WHO = "申请|受理|申报|申办|申领|办理|办事|审批|许可|服务|报名|经办|登记|备案|救助|认定|核发|公共服务"
_LABELS = {
    Element.NAME: (
        rf"(?:{_WHO}|政务|审批服务)?事项(?:名称)?",
        r"(?:服务|项目|业务|许可|审批项目)名称",
    ),
    Element.BASIS: (rf"(?:{_WHO}|设定|设立|法律|法规|政策|实施|法定|文件)?(?:法律|法规|政策|法规政策|法律法规)?依据",),
    Element.CONDITIONS: (
        rf"(?:{_WHO}|准予|享受|申请人|补贴|保障|适用)(?:的)?(?:条件|资格|范围|对象|要求)(?:[及和与、](?:范围|条件|要求|对象))?",
        r"条件|对象",
    ),
    Element.MATERIALS: (
        rf"(?:{_WHO}|所需|提交|需提交|应提交|需要|提供|需提供|需要提供|需要提交|应提供|必备|准备)?(?:的)?"
        r"(?:材料|资料|要件|证件|手续)(?:清单|目录|及要求|名称)?",
        r"(?:所需|需要)?提交(?:的)?(?:材料|资料)|所需要件",
    ),
    Element.PLACE: (
        rf"(?:{_WHO}|办公|窗口|咨询|联系|接待|开放)?(?:的)?(?:地点|地址|场所|网点)(?:[及和与、](?:时间|电话))?",
        rf"(?:{_WHO})(?:窗口|机构地址|窗口地址)|(?:{_WHO})?(?:机构|单位|部门|窗口)[及和与、](?:地址|地点)",
    ),
    Element.HOURS: (
        rf"(?:{_WHO}|办公|工作|接待|对外办公|对外服务|咨询|上班|营业|窗口|开放)(?:的)?时间(?:[及和与、](?:地点|地址))?",
        r"时间",
    ),
    Element.PHONE: (
        rf"(?:{_WHO}|联系|咨询|咨询服务|业务咨询|办公|监督|投诉|监督投诉|窗口|业务|热线|举报)?(?:的)?"
        r"(?:电话|热线|电话号码)",
        r"(?:联系|咨询|监督|投诉)(?:方式|途径)",
        r"咨询(?:及|和|、)?(?:投诉|监督)(?:电话|方式)",
    ),
    Element.STEPS: (rf"(?:{_WHO}|工作|业务|基本)?(?:的)?(?:流程|程序|步骤|环节|流程图)",),
}
_EXACT = {element: re.compile("|".join(patterns)) for element, patterns in _LABELS.items()}
#: Headings of guides for citizens ask: what they ask for tells the element, the first that fits.
_ASKS = re.compile("哪|什么|谁|几|何|怎|多大|多少")
_QUESTIONS = (
    (Element.PHONE, re.compile("电话|热线")),
    (Element.PLACE, re.compile("哪里|哪儿|何处|什么地方|哪个(?:部门|窗口|地方)|地址|地点")),
    (Element.HOURS, re.compile("几点|什么时[候间]|何时|哪些时间|哪几天")),
    (Element.MATERIALS, re.compile("材料|资料|证件|手续|东西")),
    (Element.CONDITIONS, re.compile("谁|哪些人|什么人|人群|对象|条件")),
    (Element.BASIS, re.compile("依据|政策|法律|文件")),
    (Element.STEPS, re.compile("流程|步骤|程序|环节|怎么|怎样|如何")),
)
#: Two elements under one label.
_BOTH = re.compile(r"(?:时间|地[点址])[及和与、](?:时间|地[点址])|地址[及和与、](?:联系)?电话")
#: A limit on duration is no opening hours, but many guides mean it so: alone it does not settle the question.
_DURATION = re.compile("(?:办理|办结|法定|承诺|审批|受理|法定办结|承诺办结)(?:时限|期限)")
_NUMBERED = re.compile(
    r"^[\s\u3000]*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|第[一二三四五六七八九十]+[、:：]?|[●◆■▪·★*☆①-⑳]|问[：:])?[\s\u3000]*"
)
_PLACEHOLDER = re.compile(
    r"(?:[xX×ＸｘＸ*]{2,}|待(?:定|补充|完善|填写|公布|更新|录入)|暂(?:缺|未提供|未填写)|请?(?:填写|输入).{0,8}"
    r"|…+|\.{3,}|_+|空)[。.]?"
)
_NOTHING = re.compile(r"(?:无|没有|不需要|无需|暂无|[-—–－/／]+)[。.]?")
#: "无" answers what one needs or must be; it answers neither where nor when nor how.
_MAY_BE_NOTHING = {Element.BASIS, Element.CONDITIONS, Element.MATERIALS}
_ANY = "|".join(pattern for patterns in _LABELS.values() for pattern in patterns)
#: A label with a colon within a line, after a clause.
_IN_LINE = re.compile(rf"(?<=[，,。；;\s\u3000])(?=(?:{_ANY})[：:])")
_LONGEST_LABEL = 24


def element_of(text: str) -> Element | None:
    """The element that ``text`` as a whole names: a label with its number, brackets and explanation cut off."""
    if len(text) > 3 * _LONGEST_LABEL:
        return None
    bare = re.sub(r"[\s\u3000：:（(？?].*$|[【】\[\]]", "", label_text(re.sub(r"[ \u3000\xa0]", "", text)))
    if not bare or len(bare) > _LONGEST_LABEL:
        return None
    exact = next((element for element, pattern in _EXACT.items() if pattern.fullmatch(bare)), None)
    return exact or _asked(bare)


def _asked(text: str) -> Element | None:
    """What a question asks for; none for anything else."""
    if not _ASKS.search(text) or re.search("[，。；]", text):
        return None
    return next((element for element, pattern in _QUESTIONS if pattern.search(text)), None)


def also_named(text: str) -> tuple[Element, ...]:
    """Both elements of a label such as 办理时间和地点; none for a label of one."""
    found = _BOTH.search(text[:_LONGEST_LABEL])
    if not found:
        return ()
    words = ((Element.HOURS, "时间"), (Element.PLACE, "地"), (Element.PHONE, "电话"))
    return tuple(element for element, word in words if word in found[0])


def names_duration(line: str) -> bool:
    """Whether ``line`` begins with 办理时限 or its like."""
    return bool(_DURATION.match(label_text(line)))


def label_text(line: str) -> str:
    """``line`` without the number or bullet before it."""
    return _NUMBERED.sub("", line, count=1).strip()


def clauses(line: str) -> list[str]:
    """``line`` cut before every label with a colon that stands within it."""
    return _IN_LINE.split(line) if "：" in line or ":" in line else [line]


def is_value(element: Element, value: str) -> bool:
    """Whether ``value`` says something: no blank, no placeholder, no 无 where there must be something."""
    bare = re.sub(r"[\s\u3000：:]", "", value)
    bare = re.sub(r"^[（(【\[](.*)[）)】\]]$", r"\1", bare)
    if not bare or _PLACEHOLDER.fullmatch(bare):
        return False
    return element in _MAY_BE_NOTHING or not _NOTHING.fullmatch(bare)
