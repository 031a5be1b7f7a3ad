"""What a column of a table about people holds, by the words of its head."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

LONGEST_HEAD = 24


class Heading(StrEnum):
    """Kinds of columns; ``PRIVATE`` and ``OFFICE`` say whose table it is."""

    NAME = "姓名"
    ID = "证件号码"
    PHONE = "手机"
    OFFICE_PHONE = "办公电话"
    BANK = "银行账号"
    PASSPORT = "护照"
    ADDRESS = "住址"
    SENSITIVE = "敏感信息"
    RELIEF = "救助信息"
    PRIVATE = "个人事项"
    OFFICE = "工作职务"


#: Tried in this order; the first that occurs in a head decides.
_WORDS = (
    (
        Heading.PASSPORT,
        r"护照",
    ),
    (
        Heading.ID,
        r"身份证|身份号|证件号|公民身份",
    ),
    (
        Heading.SENSITIVE,
        r"健康(?:状况|情况)|身体状况|残疾(?:等级|类别|类型|程度|级别|证号|情况|部位)|残疾人证|致[贫困]原因|(?:贫困|困难|"
        r"救助|返贫)原因|病情|病种|病名|疾病|患病|患何病|诊断|精神(?:状况|障碍)|伤残|婚姻状况|家庭困难情况|孕周|感染|艾滋|传染",
    ),
    (
        Heading.RELIEF,
        r"(?:低保|特困|五保)(?!(?:供养)?(?:人员|对象|老人)$)|困难(?:类型|类别|等级)|贫困(?:类型|户类型)|救助(?:类型|类别)|保障(?:人口|人数|金额)",
    ),
    (
        Heading.OFFICE_PHONE,
        r"(?:办公|咨询|监督|举报|投诉|单位|值班|服务|公司|固定|企业|门店|预约|报修|窗口|受理|"
        r"24小时)[^，。]{0,4}(?:电话|热线|号码)|座机|固话|热线|联系人(?:及|和|、)?(?:联系)?(?:电话|方式|手机)",
    ),
    (
        Heading.BANK,
        r"(?:银行|账户|帐户|存折|社保卡|一卡通|惠农卡|发放)[^，。]{0,4}(?:账号|帐号|卡号|号码|号)|银行卡|卡号|账号|"
        r"帐号|一卡通|存折",
    ),
    (
        Heading.PHONE,
        r"手机|电话|联系方式|联系号码|联系号|通讯号码|移动号码",
    ),
    (
        Heading.ADDRESS,
        r"(?:家庭|现居?|常|居)住?(?:地址|住址|详细地址|地)$|住址|家庭(?:详细)?地址|居住(?:地址|地)|户籍(?:地址|"
        r"所在地|地)|户口所在地|家庭所在地|家住|住所$",
    ),
    (
        Heading.OFFICE,
        r"书记|主任|(?<!法定)代表(?:姓名|$)|委员|经营者|农场|合作社|理事长|社长|场主|医师|医生|特派员|专家|技术员|指导员|管理员|联络员"
        r"|巡查|养护|派驻|接待|(?<!项目)(?<!补贴)(?<!账户)(?<!户)名称$|"
        r"职务|职位|岗位|职称|部门|科室|处室|股室|[河湖林路田]长|分工|值班|机构|企业|公司|门店|网点|包保|责任|驻村|网格|站点|"
        r"负责人|联系人|法定代表人|法人|经办人|承办|学校名称|主管|挂钩|负责|服务(?:内容|区域|范围|项目|时间)|坐诊|执业|"
        r"单位(?:名称|地址)|所属单位|^单位$|信用代码",
    ),
    (
        Heading.NAME,
        r"^(?:[^（(]{0,8}姓名|(?:申请|低保|保障|救助|补[助贴]|受益|危房|被征收|特困|贫困|五保)?(?:供养)?(?:户主|对象|人员|农户|家庭)"
        r"|(?:高龄|五保|孤寡|留守)老人|孤儿"
        r"|(?:被征收|申请|受助|持卡|当事|参保|领款|领取|承租|残疾|收款|竞买|受援|被保险)人|享受人员?|患者|学生|考生|名字|家长"
        r"|监护人|户主姓名|户名|账户名称?|开户名)(?:[（(][^）)]{1,10}[）)])?$",
    ),
    (
        Heading.PRIVATE,
        r"户主|家庭|申请|补[贴助]|救助|享受|资助|受助|学生|家长|监护人|考生|准考证|考号|班级|年级|录取|出生|与户主关系|领取|"
        r"发放|面积|报名|住房|租金",
    ),
)
#: Heads that speak of illness as somebody's work.
_ABOUT_WORK = re.compile(
    r"擅长|主治|专长|特色|诊疗(?:范围|科目)|预防|防治|防控|宣传|康复(?:机构|项目)|(?:疾病|健康|残疾|救助)[^，。]{0,6}(?:工作|职责|档案|标准|政策)"
)
_COMPILED = tuple((kind, re.compile(words)) for kind, words in _WORDS)


@lru_cache(4096)
def heading(cell: str) -> Heading | None:
    """The kind that ``cell`` (without white space) names when it is a head, else ``None``."""
    if not cell or len(cell) > LONGEST_HEAD or _ABOUT_WORK.search(cell) or re.search(r"\d{5}|[。；]", cell):
        return None
    return next((kind for kind, words in _COMPILED if words.search(cell)), None)
